/**
 * The objects of Ethereum's light-client protocol, the same for every fork: what differs is told by the header's shape and by
 * the fork table. Integers of the spec's `uint64` and `uint256` are `bigint`; roots are 32 bytes, BLS keys 48, signatures 96.
 * Spec: consensus-specs `specs/{altair,capella,deneb,electra,gloas}/light-client/sync-protocol.md`.
 * @module
 */

/** Forks that the light-client protocol knows, oldest first. */
export const LIGHT_CLIENT_FORKS = ['altair', 'bellatrix', 'capella', 'deneb', 'electra', 'fulu', 'gloas'] as const;

/** A fork whose light-client objects have a shape here. */
export type LightClientFork = (typeof LIGHT_CLIENT_FORKS)[number];

/** Header of a beacon block; its hash tree root is the root of the block. */
export interface BeaconBlockHeader {
  readonly slot: bigint;
  readonly proposerIndex: bigint;
  readonly parentRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly bodyRoot: Uint8Array;
}

/** Header of an execution payload. The two blob fields exist from Deneb on; a Capella header has neither. */
export interface ExecutionPayloadHeader {
  readonly parentHash: Uint8Array;
  /** 20 bytes. */
  readonly feeRecipient: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  /** 256 bytes. */
  readonly logsBloom: Uint8Array;
  readonly prevRandao: Uint8Array;
  readonly blockNumber: bigint;
  readonly gasLimit: bigint;
  readonly gasUsed: bigint;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
  /** At most 32 bytes. */
  readonly extraData: Uint8Array;
  /** Wei, 256 bits. */
  readonly baseFeePerGas: bigint;
  readonly blockHash: Uint8Array;
  readonly transactionsRoot: Uint8Array;
  readonly withdrawalsRoot: Uint8Array;
  readonly blobGasUsed?: bigint;
  readonly excessBlobGas?: bigint;
}

/** Altair and Bellatrix: nothing of the execution layer. */
export interface BeaconOnlyHeader {
  readonly shape: 'beacon';
  readonly beacon: BeaconBlockHeader;
}

/** Capella (without blob fields) and Deneb to Fulu (with them). */
export interface PayloadHeader {
  readonly shape: 'capella' | 'deneb';
  readonly beacon: BeaconBlockHeader;
  readonly execution: ExecutionPayloadHeader;
  readonly executionBranch: readonly Uint8Array[];
}

/** Gloas: the hash of the execution block alone. */
export interface BlockHashHeader {
  readonly shape: 'gloas';
  readonly beacon: BeaconBlockHeader;
  readonly executionBlockHash: Uint8Array;
  readonly executionBranch: readonly Uint8Array[];
}

/** A beacon header, with what the execution layer did in its block. */
export type LightClientHeader = BeaconOnlyHeader | PayloadHeader | BlockHashHeader;

/** Which fields a light-client header has. */
export type HeaderShape = LightClientHeader['shape'];

/** Those whose signatures a light client follows for one period. */
export interface SyncCommittee {
  /** Compressed, as many as the preset's committee has. */
  readonly pubkeys: readonly Uint8Array[];
  readonly aggregatePubkey: Uint8Array;
}

/** Who of a committee signed, and their signatures in one. */
export interface SyncAggregate {
  /** One bit a committee member, least significant bit of the first byte first. */
  readonly syncCommitteeBits: Uint8Array;
  readonly syncCommitteeSignature: Uint8Array;
}

/** What a light client begins with, given the root of the block that it trusts. */
export interface LightClientBootstrap {
  readonly header: LightClientHeader;
  readonly currentSyncCommittee: SyncCommittee;
  readonly currentSyncCommitteeBranch: readonly Uint8Array[];
}

/** An update whose empty parts are `undefined`, where SSZ has all-zero objects. */
export interface LightClientUpdate {
  readonly attestedHeader: LightClientHeader;
  readonly nextSyncCommittee?: { readonly committee: SyncCommittee; readonly branch: readonly Uint8Array[] };
  readonly finality?: { readonly header: LightClientHeader; readonly branch: readonly Uint8Array[] };
  readonly syncAggregate: SyncAggregate;
  readonly signatureSlot: bigint;
}

/** A finality update has no next committee. */
export type LightClientFinalityUpdate = Omit<LightClientUpdate, 'nextSyncCommittee'>;

/** An optimistic update has neither a next committee nor a finalized header. */
export type LightClientOptimisticUpdate = Omit<LightClientFinalityUpdate, 'finality'>;

/** What a light client knows. Never changed in place: each step gives a new one. */
export interface LightClientStore {
  /** The fork whose shapes the store's headers have. */
  readonly fork: LightClientFork;
  readonly finalizedHeader: LightClientHeader;
  readonly currentSyncCommittee: SyncCommittee;
  readonly nextSyncCommittee?: SyncCommittee;
  readonly bestValidUpdate?: LightClientUpdate;
  readonly optimisticHeader: LightClientHeader;
  readonly previousMaxActiveParticipants: number;
  readonly currentMaxActiveParticipants: number;
}
