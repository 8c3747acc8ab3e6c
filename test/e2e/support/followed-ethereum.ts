/** A real Ethereum with commitments in a contract of its own, and what a relayer reads of it to serve wasm clients. @module */
import { concatBytes, encodeUtf8, toHex, uint64ToBytes } from '@causeway/lightclient/codec';
import { type BlsVerifier, hashBeaconBlockHeader, type LightClientStore } from '@causeway/lightclient/ethereum';
import { encodeBlockHeader, parseBlockHeader, parseEthProof } from '@causeway/lightclient/ethereum/execution';
import {
  type WasmClientState,
  type WasmMembershipProof,
  wasmCommitmentSlot,
} from '@causeway/lightclient/ethereum/wasm-client';
import { createBeaconApi } from '@causeway/lightclient/providers/beacon-api';
import {
  deployStorageContract,
  type EthereumChain,
  getProof,
  type StorageContract,
  startEthereum,
} from 'causeway/devnet';
import type { EthereumOnCosmosOptions } from '../../../relayer/clients/ethereum-on-cosmos.ts';
import { createApiSource } from '../../../relayer/clients/ethereum-wasm/api-source.ts';
import type { BeaconSource } from '../../../relayer/clients/ethereum-wasm/beacon-source.ts';
import { beginAtCheckpoint } from '../../../relayer/clients/ethereum-wasm/begin.ts';
import { toMembershipProof } from '../../../relayer/clients/ethereum-wasm/build-messages.ts';
import { COUNTERPARTY } from './wasm-host.ts';

/** Where the Solidity router keeps its mapping of commitments. */
export const MAPPING_SLOT = 0x1260944489272988d9df285149b5aa1b0f48f2136d6f416159f840a3e0747600n;

const pathOf = (mark: number): Uint8Array =>
  concatBytes(encodeUtf8(COUNTERPARTY), Uint8Array.of(mark), uint64ToBytes(1n));

/** Of the commitment of the first packet that Ethereum sends. */
export const PRESENT = pathOf(1);
/** Of the receipt of the first packet that it is sent. */
export const ABSENT = pathOf(2);
export const COMMITMENT = Uint8Array.from({ length: 32 }, (_, index) => (index < 2 ? 0 : index));

export interface FollowedEthereum {
  readonly chain: EthereumChain;
  readonly source: BeaconSource;
  /** 20 bytes: holds `COMMITMENT` under `PRESENT`, and nothing under `ABSENT`. */
  readonly contract: Uint8Array;
  /** Number of the execution block from which on it does. */
  readonly writtenIn: bigint;
  /** What our own light client knows when it begins at the newest finalized block. */
  begin(bls: BlsVerifier): Promise<LightClientStore>;
  /** `eth_getProof`: claims. */
  readonly proofAt: EthereumOnCosmosOptions['proofAt'];
  /** Proof of a path at the execution block of a finalized slot, verified by nobody. */
  prove(path: Uint8Array, blockNumber: bigint): Promise<WasmMembershipProof>;
  stop(): Promise<void>;
}

const hexOf = (bytes: Uint8Array): `0x${string}` => `0x${toHex(bytes)}`;
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'));

export async function startFollowedEthereum(): Promise<FollowedEthereum> {
  const chain = await startEthereum();
  const { execution, config } = chain;
  const api = createBeaconApi({ url: chain.beaconUrl, config });
  const source = createApiSource(api, async (hash) =>
    encodeBlockHeader(parseBlockHeader(await execution.call('eth_getBlockByHash', [hexOf(hash), false]))),
  );
  const storage: StorageContract = await deployStorageContract(execution, chain.account('alice'));
  const slotOf = (path: Uint8Array): Uint8Array =>
    wasmCommitmentSlot({ ibcCommitmentSlot: MAPPING_SLOT } as WasmClientState, path);
  const proofAt: FollowedEthereum['proofAt'] = async (address, slots, number) =>
    parseEthProof((await getProof(execution, hexOf(address), slots.map(hexOf), number)).raw);
  const { blockNumber } = await storage.write(hexOf(slotOf(PRESENT)), hexOf(COMMITMENT));
  return {
    chain,
    source,
    contract: bytesOf(storage.address),
    writtenIn: blockNumber,
    proofAt,
    async begin(bls) {
      const { finality } = await source.finalityUpdate();
      if (finality === undefined) throw new Error('want a finalized header, got none');
      const root = hashBeaconBlockHeader(finality.header.beacon);
      const nowNs = BigInt(Date.now()) * 1_000_000n;
      return beginAtCheckpoint({ config, root, bootstrap: await api.bootstrap(root), source, bls, nowNs });
    },
    async prove(path, number) {
      const slot = slotOf(path);
      return toMembershipProof(await proofAt(bytesOf(storage.address), [slot], number), slot);
    },
    stop: () => chain.stop(),
  };
}
