/** `verify tendermint`: is an untrusted light block to be believed, given a trusted one? @module */
import { createNativeVerifier } from '@causeway/lightclient/native';
import {
  parseLightBlock,
  parseTime,
  parseTrustedBlock,
  parseTrustLevel,
  type TrustedBlock,
  verifyHeader,
} from '@causeway/lightclient/tendermint';
import { type Judge, toJudgement } from './judgement.ts';
import { readChoice, readDuration, readOptionalText, readText } from './request.ts';

const DEFAULT_DRIFT = '10s';
const DEFAULT_LEVEL = '1/3';

/** One verifier for the whole run: it remembers imported keys. */
export function createTendermintJudge(): Judge {
  const verifier = createNativeVerifier();
  return (request) => {
    const chainId = readText(request, 'chainId');
    const now = parseTime(readText(request, 'now'), 'now');
    const trustingPeriod = readDuration(request, 'trustingPeriod');
    const maxClockDrift = readDuration(request, 'maxClockDrift', DEFAULT_DRIFT);
    const level = readOptionalText(request, 'trustLevel') ?? DEFAULT_LEVEL;
    const trustLevel = parseTrustLevel(level);
    const choice = readChoice(request, 'trustedValidators', ['next', 'current']);
    const trusted = parseTrustedBlock(request.trusted, 'trusted');
    const untrusted = parseLightBlock(request.untrusted, 'untrusted');
    const trustedValidators = choice ?? defaultSet(trusted);
    const options = { chainId, trustLevel, trustedValidators, trustingPeriod, maxClockDrift, verifier };
    return toJudgement(verifyHeader(untrusted, trusted, options, now), (total) => `more than ${level} of ${total}`);
  };
}

/** The set that IBC uses, where the trusted block has it. Either set must hash to what the trusted header names. */
function defaultSet({ nextValidators, validators }: TrustedBlock): 'next' | 'current' {
  return nextValidators === undefined && validators !== undefined ? 'current' : 'next';
}
