/** Writing to a chain with one signer. @module */
import type { ChainName } from './packet.ts';

/** A message as the chain encodes it. Cosmos: type URL and protobuf bytes; Ethereum: target and calldata. */
export interface ChainMessage {
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface SignedTx {
  /** As the chain names it; Cosmos: upper-case hex SHA-256 of the bytes. */
  readonly hash: string;
  readonly bytes: Uint8Array;
  readonly sequence: bigint;
  readonly gasLimit: bigint;
  /** The last block that may include it; after that it is dead. */
  readonly timeoutHeight: bigint;
}

export interface SignRequest {
  readonly messages: readonly ChainMessage[];
  readonly sequence: bigint;
  readonly gasLimit: bigint;
  readonly timeoutHeight: bigint;
}

export type BroadcastResult =
  /** In the node's mempool now. */
  | { readonly status: 'accepted' }
  /** Refused by this node before inclusion: nothing was paid. A claim of one node, though. */
  | { readonly status: 'rejected'; readonly reason: RejectReason; readonly log: string }
  /** The node's answer does not tell (cache hit, connection lost): look for the hash in blocks. */
  | { readonly status: 'unknown'; readonly log: string };

export type RejectReason =
  | 'sequence-mismatch'
  | 'out-of-gas'
  | 'insufficient-funds'
  | 'mempool-full'
  | 'too-large'
  /** Somebody else's transaction, which the node knows already, does all of this. */
  | 'redundant'
  | 'failed';

export type SimulationResult =
  /** `isContested`: endpoints contradict each other, so that nothing is to be learned from it. */
  | { readonly status: 'ok'; readonly gasUsed: bigint; readonly isContested?: boolean }
  /** `messageIndex` when the chain names the message that fails. A claim. */
  | {
      readonly status: 'failed';
      readonly reason: Extract<RejectReason, 'sequence-mismatch' | 'failed'>;
      readonly log: string;
      readonly messageIndex?: number;
    };

/** What a transaction should need, from what is known of its messages. */
export interface ExpectedGas {
  readonly gas: bigint;
  /** By the results of proven blocks; otherwise by what nodes said, or a guess. */
  readonly isProven: boolean;
}

/** What became of a transaction, proven. */
export type TxFate =
  | {
      readonly hash: string;
      readonly sequence: bigint;
      /** `failed`: in its block, and paid for. */
      readonly status: 'included' | 'failed';
      readonly gasWanted: bigint;
      readonly gasUsed: bigint;
    }
  /** No block up to its timeout height holds it. */
  | { readonly hash: string; readonly sequence: bigint; readonly status: 'expired' };

export interface WriterLimits {
  readonly maxTxBytes: number;
  readonly maxGas: bigint;
  readonly maxMessages: number;
  /** Gas limit = learned or simulated gas times this, and a little. */
  readonly gasAdjustment: number;
}

export interface ChainWriter {
  readonly chain: ChainName;
  readonly signer: string;
  readonly limits: WriterLimits;
  /** Next sequence of the signer: the answer most endpoints support. */
  nextSequence(signal?: AbortSignal): Promise<bigint>;
  /** An answer that is not near what is proven of such messages is compared with those of all endpoints. */
  simulate(
    messages: readonly ChainMessage[],
    sequence: bigint,
    signal?: AbortSignal,
    expected?: ExpectedGas,
  ): Promise<SimulationResult>;
  /** Signs; sends nothing. Deterministic for the same request. */
  sign(request: SignRequest): Promise<SignedTx>;
  /** Sends signed bytes. Sending the same bytes again is harmless. */
  broadcast(tx: SignedTx, signal?: AbortSignal): Promise<BroadcastResult>;
  /** As `broadcast`, for bytes that no block holds though a node took them: to another endpoint, if there is one. */
  resend(tx: SignedTx, signal?: AbortSignal): Promise<BroadcastResult>;
  /** Holds what endpoints said about a transaction against what became of it. */
  settled(fate: TxFate): void;
}
