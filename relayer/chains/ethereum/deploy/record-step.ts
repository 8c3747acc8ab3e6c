/** What a mined transaction adds to a deployment: the contracts that it created, or the call that it made. @module */
import {
  type Address,
  type Client,
  getAddress,
  getContractAddress,
  type Hex,
  keccak256,
  parseEventLogs,
  type TransactionReceipt,
  zeroHash,
} from 'viem';
import { getCode } from 'viem/actions';
import { ics26RouterAbi } from '../../../../contracts/abi/index.ts';
import { RelayerError } from '../../../ports/fault.ts';
import { hashWithoutImmutables, type KeptContract, readKeptCode } from './kept-code.ts';
import { addressOf, type CallRecord, type ContractRecord, type CorePart, type Manifest } from './manifest.ts';
import type { Step } from './plan.ts';
import { ask } from './rpc-fault.ts';

type Contracts = Manifest['contracts'];

/** What a transaction came to. */
interface Outcome {
  readonly transaction: Hex;
  readonly block: bigint;
  readonly created: Address | undefined;
  /** Ids of light clients that were registered, by their addresses. */
  readonly ids: ReadonlyMap<Address, string>;
  /** Hash of the code of a contract that was created. */
  hashOf(contract: KeptContract, address: Address): Promise<Hex>;
}

/** The deployment with what the transaction did. @throws {RelayerError} DEPLOYMENT_MISMATCH for other code than the build's */
export async function recordStep(
  client: Client,
  manifest: Manifest,
  step: Step,
  receipt: TransactionReceipt,
): Promise<Manifest> {
  const { contractAddress, transactionHash: transaction, blockNumber: block } = receipt;
  return await applyStep(manifest, step, {
    transaction,
    block,
    created: contractAddress ? getAddress(contractAddress) : undefined,
    ids: registeredIds(receipt),
    hashOf: (contract, address) => readCodeHash(client, contract, address, block),
  });
}

/** The deployment as it will be after a step that is not sent: with the contract at this address, and without hashes. */
export async function assumeStep(manifest: Manifest, step: Step, created: Address): Promise<Manifest> {
  const ids = manifest.clients.flatMap(({ settings, contract }) =>
    contract === undefined ? [] : [[contract.address, settings.clientId ?? 'client-N'] as const],
  );
  const hashOf = async () => zeroHash;
  return await applyStep(manifest, step, { transaction: zeroHash, block: 0n, created, ids: new Map(ids), hashOf });
}

async function applyStep(manifest: Manifest, step: Step, outcome: Outcome): Promise<Manifest> {
  const { transaction, block, ids } = outcome;
  const { pending: _, ...rest } = manifest;
  if (step.kind === 'part') {
    const record = await recordContract(outcome, step.contract, createdBy(outcome), step.arguments);
    const contracts = { ...rest.contracts, [step.part]: record };
    return { ...rest, contracts: await addInner(contracts, step.part, outcome) };
  }
  if (step.kind === 'client') {
    const contract = await recordContract(outcome, step.contract, createdBy(outcome), step.arguments);
    return mapClient(rest, step.client, (entry) => ({ ...entry, contract }));
  }
  const call: CallRecord = { to: step.to, function: step.function, arguments: step.arguments, transaction, block };
  if (step.kind === 'registration') return register(rest, step.client, call, ids);
  const chosen = rest.clients.filter(({ settings }) => settings.clientId !== undefined);
  const finished: Manifest = { ...rest, finished: call };
  return chosen.reduce((done, { settings }) => register(done, settings.name, call, ids), finished);
}

function createdBy({ created, transaction }: Outcome): Address {
  if (created !== undefined) return created;
  const message = `the receipt of ${transaction} cannot be used`;
  throw new RelayerError({ code: 'RPC_BAD_RESPONSE', message, want: 'the address of a contract', got: 'none' });
}

async function recordContract(
  { transaction, block, hashOf }: Outcome,
  contract: KeptContract,
  address: Address,
  args: readonly unknown[],
): Promise<ContractRecord> {
  return { contract, address, transaction, block, codeHash: await hashOf(contract, address), arguments: args };
}

/** Contracts that a part's constructor creates. */
async function addInner(contracts: Contracts, part: CorePart, outcome: Outcome): Promise<Contracts> {
  const at = (name: CorePart): Address => addressOf({ contracts }, name);
  const create = (contract: KeptContract, nonce: bigint, args: readonly unknown[]): Promise<ContractRecord> =>
    recordContract(outcome, contract, getContractAddress({ from: at(part), nonce }), args);
  if (part === 'accessSetup') {
    return { ...contracts, accessManager: await create('DelayedAccessManager', 1n, [at('accessSetup')]) };
  }
  if (part !== 'transfer') return contracts;
  return {
    ...contracts,
    voucherBeacon: await create('UpgradeableBeacon', 1n, [at('voucherLogic'), at('transfer')]),
    escrowBeacon: await create('UpgradeableBeacon', 2n, [at('escrowLogic'), at('transfer')]),
  };
}

/** Of the code that is there, which must be the build's. */
async function readCodeHash(client: Client, contract: KeptContract, address: Address, block: bigint): Promise<Hex> {
  const code = await ask(`code of ${contract}`, () => getCode(client, { address, blockNumber: block }));
  if (code === undefined) {
    const message = `the node has no code of ${contract} at ${address}, though its transaction succeeded`;
    throw new RelayerError({ code: 'RPC_LAGGING', message });
  }
  const kept = readKeptCode(contract);
  const got = hashWithoutImmutables(code, kept);
  if (got !== kept.runtimeCodeHash) {
    const message = `the code of ${contract} at ${address} is not the build's`;
    throw new RelayerError({ code: 'DEPLOYMENT_MISMATCH', message, want: kept.runtimeCodeHash, got });
  }
  return keccak256(code);
}

/** Id by the address of a light client. */
function registeredIds({ logs }: TransactionReceipt): ReadonlyMap<Address, string> {
  const events = parseEventLogs({ abi: ics26RouterAbi, eventName: 'ICS02ClientAdded', logs });
  return new Map(events.map(({ args }) => [getAddress(args.client), args.clientId]));
}

function register(manifest: Manifest, name: string, call: CallRecord, ids: ReadonlyMap<Address, string>): Manifest {
  return mapClient(manifest, name, (entry) => {
    const clientId = entry.contract === undefined ? undefined : ids.get(entry.contract.address);
    if (clientId !== undefined) return { ...entry, registration: { ...call, clientId } };
    const message = `the receipt of ${call.transaction} cannot be used`;
    const want = `the registration of light client '${name}'`;
    throw new RelayerError({ code: 'RPC_BAD_RESPONSE', message, want, got: 'none' });
  });
}

function mapClient(
  manifest: Manifest,
  name: string,
  change: (entry: Manifest['clients'][number]) => Manifest['clients'][number],
): Manifest {
  return {
    ...manifest,
    clients: manifest.clients.map((entry) => (entry.settings.name === name ? change(entry) : entry)),
  };
}
