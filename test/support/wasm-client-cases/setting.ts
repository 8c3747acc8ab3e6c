/** The chain, the contract and the client that all cases are about. Everything is derived from names: the same each time. @module */
import { encodeUtf8 } from '@causeway/lightclient/codec';
import type { LightClientHeader, LightClientUpdate, SyncCommittee } from '@causeway/lightclient/ethereum';
import {
  type BlockHeader,
  EMPTY_ACCOUNT,
  encodeAccount,
  encodeBlockHeader,
  hashBlockHeader,
} from '@causeway/lightclient/ethereum/execution';
import {
  createInitialStates,
  type FinalizingUpdate,
  type WasmClientState,
  type WasmConsensusState,
  type WasmHeader,
  type WasmLightClientHeader,
  type WasmMembershipProof,
  wasmCommitmentSlot,
} from '@causeway/lightclient/ethereum/wasm-client';
import { buildTrie, encodeRlp, fromUint } from '@causeway/lightclient/proofs';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { createBeaconConfig } from '../beacon-config.ts';
import { type BeaconChain, buildBeaconChain, type UpdateOptions } from '../build-beacon-chain.ts';
import { sha256 } from '../build-header.ts';

/** Periods have 64 slots: Fulu begins in slot 160, Gloas in slot 384, where period 6 begins. */
const CONFIG = createBeaconConfig({ electra: 0n, fulu: 20n, gloas: 48n });
export const FULU_SLOT = 160n;
export const GLOAS_SLOT = 384n;

const CONTRACT = sha256('the IBC contract').subarray(0, 20);
/** Of the mapping of commitments in the Solidity router. */
const MAPPING_SLOT = 0x1260944489272988d9df285149b5aa1b0f48f2136d6f416159f840a3e0747600n;

/** Paths with their commitments: one as usual, one whose value begins with zeros. */
export const STORED: readonly (readonly [path: Uint8Array, value: Uint8Array])[] = [
  [encodeUtf8('08-wasm-0\u0001\0\0\0\0\0\0\0\u0001'), sha256('a commitment')],
  [encodeUtf8('08-wasm-0\u0001\0\0\0\0\0\0\0\u0002'), sha256('zeros first').fill(0, 0, 3)],
];
export const ABSENT_PATH = encodeUtf8('08-wasm-0\u0001\0\0\0\0\0\0\0\u0003');

const slotOf = (path: Uint8Array): Uint8Array =>
  wasmCommitmentSlot({ ibcCommitmentSlot: MAPPING_SLOT } as WasmClientState, path);
const toInteger = (word: Uint8Array): bigint => BigInt(`0x${Buffer.from(word).toString('hex')}`);

const fillers = Array.from({ length: 40 }, (_, i) => [sha256(`slot ${i}`), sha256(`value ${i}`)] as const);
const STORAGE = buildTrie(
  [...STORED.map(([path, value]) => [slotOf(path), value] as const), ...fillers].map(([slot, value]) => [
    keccak_256(slot),
    encodeRlp(fromUint(toInteger(value))),
  ]),
);
const others = Array.from({ length: 30 }, (_, i) => sha256(`account ${i}`).subarray(0, 20));
const STATE = buildTrie([
  [keccak_256(CONTRACT), encodeAccount({ ...EMPTY_ACCOUNT, nonce: 1n, storageRoot: STORAGE.root })],
  ...others.map(
    (address, i) => [keccak_256(address), encodeAccount({ ...EMPTY_ACCOUNT, nonce: BigInt(i + 1) })] as const,
  ),
]);

/** What `eth_getProof` would answer of this chain, as the client wants it. */
export function proofOf(path: Uint8Array): WasmMembershipProof {
  const slot = slotOf(path);
  const value = STORED.find(([stored]) => Buffer.from(stored).equals(path))?.[1];
  return {
    accountProof: { storageRoot: STORAGE.root, proof: STATE.prove(keccak_256(CONTRACT)) },
    storageProof: {
      key: slot,
      value: value === undefined ? 0n : toInteger(value),
      proof: STORAGE.prove(keccak_256(slot)),
    },
  };
}

/** The execution block of a slot; that on which a Gloas block builds is a slot older. */
function blockOf(slot: bigint): BlockHeader {
  const zero = new Uint8Array(32);
  return {
    parentHash: sha256(`parent ${slot}`),
    ommersHash: zero,
    beneficiary: zero.subarray(0, 20),
    stateRoot: STATE.root,
    transactionsRoot: zero,
    receiptsRoot: zero,
    logsBloom: new Uint8Array(256),
    difficulty: 0n,
    number: slot,
    gasLimit: 36_000_000n,
    gasUsed: 21_000n,
    timestamp: timeOf(slot >= GLOAS_SLOT ? slot - 1n : slot),
    extraData: new Uint8Array(0),
    mixHash: zero,
    nonce: new Uint8Array(8),
    baseFeePerGas: 7n,
    withdrawalsRoot: zero,
    blobGasUsed: 0n,
    excessBlobGas: 0n,
    parentBeaconBlockRoot: zero,
    requestsHash: zero,
    later: [],
  };
}

export const CHAIN: BeaconChain = buildBeaconChain({
  config: CONFIG,
  name: 'wasm client',
  payloadOf: (slot) => ({ stateRoot: STATE.root, blockHash: hashBlockHeader(blockOf(slot)) }),
});

/** When a slot begins, seconds since 1970. */
export function timeOf(slot: bigint): bigint {
  return CONFIG.genesisTime + (slot * CONFIG.slotDurationMs) / 1000n;
}

/** Where a header has only the hash of the execution block, that block's header comes with it. */
function withBlock(header: LightClientHeader): WasmLightClientHeader {
  if (header.shape !== 'gloas') return header;
  return { ...header, executionHeader: encodeBlockHeader(blockOf(header.beacon.slot)) };
}

/** @throws {Error} for an update that finalizes nothing. */
function toFinalizing(update: LightClientUpdate): FinalizingUpdate {
  const { finality } = update;
  if (finality === undefined) throw new Error('want a finalized header');
  return { ...update, finality: { ...finality, header: withBlock(finality.header) } };
}

export interface Trusted {
  readonly client: WasmClientState;
  readonly consensus: WasmConsensusState;
}

/** A client that begins at a slot, with or without the committee of the next period. */
export function trustedAt(slot: bigint, { next = true }: { readonly next?: boolean } = {}): Trusted {
  const period = CHAIN.periodOf(slot);
  const { clientState, consensusState } = createInitialStates({
    config: CONFIG,
    chainId: 1337n,
    header: withBlock(CHAIN.headerAt(slot)),
    currentSyncCommittee: committee(period),
    ...(next ? { nextSyncCommittee: committee(period + 1n) } : {}),
    ibcContractAddress: CONTRACT,
    ibcCommitmentSlot: MAPPING_SLOT,
  });
  return { client: clientState, consensus: consensusState };
}

export function committee(period: bigint): SyncCommittee {
  return CHAIN.committeeOf(period).committee;
}

export interface HeaderOptions extends UpdateOptions {
  readonly trustedSlot: bigint;
  readonly role?: 'current' | 'next';
}

/** A header that is valid from the trusted slot, unless the options spoil it. */
export function headerOf({ trustedSlot, role = 'current', ...options }: HeaderOptions, chain = CHAIN): WasmHeader {
  const period = CHAIN.periodOf(trustedSlot) + (role === 'next' ? 1n : 0n);
  return {
    kind: 'header',
    trustedSlot,
    activeSyncCommittee: { role, committee: committee(period) },
    update: toFinalizing(chain.updateAt(options)),
  };
}
