/** The endpoints of a follower: who may be asked now, who rests after a failure, who was caught lying. @module */
import { type BeaconError, type BeaconProvider, isBenign } from './provider.ts';

/** What became of one endpoint. */
export interface EndpointStatus {
  readonly id: string;
  /** `resting`: asked again from `retryAt` on. `aside`: gave something wrong while another endpoint was right; not asked again. */
  readonly state: 'ready' | 'resting' | 'aside';
  /** `unasked`, `confirmed`, or a fault code of `BEACON_FAULTS`: its last answer. */
  readonly outcome: string;
  readonly detail: string;
  /** Failures in a row. */
  readonly failures: number;
  /** Nanoseconds since 1970. */
  readonly retryAt?: bigint;
}

export interface EndpointPool {
  /** Those that may be asked at this time, the preferred ones first. */
  ready(now: bigint): readonly BeaconProvider[];
  /** What it gave was verified, or is what is known already. */
  confirm(provider: BeaconProvider): void;
  /** It failed: it rests for a while. */
  fail(provider: BeaconProvider, error: BeaconError, now: bigint): void;
  /** It is behind, as anybody is for a moment: noted, and no reason to rest. */
  note(provider: BeaconProvider, error: BeaconError): void;
  /** Ends a round: whoever gave something wrong is put aside if another endpoint was right in it. Whether any was. */
  settle(): boolean;
  status(): readonly EndpointStatus[];
}

interface Entry {
  readonly provider: BeaconProvider;
  outcome: string;
  detail: string;
  failures: number;
  retryAt: bigint;
  suspect: boolean;
  aside: boolean;
  /** Right in this round. */
  right: boolean;
}

/** The longest rest, in first rests: an epoch of the mainnet preset when the first rest is a slot. */
const LONGEST_REST = 32n;

export interface PoolOptions {
  /** The preferred one first. */
  readonly providers: readonly BeaconProvider[];
  /** How long the first failure rests, in ns; twice as long each time. */
  readonly restNs: bigint;
  readonly onAside?: ((status: EndpointStatus) => void) | undefined;
}

/** @throws {RangeError} without a provider, or when two share an id. */
export function createEndpointPool({ providers, restNs, onAside }: PoolOptions): EndpointPool {
  if (providers.length === 0) throw new RangeError('providers: want at least one, got none');
  if (new Set(providers.map(({ id }) => id)).size !== providers.length) {
    throw new RangeError('providers: want distinct ids, got the same one twice');
  }
  const entries: readonly Entry[] = providers.map((provider) => ({
    provider,
    outcome: 'unasked',
    detail: '',
    failures: 0,
    retryAt: 0n,
    suspect: false,
    aside: false,
    right: false,
  }));
  const entryOf = (provider: BeaconProvider): Entry => {
    const entry = entries.find((each) => each.provider === provider);
    if (entry === undefined) throw new Error(`unreachable: ${provider.id} is not of this pool`);
    return entry;
  };
  return {
    ready: (now) => entries.filter((entry) => !entry.aside && entry.retryAt <= now).map(({ provider }) => provider),
    confirm(provider) {
      Object.assign(entryOf(provider), { ...CONFIRMED, right: true });
    },
    fail(provider, error, now) {
      const entry = entryOf(provider);
      entry.failures += 1;
      entry.retryAt = now + restNs * restFactor(entry.failures);
      describe(entry, error);
      if (!isBenign(error)) Object.assign(entry, { suspect: true, right: false });
    },
    note(provider, error) {
      describe(entryOf(provider), error);
    },
    settle() {
      for (const entry of entries) {
        const isOtherRight = entries.some((other) => other !== entry && other.right);
        if (!entry.suspect || entry.aside || entry.right || !isOtherRight) continue;
        entry.aside = true;
        onAside?.(toStatus(entry));
      }
      const isAnyRight = entries.some(({ right }) => right);
      for (const entry of entries) entry.right = false;
      return isAnyRight;
    },
    status: () => entries.map(toStatus),
  };
}

const CONFIRMED = { outcome: 'confirmed', detail: '', failures: 0, retryAt: 0n, suspect: false };

function restFactor(failures: number): bigint {
  const factor = 1n << BigInt(Math.min(failures - 1, 16));
  return factor < LONGEST_REST ? factor : LONGEST_REST;
}

function describe(entry: Entry, { fault: { code, want, got } }: BeaconError): void {
  entry.outcome = code;
  entry.detail = `want ${want}, got ${got}`;
}

function toStatus({ provider, outcome, detail, failures, retryAt, aside }: Entry): EndpointStatus {
  const common = { id: provider.id, outcome, detail, failures };
  if (aside) return { ...common, state: 'aside' };
  return failures > 0 ? { ...common, state: 'resting', retryAt } : { ...common, state: 'ready' };
}
