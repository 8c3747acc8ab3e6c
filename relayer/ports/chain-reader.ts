/** Reading a chain: claims (cheap, unproven) and blocks proven against verified headers. @module */
import type { ChainName, Packet } from './packet.ts';

/** A transaction and its result, proven against the header's data hash and the next header's results hash. */
export interface ProvenTx {
  /** Upper-case hex SHA-256 of the bytes. */
  readonly hash: string;
  readonly code: number;
  /** The message responses as the chain encodes them (Cosmos: `TxMsgData`). */
  readonly data: Uint8Array;
  /** Why it failed: a claim, since logs are not committed to. */
  readonly log: string;
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
}

export interface ProvenBlock {
  readonly height: bigint;
  readonly timeNs: bigint;
  readonly transactions: readonly ProvenTx[];
}

export interface ClaimOptions {
  readonly signal?: AbortSignal;
  /** The block in which a packet was sent from this chain: before it, nobody could call it closed. */
  readonly sentAt?: (sequence: bigint) => bigint;
}

/** What a destination or source says about many packets at once. Claims: they steer work, they never end it. */
export interface PacketClaims {
  /** Of these sequences, the ones whose receipt is missing on this chain. `lane` is the lane on this chain. */
  unreceived(lane: string, sequences: readonly bigint[], options?: ClaimOptions): Promise<ReadonlySet<bigint>>;
  /** As `unreceived`, but asks every endpoint and leaves out what any of them calls received: for the last look before paying. */
  unreceivedByAll(lane: string, sequences: readonly bigint[], options?: ClaimOptions): Promise<ReadonlySet<bigint>>;
  /** Of these sequences sent from `lane` on this chain, the ones still committed (neither acknowledged nor timed out). */
  committed(lane: string, sequences: readonly bigint[], options?: ClaimOptions): Promise<ReadonlySet<bigint>>;
  /** As `committed`, but asks every endpoint and leaves out what any of them calls closed: for the last look before paying. */
  committedByAll(lane: string, sequences: readonly bigint[], options?: ClaimOptions): Promise<ReadonlySet<bigint>>;
  /** As `committed`, but asks every endpoint and gives what any of them calls committed: nobody can hide one from the others. */
  committedByAny(lane: string, sequences: readonly bigint[], signal?: AbortSignal): Promise<ReadonlySet<bigint>>;
  /** A packet is proven open that an answer of `unreceived` or `committed` left out. */
  refute(claim: RefutedClaim): Refutation;
  /** The sequence that the next packet from this lane will get, in the words of each endpoint: highest first, none twice. */
  nextSequences(lane: string, signal?: AbortSignal): Promise<readonly bigint[]>;
  /** Looks a sent packet up in the node's index, on every endpoint in turn; `undefined` when none has it. */
  findPacket(lane: string, sequence: bigint, signal?: AbortSignal): Promise<FoundPacket | undefined>;
  /** Candidates for the acknowledgement that this (destination) chain wrote, from every endpoint that has one. */
  findAcknowledgements(packet: Packet, signal?: AbortSignal): Promise<readonly FoundAcknowledgement[]>;
}

export interface RefutedClaim {
  readonly about: 'unreceived' | 'committed';
  readonly lane: string;
  readonly sequence: bigint;
  /** The proof shows the state before this block. */
  readonly provenAt: bigint;
  readonly why: string;
}

/**
 * `early`: the answer may have spoken of a later state, so a newer proof is needed. `refuted`: whoever left the packet out is
 * put aside (unless it is the only endpoint), and the next answer comes from another one.
 */
export type Refutation = 'early' | 'refuted';

export interface FoundPacket {
  readonly packet: Packet;
  readonly height: bigint;
  readonly tx: string;
}

export interface FoundAcknowledgement {
  readonly acknowledgement: Uint8Array;
  readonly height: bigint;
  readonly tx: string;
}

export interface ChainReader {
  readonly chain: ChainName;
  /** The newest header that our own light client has verified, after trying to move it to the tip. */
  verifiedHead(signal?: AbortSignal): Promise<{ height: bigint; timeNs: bigint }>;
  /** A block whose transactions and results are proven. Waits for nothing: CHAIN_NOT_FINAL until its successor exists. */
  provenBlock(height: bigint, signal?: AbortSignal): Promise<ProvenBlock>;
  readonly claims: PacketClaims;
  /** Spendable balance of an account, a claim, in base units. */
  balance(address: string, denom: string, signal?: AbortSignal): Promise<bigint>;
}
