/** The timeout rules of IBC v2, in whole seconds, on ibc-go chains and on Ethereum. @module */
import { type BinaryVerdict, invalid, VALID } from '../../verdict.ts';

/** Both stacks refuse to send a packet that could live longer than a day. */
export const MAX_TIMEOUT_SECONDS = 86_400n;

const NS_PER_SECOND = 1_000_000_000n;

/** What can be wrong with a timeout. */
export type TimeoutFaultCode =
  /** The timeout is not after the sending chain's block time. */
  | 'timeout-elapsed'
  /** The timeout is more than a day away; also what nanoseconds given for seconds look like. */
  | 'timeout-too-far'
  /** The client's newest view of the receiving chain is already at or past the timeout (ibc-go only). */
  | 'timeout-behind-client';

/** Seconds, rounded down: how ibc-go compares a light client's nanoseconds with a packet's seconds. */
export function floorToSeconds(timeNs: bigint): bigint {
  const seconds = timeNs / NS_PER_SECOND;
  return timeNs < 0n && timeNs % NS_PER_SECOND !== 0n ? seconds - 1n : seconds;
}

/**
 * Whether ibc-go lets a packet with this timeout be sent.
 * @param blockTimeNs Time of the sending chain's block, compared below the second.
 * @param clientTimeNs Timestamp of the newest consensus state of the client of the receiving chain.
 */
export function validateSendTimeout(
  timeoutSeconds: bigint,
  { blockTimeNs, clientTimeNs }: { readonly blockTimeNs: bigint; readonly clientTimeNs: bigint },
): BinaryVerdict<TimeoutFaultCode> {
  const timeoutNs = timeoutSeconds * NS_PER_SECOND;
  if (timeoutNs <= blockTimeNs) return invalid('timeout-elapsed', `after ${blockTimeNs} ns`, `${timeoutNs} ns`);
  const latest = blockTimeNs + MAX_TIMEOUT_SECONDS * NS_PER_SECOND;
  if (timeoutNs > latest) return invalid('timeout-too-far', `at most ${latest} ns`, `${timeoutNs} ns`);
  const clientSeconds = floorToSeconds(clientTimeNs);
  if (clientSeconds >= timeoutSeconds) {
    return invalid('timeout-behind-client', `after ${clientSeconds} s`, `${timeoutSeconds} s`);
  }
  return VALID;
}

/** Whether the Solidity router lets a packet with this timeout be sent. It does not look at the client. */
export function validateSendTimeoutSolidity(
  timeoutSeconds: bigint,
  { blockTimeSeconds }: { readonly blockTimeSeconds: bigint },
): BinaryVerdict<TimeoutFaultCode> {
  if (timeoutSeconds <= blockTimeSeconds) {
    return invalid('timeout-elapsed', `after ${blockTimeSeconds} s`, `${timeoutSeconds} s`);
  }
  const latest = blockTimeSeconds + MAX_TIMEOUT_SECONDS;
  if (timeoutSeconds > latest) return invalid('timeout-too-far', `at most ${latest} s`, `${timeoutSeconds} s`);
  return VALID;
}

/**
 * Whether a chain at this time refuses to receive the packet, and its sender may time it out with a proof taken at a
 * header of this time. One rule for both stacks and both steps: seconds, rounded down, at or past the timeout.
 */
export function isTimedOut(
  packet: { readonly timeoutSeconds: bigint },
  { timeNs }: { readonly timeNs: bigint },
): boolean {
  return floorToSeconds(timeNs) >= packet.timeoutSeconds;
}

/** Nanoseconds from `timeNs` until the packet is timed out; zero or less when it is. */
export function timeUntilTimeoutNs(
  packet: { readonly timeoutSeconds: bigint },
  { timeNs }: { readonly timeNs: bigint },
): bigint {
  return packet.timeoutSeconds * NS_PER_SECOND - timeNs;
}

/**
 * Whether a receive sent now still has its margin. A node checks a transaction at the previous block's time, so one near
 * expiry passes the check, is paid for and fails in its block: keep at least three blocks.
 */
export function hasTimeoutMargin(
  packet: { readonly timeoutSeconds: bigint },
  { timeNs, marginNs }: { readonly timeNs: bigint; readonly marginNs: bigint },
): boolean {
  return timeUntilTimeoutNs(packet, { timeNs }) > marginNs;
}
