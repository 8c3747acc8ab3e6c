/** The part of the demo that reads a contract's storage under a verified header, and is lied to. @module */
import { equalBytes, fromHex } from '@causeway/lightclient/codec';
import type { PayloadHeader } from '@causeway/lightclient/ethereum';
import { parseEthProof, verifyEthProof } from '@causeway/lightclient/ethereum/execution';
import {
  createExecutionClient,
  ETHEREUM_CHAIN_ID,
  type ExecutionClient,
  ethereumLies,
  getProof,
  mappingSlot,
  type StorageContract,
  startFaultProxy,
} from 'causeway/devnet';
import type { Surroundings } from './tell-story.ts';

/** What is proven, under which header. */
export interface StorageQuestion {
  readonly execution: ExecutionClient;
  readonly executionUrl: string;
  readonly contract: StorageContract;
  readonly header: PayloadHeader;
  /** 32 bytes each: of the mapping at slot 0. */
  readonly key: `0x${string}`;
  readonly value: `0x${string}`;
  readonly surroundings: Surroundings;
}

/** Whether the value is proven, another slot proven empty, and every tampered proof refused. */
export async function proveStorage(question: StorageQuestion): Promise<boolean> {
  const { steps } = question.surroundings;
  const slot = mappingSlot(question.key, 0n);
  const proven = await steps.run('The value in the contract’s storage', async (note) => {
    const { reading, bytes, ms } = await ask(question, question.execution, slot);
    const value = reading.status === 'valid' ? reading.storage[0]?.value : undefined;
    const holds = value !== undefined && equalBytes(value, bytesOf(question.value));
    note(`0x${question.value.slice(-6)}: proof of ${bytes.toLocaleString('en')} bytes, checked in ${ms.toFixed(2)} ms`);
    return holds;
  });
  const absent = await steps.run('The slot beside it', async (note) => {
    const { reading, bytes, ms } = await ask(question, question.execution, mappingSlot(question.key, 1n));
    const holds = reading.status === 'valid' && reading.storage[0]?.value === undefined;
    note(`proven empty: ${bytes.toLocaleString('en')} bytes, ${ms.toFixed(2)} ms`);
    return holds;
  });
  const refused = await refuseLies(question, slot);
  return proven && absent && refused;
}

async function refuseLies(question: StorageQuestion, slot: `0x${string}`): Promise<boolean> {
  const { steps, cleanUp } = question.surroundings;
  const proxy = await startFaultProxy({ target: question.executionUrl });
  cleanUp.push(() => proxy.stop());
  const client = createExecutionClient(proxy.url, ETHEREUM_CHAIN_ID);
  const lies = [
    ['A value raised by one', ethereumLies.changeStorageValue()],
    ['One bit of a trie node changed', ethereumLies.changeProofNode()],
    ['The last trie node left out', ethereumLies.dropProofNode()],
  ] as const;
  let refused = 0;
  for (const [title, lie] of lies) {
    await steps.run(title, async (note) => {
      const active = proxy.use(lie);
      const { reading } = await ask(question, client, slot);
      active.remove();
      if (reading.status === 'invalid') refused++;
      note(reading.status === 'invalid' ? `refused: ${reading.reason.code}` : 'BELIEVED');
    });
  }
  return refused === lies.length;
}

async function ask({ contract, header }: StorageQuestion, client: ExecutionClient, slot: `0x${string}`) {
  const { raw } = await getProof(client, contract.address, [slot], header.execution.blockNumber);
  const startedAt = performance.now();
  const answer = parseEthProof(raw);
  const expectations = { address: bytesOf(contract.address) };
  const reading = verifyEthProof(header.execution.stateRoot, answer, expectations);
  const ms = performance.now() - startedAt;
  const nodes = [...answer.accountProof, ...answer.storageProof.flatMap(({ proof }) => proof)];
  return { reading, ms, bytes: nodes.reduce((sum, node) => sum + node.length, 0) };
}

function bytesOf(hex: string): Uint8Array {
  return fromHex(hex.slice(2).toLowerCase());
}
