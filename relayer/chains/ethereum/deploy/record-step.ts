/** What a mined transaction adds to a deployment: the contracts that it created, or the call that it made. @module */
import {
  type Address,
  type Client,
  getAddress,
  getContractAddress,
  keccak256,
  parseEventLogs,
  type TransactionReceipt,
} from 'viem';
import { getCode } from 'viem/actions';
import { ics26RouterAbi } from '../../../../contracts/abi/index.ts';
import { RelayerError } from '../../../ports/fault.ts';
import { hashWithoutImmutables, type KeptContract, readKeptCode } from './kept-code.ts';
import { addressOf, type CallRecord, type ContractRecord, type CorePart, type Manifest } from './manifest.ts';
import type { Step } from './plan.ts';

type Contracts = Manifest['contracts'];

/** The deployment with what the transaction did. @throws {RelayerError} CHAIN_TX_FAILED for other code than the build's */
export async function recordStep(
  client: Client,
  manifest: Manifest,
  step: Step,
  receipt: TransactionReceipt,
): Promise<Manifest> {
  const { pending: _, ...rest } = manifest;
  const place = { transaction: receipt.transactionHash, block: receipt.blockNumber };
  if (step.kind === 'part') {
    const address = createdIn(receipt);
    const record = await readContract(client, {
      ...place,
      contract: step.contract,
      address,
      arguments: step.arguments,
    });
    const contracts = { ...rest.contracts, [step.part]: record };
    return { ...rest, contracts: await addInner(client, contracts, step.part) };
  }
  if (step.kind === 'client') {
    const address = createdIn(receipt);
    const contract = await readContract(client, {
      ...place,
      contract: step.contract,
      address,
      arguments: step.arguments,
    });
    return mapClient(rest, step.client, (entry) => ({ ...entry, contract }));
  }
  const call: CallRecord = { to: step.to, function: step.function, arguments: step.arguments, ...place };
  const ids = registeredIds(receipt);
  if (step.kind === 'registration') return register(rest, step.client, call, ids);
  const chosen = rest.clients.filter(({ settings }) => settings.clientId !== undefined);
  const finished: Manifest = { ...rest, finished: call };
  return chosen.reduce((done, { settings }) => register(done, settings.name, call, ids), finished);
}

function createdIn({ contractAddress, transactionHash }: TransactionReceipt): Address {
  if (contractAddress) return getAddress(contractAddress);
  const message = `the receipt of ${transactionHash} cannot be used`;
  throw new RelayerError({ code: 'RPC_BAD_RESPONSE', message, want: 'the address of a contract', got: 'none' });
}

/** Contracts that a part's constructor creates. */
async function addInner(client: Client, contracts: Contracts, part: CorePart): Promise<Contracts> {
  const from = (name: CorePart): Address => addressOf({ contracts }, name);
  const outer = contracts[part];
  const create = (contract: KeptContract, nonce: bigint, args: readonly unknown[]): Promise<ContractRecord> => {
    const { transaction = '0x', block = 0n } = outer ?? {};
    const address = getContractAddress({ from: from(part), nonce });
    return readContract(client, { contract, address, transaction, block, arguments: args });
  };
  if (part === 'accessSetup') {
    return { ...contracts, accessManager: await create('DelayedAccessManager', 1n, [from('accessSetup')]) };
  }
  if (part !== 'transfer') return contracts;
  return {
    ...contracts,
    voucherBeacon: await create('UpgradeableBeacon', 1n, [from('voucherLogic'), from('transfer')]),
    escrowBeacon: await create('UpgradeableBeacon', 2n, [from('escrowLogic'), from('transfer')]),
  };
}

/** With the hash of the code that is there, which must be the build's. */
async function readContract(client: Client, record: Omit<ContractRecord, 'codeHash'>): Promise<ContractRecord> {
  const code = await getCode(client, { address: record.address, blockNumber: record.block });
  if (code === undefined) {
    const message = `the node has no code of ${record.contract} at ${record.address}, though its transaction succeeded`;
    throw new RelayerError({ code: 'RPC_LAGGING', message });
  }
  const kept = readKeptCode(record.contract);
  const got = hashWithoutImmutables(code, kept);
  if (got !== kept.runtimeCodeHash) {
    const message = `the code of ${record.contract} at ${record.address} is not the build's`;
    throw new RelayerError({ code: 'CHAIN_TX_FAILED', message, want: kept.runtimeCodeHash, got });
  }
  return { ...record, codeHash: keccak256(code) };
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
