/** Measures what the checks of signatures take. @module */
import type { BlsVerifier } from '@causeway/lightclient/ethereum';

/** A verifier that knows how long it has worked. */
export interface TimedBls {
  readonly verifier: BlsVerifier;
  /** Milliseconds since the last call of this. */
  take(): number;
}

/** The same verdicts, with a clock around them. */
export function timeBls(verifier: BlsVerifier, now: () => number = () => performance.now()): TimedBls {
  let spent = 0;
  const timed = <T>(work: () => T): T => {
    const startedAt = now();
    try {
      return work();
    } finally {
      spent += now() - startedAt;
    }
  };
  return {
    verifier: {
      checkCommittee: (...given) => timed(() => verifier.checkCommittee(...given)),
      verifySyncAggregate: (...given) => timed(() => verifier.verifySyncAggregate(...given)),
    },
    take: () => {
      const taken = spent;
      spent = 0;
      return taken;
    },
  };
}
