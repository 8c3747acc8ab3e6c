/** A user of the published library: parses and verifies a header that was recorded as JSON, and sees a stale one refused. @module */
import {
  DEFAULT_TRUST_LEVEL,
  parseLightBlock,
  parseTime,
  parseTrustedBlock,
  verifyHeader,
} from '@causeway/lightclient/tendermint';
import recorded from './recorded.json' with { type: 'json' };

const trusted = parseTrustedBlock(recorded.initial);
const next = recorded.input.find(({ verdict }) => verdict === 'SUCCESS');
if (next === undefined) throw new Error('want a recorded valid header, got none');
const untrusted = parseLightBlock(next.block);
const now = parseTime(next.now);
const options = {
  trustLevel: DEFAULT_TRUST_LEVEL,
  trustedValidators: 'next',
  trustingPeriod: BigInt(recorded.initial.trusting_period),
  maxClockDrift: 0n,
} as const;

const verdict = verifyHeader(untrusted, trusted, options, now);
if (verdict.status !== 'valid') throw new Error(`want a valid header, got ${JSON.stringify(verdict)}`);

const stale = verifyHeader(untrusted, trusted, { ...options, trustingPeriod: 1n }, now);
if (stale.status !== 'invalid') throw new Error(`want a refused header, got ${stale.status}`);
if (stale.reason.code !== 'trusted-expired') throw new Error(`want trusted-expired, got ${stale.reason.code}`);
