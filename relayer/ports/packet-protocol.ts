/** What differs between packet protocols. Pure: bytes and numbers in, decisions out; stages hold no `if classic`. @module */
import type { ChainMessage } from './chain-writer.ts';
import type { ChainHead } from './events.ts';
import type { ChainHeight, Packet, PacketOutcome, Protocol, Step } from './packet.ts';

/** A store path on the chain that proves a step, and what must be there. */
export interface Proposition {
  readonly path: Uint8Array;
  /** Expected value; `undefined`: must be absent. */
  readonly value: Uint8Array | undefined;
}

export interface PacketProtocol {
  readonly protocol: Protocol;
  /** Timed out for a destination block of this height and time? */
  isTimedOut(packet: Packet, destination: ChainHead): boolean;
  /** The commitment that the source must hold while the packet is open. */
  commitment(packet: Packet): Proposition;
  /** The receipt: absent on the destination while the packet is not received. */
  receipt(packet: Packet): Proposition;
  /** The acknowledgement that the destination must hold. Without bytes only the path counts. */
  acknowledgement(packet: Packet, acknowledgement?: Uint8Array): Proposition;
  /** Acknowledgements so common that they are tried by hash before an indexer is asked. */
  readonly commonAcknowledgements: readonly Uint8Array[];
  /** What an acknowledgement means for the transfer. */
  readAcknowledgement(acknowledgement: Uint8Array): Extract<PacketOutcome, 'success' | 'error'>;
}

/** A chain's message codec for one protocol. */
export interface MessageCodec {
  /** Builds the message of a step from its proof. `acknowledgement` is needed for `ack`. */
  build(request: StepMessageRequest): ChainMessage;
  /**
   * Reads the responses of a transaction's messages from its result data: one entry a message.
   * `other` stands for messages that are not packet steps.
   */
  readResponses(data: Uint8Array): readonly StepResponse[];
}

export type StepResponse = 'success' | 'noop' | 'failure' | 'other';

export interface StepMessageRequest {
  readonly step: Step;
  readonly packet: Packet;
  readonly acknowledgement?: Uint8Array;
  readonly proof: Uint8Array;
  readonly proofHeight: ChainHeight;
  readonly signer: string;
}
