/** Real blocks: hashes and all signatures reproduce, and each later block verifies from an earlier one. @module */
import { createNativeVerifier } from '@causeway/lightclient/native';
import {
  hashHeader,
  hashValidatorSet,
  type LightBlock,
  parseCommitResult,
  parseHeader,
  parseSignedHeader,
  parseValidatorSet,
  parseValidatorsPage,
  toValidatorSet,
  verifyCommit,
  verifyCommitLight,
  verifyHeader,
} from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { listVectors, readVector } from '../../support/read-vector.ts';

const HOUR = 3_600_000_000_000n;
const heights = listVectors('celestia-mocha4').filter((name) => /^\d+$/.test(name));
const filesOf = (height: string) => listVectors(`celestia-mocha4/${height}`);
const withFile = (file: string) => heights.filter((height) => filesOf(height).includes(file));

function readResult(height: string, file: string): Record<string, unknown> {
  return (readVector(`celestia-mocha4/${height}/${file}`) as { result: Record<string, unknown> }).result;
}

function readBlock(height: string): LightBlock {
  const result = readResult(height, 'signed_block.json');
  return { signedHeader: parseSignedHeader(result), validators: parseValidatorSet(result.validator_set) };
}

const native = createNativeVerifier();
const blocks = withFile('signed_block.json')
  .map(readBlock)
  .sort((a, b) => Number(a.signedHeader.header.height - b.signedHeader.header.height));

test('there are 14 heights', () => {
  expect(heights).toHaveLength(14);
  expect(blocks).toHaveLength(13);
});

test.each(withFile('signed_block.json'))('accepts hashes and every signature at height %s', (height) => {
  const { signedHeader, validators } = readBlock(height);
  const { header, commit } = signedHeader;
  const request = { chainId: 'mocha-4', height: BigInt(height), blockId: commit.blockId, commit, validators };
  expect(hashHeader(header)).toEqual(commit.blockId.hash);
  expect(hashValidatorSet(validators)).toEqual(header.validatorsHash);
  expect(verifyCommit(request)).toEqual({ status: 'valid' });
  expect(verifyCommitLight(request, native)).toEqual({ status: 'valid' });
});

test.each(withFile('commit.json'))('reads /commit and /validators at height %s', (height) => {
  const { signedHeader, canonical } = parseCommitResult(readResult(height, 'commit.json'));
  const page = parseValidatorsPage(readResult(height, 'validators_1.json'));
  const validators = toValidatorSet(page.validators);
  expect(canonical).toBe(true);
  expect(page).toMatchObject({ height: BigInt(height), total: page.validators.length });
  expect(hashValidatorSet(validators)).toEqual(signedHeader.header.validatorsHash);
});

test.each(withFile('header.json'))('reads the header at height %s', (height) => {
  const header = parseHeader(readResult(height, 'header.json').header);
  expect(header).toMatchObject({ height: BigInt(height), chainId: 'mocha-4' });
  expect(hashHeader(header)).toHaveLength(32);
});

/** Every ordered pair, adjacent ones among them. */
const pairs = blocks.flatMap((trusted, index) => blocks.slice(index + 1).map((untrusted) => ({ trusted, untrusted })));

function judge(trusted: LightBlock, untrusted: LightBlock) {
  const { time } = untrusted.signedHeader.header;
  const options = {
    chainId: 'mocha-4',
    trustLevel: { numerator: 1n, denominator: 3n },
    trustedValidators: 'current',
    trustingPeriod: 1000n * HOUR,
    maxClockDrift: 0n,
    verifier: native,
  } as const;
  return verifyHeader(untrusted, trusted, options, time + HOUR);
}

test('accepts all pairs but those whose sets have too little in common', () => {
  const verdicts = pairs.map(({ trusted, untrusted }) => {
    const from = trusted.signedHeader.header.height;
    const to = untrusted.signedHeader.header.height;
    return { from, to, status: judge(trusted, untrusted).status };
  });
  expect(verdicts).toHaveLength(78);
  expect(verdicts.filter(({ status }) => status === 'invalid')).toEqual([]);
  expect(verdicts.filter(({ from, to }) => to === from + 1n).map(({ status }) => status)).toEqual(
    Array.from({ length: 7 }, () => 'valid'),
  );
  // The few early validators still sign at the end.
  expect(verdicts.filter(({ status }) => status === 'not-enough-trust')).toEqual([]);
});
