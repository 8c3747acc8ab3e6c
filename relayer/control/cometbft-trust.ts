/** Where a light client on Ethereum begins to follow a Cosmos chain: a block that our own light client has verified. @module */
import { randomBytes } from 'node:crypto';
import { toHex } from '@causeway/lightclient/codec';
import { revisionOfChainId } from '@causeway/lightclient/ibc';
import type { Header } from '@causeway/lightclient/tendermint';
import type { ChainConfig, TrustRoot } from '../../config/config.ts';
import type { CometBftTrust } from '../chains/ethereum/deploy/settings.ts';
import { defaultTrustingPeriod, readUnbondingPeriod } from '../clients/cometbft/unbonding-period.ts';
import type { VerifiedHeaders } from '../clients/cometbft/verified-headers.ts';
import { composeChain } from '../compose-chain.ts';
import { createLogger } from '../ops/create-logger.ts';
import { createMetrics } from '../ops/create-metrics.ts';
import { formatClock, nsToMs } from '../ops/format-time.ts';
import { RelayerError } from '../ports/fault.ts';
import { createSqliteStore } from '../stores/sqlite.ts';

export interface TrustOptions {
  /** The very block to begin with; the newest one when undefined. */
  readonly root?: TrustRoot | undefined;
  /** Default: as configured for the chain, else two thirds of its unbonding period. */
  readonly trustingPeriodNs?: bigint | undefined;
  /** How far a header may be ahead of the block on Ethereum. */
  readonly clockDriftNs: bigint;
}

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_MS = 1_000_000n;
const MOST_SECONDS = 2n ** 32n - 1n;
/** What the contract takes. */
const [LEAST_DRIFT, MOST_DRIFT] = [15n, 60n];

/** @throws {RelayerError} CONFIG_INVALID, CLIENT_EXPIRED, HEADER_*, RPC_* */
export async function readCometBftTrust(chain: ChainConfig, options: TrustOptions): Promise<CometBftTrust> {
  const drift = options.clockDriftNs / NS_PER_SECOND;
  if (drift < LEAST_DRIFT || drift > MOST_DRIFT) {
    throw invalid('the clock drift of a light client on Ethereum', `${LEAST_DRIFT}s to ${MOST_DRIFT}s`, `${drift}s`);
  }
  const { root } = options;
  const config = root === undefined ? chain : { ...chain, trust: root };
  return await withHeaders(config, async (headers) => {
    const head = await headers.head();
    const header = root === undefined ? head : await headers.header(root.height);
    const unbondingNs = await readUnbondingPeriod(headers.pool, head);
    const trustingNs = options.trustingPeriodNs ?? chain.trustingPeriodNs ?? defaultTrustingPeriod(unbondingNs);
    const periods = { trusting: trustingNs / NS_PER_SECOND, unbonding: unbondingNs / NS_PER_SECOND, drift };
    requirePeriods(periods);
    requireFresh(header, trustingNs);
    return {
      chainId: chain.chainId,
      revisionNumber: revisionOfChainId(chain.chainId),
      height: header.height,
      timestamp: header.time,
      root: `0x${toHex(header.appHash)}`,
      nextValidatorsHash: `0x${toHex(header.nextValidatorsHash)}`,
      trustLevel: toTrustLevel(chain.trustLevel),
      trustingPeriod: Number(periods.trusting),
      unbondingPeriod: Number(periods.unbonding),
      maxClockDrift: Number(drift),
    };
  });
}

/** With a throwaway store and key: nothing is written and nothing is signed on this chain. */
async function withHeaders<T>(chain: ChainConfig, work: (headers: VerifiedHeaders) => Promise<T>): Promise<T> {
  const store = await createSqliteStore({ file: ':memory:' });
  const key = Uint8Array.from(randomBytes(32).fill(1, 0, 1));
  const composed = await composeChain(chain, {
    store,
    clock: { now: () => Date.now() },
    logger: createLogger({ level: 'silent', format: 'json' }),
    metrics: createMetrics().metrics,
    loadKey: async () => key,
    peerOf: () => undefined,
    wrapWriter: (writer) => writer,
  });
  try {
    return await work(composed.headers);
  } finally {
    composed.pool.close();
    await store.close();
  }
}

/** Seconds. */
interface Periods {
  readonly trusting: bigint;
  readonly unbonding: bigint;
  readonly drift: bigint;
}

function requirePeriods({ trusting, unbonding, drift }: Periods): void {
  if (unbonding > MOST_SECONDS) throw invalid('the unbonding period', `at most ${MOST_SECONDS}s`, `${unbonding}s`);
  if (trusting > 0n && trusting + drift < unbonding) return;
  const want = `1s or more, and with the drift of ${drift}s less than the unbonding period of ${unbonding}s`;
  throw invalid('the trusting period of a light client on Ethereum', want, `${trusting}s`);
}

/** One byte each in the contract. */
function toTrustLevel({ numerator, denominator }: ChainConfig['trustLevel']): CometBftTrust['trustLevel'] {
  const isTaken = denominator <= 255n && numerator <= denominator && numerator * 3n >= denominator;
  if (isTaken) return { numerator: Number(numerator), denominator: Number(denominator) };
  const want = 'a fraction from 1/3 to 1 with a denominator of at most 255';
  throw invalid('the trust level of a light client on Ethereum', want, `${numerator}/${denominator}`);
}

function requireFresh({ height, time }: Header, trusting: bigint): void {
  const now = BigInt(Date.now()) * NS_PER_MS;
  if (time + trusting > now) return;
  throw new RelayerError({
    code: 'CLIENT_EXPIRED',
    message: `block ${height} is too old for a light client to begin with`,
    want: `a block after ${formatClock(nsToMs(now - trusting))}`,
    got: formatClock(nsToMs(time)),
  });
}

function invalid(message: string, want: string, got: string): RelayerError {
  return new RelayerError({ code: 'CONFIG_INVALID', message, want, got });
}
