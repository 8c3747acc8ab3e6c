/**
 * What updates or freezes an Ethereum client on an 08-wasm chain, and what proves a value to it.
 * Source: solidity-ibc-eureka, `packages/ethereum/light-client/src/{header,misbehaviour,membership}.rs`.
 * @module
 */
import type { BlockHashHeader, LightClientHeader, LightClientUpdate, SyncCommittee } from '../types.ts';

/** A header as the client takes it: with a block's hash alone (Gloas), the block's header comes with it. */
export type WasmLightClientHeader =
  | Exclude<LightClientHeader, BlockHashHeader>
  | (BlockHashHeader & {
      /** RLP of the execution block's header. Only our contract knows it; needed of finalized headers. */
      readonly executionHeader?: Uint8Array;
    });

/** A light-client update that finalizes something: the client takes no other. */
export type FinalizingUpdate = Omit<LightClientUpdate, 'attestedHeader' | 'finality'> & {
  readonly attestedHeader: WasmLightClientHeader;
  readonly finality: { readonly header: WasmLightClientHeader; readonly branch: readonly Uint8Array[] };
};

/** The committee that signed, and as which of the two that the trusted state knows. */
export interface ActiveSyncCommittee {
  readonly role: 'current' | 'next';
  readonly committee: SyncCommittee;
}

/** What moves the client to a newer finalized slot. */
export interface WasmHeader {
  readonly kind: 'header';
  readonly activeSyncCommittee: ActiveSyncCommittee;
  readonly update: FinalizingUpdate;
  /** Slot of the consensus state to judge from. */
  readonly trustedSlot: bigint;
}

/** Two updates that cannot both be honest. */
export interface WasmMisbehaviour {
  readonly kind: 'misbehaviour';
  readonly trustedSlot: bigint;
  readonly activeSyncCommittee: ActiveSyncCommittee;
  readonly update1: FinalizingUpdate;
  readonly update2: FinalizingUpdate;
}

/** What MsgUpdateClient carries. */
export type WasmClientMessage = WasmHeader | WasmMisbehaviour;

/** What `eth_getProof` answers for one storage slot of one account, as the client wants it. */
export interface WasmMembershipProof {
  readonly accountProof: {
    readonly storageRoot: Uint8Array;
    /** Nodes of the state trie, from the root down. */
    readonly proof: readonly Uint8Array[];
  };
  readonly storageProof: {
    /** The slot, 32 bytes. */
    readonly key: Uint8Array;
    /** Zero when the slot is empty. */
    readonly value: bigint;
    readonly proof: readonly Uint8Array[];
  };
}
