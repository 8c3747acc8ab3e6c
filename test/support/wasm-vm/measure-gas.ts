/** What the contract costs a chain, with a committee of 512 and everybody's signature: the table of `docs/gas.md`. @module */
import { type LightClientUpdate, PRESETS } from '@causeway/lightclient/ethereum';
import { EMPTY_ACCOUNT, encodeAccount } from '@causeway/lightclient/ethereum/execution';
import {
  createInitialStates,
  type WasmClientState,
  type WasmHeader,
  type WasmLightClientHeader,
  wasmCommitmentSlot,
} from '@causeway/lightclient/ethereum/wasm-client';
import { buildTrie, encodeRlp, fromUint } from '@causeway/lightclient/proofs';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { createBeaconConfig } from '../beacon-config.ts';
import { type BeaconChain, buildBeaconChain } from '../build-beacon-chain.ts';
import { sha256 } from '../build-header.ts';
import { createClient, type HostedClient, type MembershipClaim } from './host-client.ts';
import type { VmAnswer, WasmVm } from './start-wasm-vm.ts';

/** One row of the table. */
export interface GasFigure {
  readonly what: string;
  /** SDK gas of the whole message, as ibc-go handles it. */
  readonly gas: number;
  /** Of that, what the virtual machine used, by call. */
  readonly calls: readonly { readonly name: string; readonly gas: number }[];
}

const PERIOD = 8192n;
/** As far from genesis as mainnet is, so that numbers are as long. */
const START = PERIOD * 1500n + 64n;
const CONFIG = createBeaconConfig({ electra: 0n }, { preset: 'mainnet', ...PRESETS.mainnet });
const NOW = CONFIG.genesisTime + ((START + 2n * PERIOD) * CONFIG.slotDurationMs) / 1000n;
const CONTRACT = sha256('the IBC contract').subarray(0, 20);
const MAPPING_SLOT = 0x1260944489272988d9df285149b5aa1b0f48f2136d6f416159f840a3e0747600n;
const ABSENT_PATH = Buffer.from('08-wasm-0\u0001\0\0\0\0\0\0\0\u0002');
const PATH = Buffer.from('08-wasm-0\u0001\0\0\0\0\0\0\0\u0001');
/** Accounts and slots beside ours, hashed: nodes as full, and paths as long, as those of a chain in use. */
const OTHERS = 20_000;

interface Proofs {
  readonly stateRoot: Uint8Array;
  readonly present: Omit<MembershipClaim, 'slot'>;
  readonly absent: Omit<MembershipClaim, 'slot'>;
}

/** One commitment among many values, of one contract among many accounts. */
function buildProofs(): Proofs {
  const slotOf = (path: Uint8Array) => wasmCommitmentSlot({ ibcCommitmentSlot: MAPPING_SLOT } as WasmClientState, path);
  const value = sha256('a commitment');
  const number = BigInt(`0x${Buffer.from(value).toString('hex')}`);
  const fillers = (name: string, content: Uint8Array) =>
    Array.from({ length: OTHERS }, (_, index) => [sha256(`${name} ${index}`), content] as const);
  const stored = encodeRlp(fromUint(number));
  const storage = buildTrie([[keccak_256(slotOf(PATH)), stored], ...fillers('slot', stored)]);
  const account = encodeAccount({ ...EMPTY_ACCOUNT, nonce: 1n, storageRoot: storage.root });
  const state = buildTrie([[keccak_256(CONTRACT), account], ...fillers('account', account)]);
  const proofOf = (path: Uint8Array, held: bigint) => ({
    accountProof: { storageRoot: storage.root, proof: state.prove(keccak_256(CONTRACT)) },
    storageProof: { key: slotOf(path), value: held, proof: storage.prove(keccak_256(slotOf(path))) },
  });
  return {
    stateRoot: state.root,
    present: { proof: proofOf(PATH, number), path: [PATH], value },
    absent: { proof: proofOf(ABSENT_PATH, 0n), path: [ABSENT_PATH] },
  };
}

function headerFor(chain: BeaconChain, trustedSlot: bigint, update: LightClientUpdate): WasmHeader {
  const { finality } = update;
  if (finality === undefined) throw new Error('want a finalized header');
  const period = chain.periodOf(update.signatureSlot);
  const role = period === chain.periodOf(trustedSlot) ? 'current' : 'next';
  const activeSyncCommittee = { role, committee: chain.committeeOf(period).committee } as const;
  return { kind: 'header', trustedSlot, activeSyncCommittee, update: { ...update, finality } };
}

/** Creates a client at the start of the chain. */
function begin(vm: WasmVm, checksum: string, chain: BeaconChain): Promise<HostedClient> {
  const { clientState: client, consensusState: consensus } = createInitialStates({
    config: CONFIG,
    chainId: 1n,
    header: chain.headerAt(START) as WasmLightClientHeader,
    currentSyncCommittee: chain.committeeOf(1500n).committee,
    nextSyncCommittee: chain.committeeOf(1501n).committee,
    ibcContractAddress: CONTRACT,
    ibcCommitmentSlot: MAPPING_SLOT,
    trustingPeriod: 20n * 86_400n,
  });
  return createClient(vm, checksum, { client, consensus }, NOW);
}

/** Measures everything, in the order of a client's life. @throws {Error} when something is refused. */
export async function measureGas(vm: WasmVm, file: string): Promise<readonly GasFigure[]> {
  const figures: GasFigure[] = [];
  const note = (what: string, { error, gas, calls }: VmAnswer): void => {
    if (error !== undefined) throw new Error(`${what}: want it accepted, got ${error}`);
    figures.push({
      what,
      gas,
      calls: calls.map((call) => ({ name: call.message || call.entry, gas: toSdkGas(call.gas) })),
    });
  };
  const stored = await vm.ask({ do: 'store', file });
  note('store the contract', stored);
  const { stateRoot, present, absent } = buildProofs();
  const finalizedSlotOf = (slot: bigint): bigint => (slot <= START ? 0n : slot - 64n);
  const chain = buildBeaconChain({ config: CONFIG, finalizedSlotOf, payloadOf: () => ({ stateRoot }) });
  const client = await begin(vm, String(stored.result), chain);
  const update = async (what: string, trusted: bigint, content: LightClientUpdate): Promise<void> =>
    note(what, await client.update(headerFor(chain, trusted, content), NOW));

  const at = (slots: bigint) => ({ attestedSlot: START + slots });
  await update('finality update', START, chain.finalityUpdateAt(at(96n)));
  const twoThirds = { ...at(128n), participants: 342 };
  await update('finality update, signed by two thirds', START + 32n, chain.finalityUpdateAt(twoThirds));
  await update('finality update with the known next committee', START + 64n, chain.updateAt(at(160n)));
  await update('update to a new period with its next committee', START + 96n, chain.updateAt(at(PERIOD + 32n)));
  note('membership', await client.prove({ ...present, slot: START + 32n }, NOW));
  note('non-membership', await client.prove({ ...absent, slot: START + 32n }, NOW));
  return figures;
}

function toSdkGas(gas: number): number {
  return Math.round(gas / 140_000);
}
