/** What we think of one endpoint: how fast and healthy it is, and whether it may be asked at all. @module */
import type { RelayerFault } from '../../ports/fault.ts';

/**
 * `ready`; `struggling`: its last calls failed; `resting`: it asked for a pause; `aside`: caught lying or on the wrong
 * chain, not asked at all; `probation`: its time aside is over, asked rarely until it has proven itself.
 */
export type EndpointState = 'ready' | 'struggling' | 'resting' | 'aside' | 'probation';

export interface StandingView {
  readonly state: EndpointState;
  readonly reason?: RelayerFault;
  /** When the present state ends by itself (wall clock, ms). */
  readonly untilMs?: number;
  /** Newest height that it claimed; 0 before the first answer. */
  readonly height: bigint;
  readonly latencyMs: number;
}

export interface EndpointStanding {
  view(): StandingView;
  /** Smaller is better. `bestHeight` is the newest height any endpoint claims. */
  score(bestHeight: bigint): number;
  answered(ms: number): void;
  /** @param ms How long that took. */
  failed(fault: RelayerFault, ms?: number): void;
  rest(ms: number, fault: RelayerFault): void;
  /** How long it still wants to be left alone; 0: not at all. */
  restMs(): number;
  /** Not asked again for minutes, twice as long each time; for a shorter while when there is nobody else to ask. */
  setAside(fault: RelayerFault, isLast?: boolean): void;
  /** A whole unit of work succeeded on this endpoint's answers. */
  proved(): void;
  sawHeight(height: bigint): void;
}

const ASIDE = { firstMs: 2 * 60_000, longestMs: 2 * 3_600_000 };
/** Without another one all work waits, and what it says is verified anyway. */
const LAST_ASIDE = { firstMs: 15_000, longestMs: 10 * 60_000 };
const PROBATION_PROOFS = 10;
const SMOOTHING = 0.2;
const UNKNOWN_LATENCY_MS = 50;
const BLOCK_BEHIND_PENALTY_MS = 200;
/** An endpoint can claim any height: how far it makes the others look behind is bounded. */
const MOST_LAG_PENALTY_MS = 5_000;
const FIRST_FAILURE_PENALTY_MS = 500;
const MOST_FAILURE_PENALTY_MS = 60_000;

export function createEndpointStanding(now: () => number): EndpointStanding {
  let height = 0n;
  let latencyMs = UNKNOWN_LATENCY_MS;
  let errorRate = 0;
  let failing: Failing = HEALTHY;
  let strugglingUntilMs = 0;
  let restUntilMs = 0;
  let asideUntilMs = 0;
  let offences = 0;
  let proofsOwed = 0;
  let reason: RelayerFault | undefined;

  function state(): Pick<StandingView, 'state' | 'untilMs'> {
    const nowMs = now();
    if (nowMs < asideUntilMs) return { state: 'aside', untilMs: asideUntilMs };
    if (nowMs < restUntilMs) return { state: 'resting', untilMs: restUntilMs };
    if (proofsOwed > 0) return { state: 'probation' };
    if (nowMs < strugglingUntilMs) return { state: 'struggling', untilMs: strugglingUntilMs };
    return { state: 'ready' };
  }

  return {
    view() {
      const current = state();
      return {
        ...current,
        height,
        latencyMs: Math.round(latencyMs * 10) / 10,
        ...(reason === undefined || current.state === 'ready' ? {} : { reason }),
      };
    },
    score(bestHeight) {
      const behind = bestHeight > height && height > 0n ? Number(bestHeight - height) : 0;
      const lag = Math.min(behind * BLOCK_BEHIND_PENALTY_MS, MOST_LAG_PENALTY_MS);
      const struggling = now() < strugglingUntilMs ? failurePenalty(failing) : 0;
      return latencyMs * (1 + 10 * errorRate) + lag + struggling;
    },
    answered(ms) {
      latencyMs += SMOOTHING * (ms - latencyMs);
      errorRate *= 1 - SMOOTHING;
      failing = HEALTHY;
      strugglingUntilMs = 0;
    },
    failed(fault, ms = 0) {
      errorRate += SMOOTHING * (1 - errorRate);
      failing = { times: failing.times + 1, wastedMs: Math.max(failing.wastedMs, ms) };
      strugglingUntilMs = now() + failurePenalty(failing);
      if (proofsOwed === 0) reason = fault;
    },
    rest(ms, fault) {
      restUntilMs = Math.max(restUntilMs, now() + ms);
      if (proofsOwed === 0) reason = fault;
    },
    restMs: () => Math.max(0, restUntilMs - now()),
    setAside(fault, isLast = false) {
      // Several calls of one unit of work can find the same lie: one offence.
      if (now() < asideUntilMs) return;
      const { firstMs, longestMs } = isLast ? LAST_ASIDE : ASIDE;
      asideUntilMs = now() + Math.min(firstMs * 2 ** offences, longestMs);
      offences += 1;
      proofsOwed = PROBATION_PROOFS;
      reason = fault;
    },
    proved() {
      if (proofsOwed > 0) proofsOwed -= 1;
    },
    sawHeight(claimed) {
      if (claimed > height) height = claimed;
    },
  };
}

/** The failures since the last answer. */
interface Failing {
  readonly times: number;
  /** What the worst of them cost. */
  readonly wastedMs: number;
}

const HEALTHY: Failing = { times: 0, wastedMs: 0 };

/** Doubles with each failure, and is never shorter than the time that a failure takes: others would wait for nothing else. */
function failurePenalty({ times, wastedMs }: Failing): number {
  const firstMs = Math.max(FIRST_FAILURE_PENALTY_MS, wastedMs);
  return Math.min(firstMs * 2 ** Math.min(times - 1, 10), MOST_FAILURE_PENALTY_MS);
}
