/** An Ethereum client in the virtual machine: made, told and looked into as ibc-go does it. @module */
import {
  decodeWasmClientState,
  decodeWasmConsensusState,
  encodeWasmClientMessage,
  encodeWasmClientState,
  encodeWasmConsensusState,
  encodeWasmMembershipProof,
  type WasmClientMessage,
  type WasmClientState,
  type WasmConsensusState,
  type WasmMembershipProof,
} from '@causeway/lightclient/ethereum/wasm-client';
import type { VmAnswer, WasmVm } from './start-wasm-vm.ts';

/** A proof of one path, of presence where it has a value. */
export interface MembershipClaim {
  readonly slot: bigint;
  readonly proof: WasmMembershipProof;
  readonly path: readonly Uint8Array[];
  readonly value?: Uint8Array;
  readonly delayTime?: number;
}

/** What a client has in the store. */
export interface StoredStates {
  readonly client: WasmClientState;
  /** Of the wrapper. */
  readonly latestHeight: bigint;
  /** Hexadecimal. */
  readonly checksum: string;
  /** By slot, in the order of keys. */
  readonly consensus: ReadonlyMap<bigint, WasmConsensusState>;
}

/** Time is in seconds since 1970, of the block that a request is in. */
export interface HostedClient {
  readonly id: string;
  /** `MsgUpdateClient`: a header, or misbehaviour. */
  update(message: WasmClientMessage | Uint8Array, time: bigint): Promise<VmAnswer>;
  status(time: bigint): Promise<unknown>;
  prove(claim: MembershipClaim, time: bigint): Promise<VmAnswer>;
  /** Any message to any entry point. */
  call(entry: 'query' | 'sudo' | 'migrate' | 'instantiate', message: unknown, time: bigint): Promise<VmAnswer>;
  stored(): Promise<StoredStates>;
}

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** What a client begins with. */
export interface ClientStart {
  readonly client: WasmClientState;
  readonly consensus: WasmConsensusState;
}

/** Stores a contract; 08-wasm refuses one that it has. */
export async function storeContract(vm: WasmVm, file: string): Promise<string> {
  const { result, error } = await vm.ask({ do: 'store', file });
  if (typeof result !== 'string') throw new Error(`wasm-vm: want a stored contract, got ${error}`);
  return result;
}

/** `MsgCreateClient`. */
export function askToCreate(vm: WasmVm, checksum: string, { client, consensus }: ClientStart, time: bigint) {
  return vm.ask({
    do: 'create',
    time,
    checksum: Buffer.from(checksum, 'hex').toString('base64'),
    client_state: toBase64(encodeWasmClientState(client)),
    consensus_state: toBase64(encodeWasmConsensusState(consensus)),
    height: Number(client.latestSlot),
  });
}

/** Creates a client. @throws {Error} when the contract refuses. */
export async function createClient(vm: WasmVm, checksum: string, start: ClientStart, time: bigint) {
  const { result, error } = await askToCreate(vm, checksum, start, time);
  if (typeof result !== 'string') throw new Error(`wasm-vm: want a client, got ${error}`);
  return hostClient(vm, checksum, result);
}

/** A client that is there, or will be. */
export function hostClient(vm: WasmVm, checksum: string, id: string): HostedClient {
  return {
    id,
    update: (message, time) =>
      vm.ask({
        do: 'update',
        client: id,
        time,
        data: toBase64(message instanceof Uint8Array ? message : encodeWasmClientMessage(message)),
      }),
    status: async (time) => (await vm.ask({ do: 'status', client: id, time })).result,
    prove: ({ slot, proof, path, value, delayTime = 0 }, time) =>
      vm.ask({
        do: value === undefined ? 'absent' : 'member',
        client: id,
        time,
        height: Number(slot),
        proof: toBase64(encodeWasmMembershipProof(proof)),
        path: path.map(toBase64),
        delay_time: delayTime,
        ...(value === undefined ? {} : { value: toBase64(value) }),
      }),
    call: (entry, message, time) =>
      vm.ask({
        do: 'call',
        client: id,
        time,
        entry,
        checksum: Buffer.from(checksum, 'hex').toString('base64'),
        message,
      }),
    stored: async () => readStored((await vm.ask({ do: 'dump', client: id })).result),
  };
}

interface Entry {
  readonly key: string;
  readonly data: string;
  readonly latest_height?: number;
  readonly checksum?: string;
}

function readStored(result: unknown): StoredStates {
  const entries = result as readonly Entry[]; // our own program's
  const bytes = ({ data }: Entry): Uint8Array => Uint8Array.from(Buffer.from(data, 'base64'));
  const client = entries.find(({ key }) => key === 'clientState');
  if (client === undefined) throw new Error('wasm-vm: want a client state, got none');
  const slots = entries.flatMap((entry) => {
    const slot = /^consensusStates\/0-(\d+)$/.exec(entry.key)?.[1];
    return slot === undefined ? [] : [[BigInt(slot), decodeWasmConsensusState(bytes(entry))] as const];
  });
  if (slots.length + 1 !== entries.length)
    throw new Error(`wasm-vm: want known keys, got ${entries.map((e) => e.key)}`);
  return {
    client: decodeWasmClientState(bytes(client)),
    latestHeight: BigInt(client.latest_height ?? 0),
    checksum: Buffer.from(client.checksum ?? '', 'base64').toString('hex'),
    consensus: new Map(slots),
  };
}

/** The JSON texts of a client's state and of its one consensus state beside that of `trusted`, as they are stored. */
export async function readUpdated(
  vm: WasmVm,
  id: string,
  trusted: bigint,
): Promise<{ client: string; consensus: string }> {
  const entries = (await vm.ask({ do: 'dump', client: id })).result as readonly Entry[]; // our own program's
  const text = (entry: Entry | undefined): string => Buffer.from(entry?.data ?? '', 'base64').toString('utf8');
  const added = entries.find(({ key }) => key !== 'clientState' && key !== `consensusStates/0-${trusted}`);
  return { client: text(entries.find(({ key }) => key === 'clientState')), consensus: text(added) };
}
