/** Everything that can go wrong in the service, as data: the code decides whether and when to try again. @module */

/** `now`: again at once, through another endpoint. `later`: with backoff. `never`: park until a person or the chain changes something. */
export type Retry = 'now' | 'later' | 'never';

/** Retry policy of each fault code. A new code does not compile without one. */
export const RETRY = {
  RPC_UNREACHABLE: 'later',
  RPC_TIMEOUT: 'later',
  RPC_RATE_LIMITED: 'later',
  RPC_BAD_RESPONSE: 'later',
  RPC_WRONG_CHAIN: 'later',
  RPC_LAGGING: 'later',
  RPC_PRUNED: 'later',
  RPC_DISTRUSTED: 'now',
  RPC_NO_ENDPOINT: 'later',
  CHAIN_NOT_FINAL: 'later',
  CHAIN_OUT_OF_GAS: 'now',
  CHAIN_OUT_OF_FUNDS: 'later',
  CHAIN_SEQUENCE_MISMATCH: 'now',
  CHAIN_TX_REJECTED: 'later',
  CHAIN_TX_FAILED: 'later',
  CHAIN_TX_EXPIRED: 'now',
  /** For a reason that stays until somebody changes something. */
  CALL_REFUSED: 'never',
  /** The bytes are none that a correct encoder makes. */
  CALL_MALFORMED: 'never',
  /** By votes, by its deposit, or in its execution. */
  PROPOSAL_REJECTED: 'never',
  /** What is on a chain is not what was deployed, or would be. */
  DEPLOYMENT_MISMATCH: 'never',
  CLIENT_EXPIRED: 'never',
  CLIENT_FROZEN: 'never',
  CLIENT_NOT_FOUND: 'later',
  CLIENT_UPDATE_REJECTED: 'later',
  HEADER_REJECTED: 'later',
  HEADER_CONFLICT: 'never',
  PROOF_UNAVAILABLE: 'later',
  CLAIM_REFUTED: 'later',
  PACKET_BYTES_UNAVAILABLE: 'never',
  PACKET_ACK_UNAVAILABLE: 'never',
  PATH_PAUSED: 'never',
  PACKET_REJECTED: 'never',
  PACKET_CLOSE_REJECTED: 'never',
  STORE_FULL: 'never',
  STORE_UNAVAILABLE: 'later',
  QUEUE_UNAVAILABLE: 'later',
  API_UNAVAILABLE: 'later',
  LEASE_LOST: 'later',
  CONFIG_INVALID: 'never',
  /** A command or a query was given something that cannot be read. */
  INPUT_INVALID: 'never',
} as const satisfies Record<string, Retry>;

export type FaultCode = keyof typeof RETRY;

export interface RelayerFault {
  readonly code: FaultCode;
  /** One sentence: what happened. */
  readonly message: string;
  readonly want?: string;
  readonly got?: string;
  /** What an operator can do about it. */
  readonly hint?: string;
  /** Ids for logs: chain, client, sequence, endpoint ... Never secrets. */
  readonly context?: Readonly<Record<string, string>>;
}

/** The one error type that crosses a port. */
export class RelayerError extends Error {
  override readonly name = 'RelayerError';
  readonly fault: RelayerFault;

  constructor(fault: RelayerFault, options?: { cause?: unknown }) {
    const wanted = fault.want === undefined ? '' : ` (want ${fault.want}, got ${fault.got ?? 'nothing'})`;
    super(`${fault.message}${wanted}`, options);
    this.fault = fault;
  }
}

/** The fault of a RelayerError; anything else is a broken invariant and is thrown on. */
export function faultOf(error: unknown): RelayerFault {
  if (error instanceof RelayerError) return error.fault;
  throw error;
}
