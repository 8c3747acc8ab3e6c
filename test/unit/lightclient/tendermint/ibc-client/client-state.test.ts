import { DecodeError, fromHex, toHex } from '@causeway/lightclient/codec';
import {
  checkClientState,
  decodeClientState,
  decodeConsensusState,
  encodeClientState,
  encodeConsensusState,
} from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';
import { buildBlock, buildClient, createSigners, toConsensusState } from '../../../../support/build-header.ts';

const block = buildBlock({ height: 10n, signers: createSigners(1) });
const { clientState } = buildClient([block]);
const consensusState = toConsensusState(block.signedHeader);

/** Written by hand from the .proto files: the proof specs are those of ibc-go's `GetSDKSpecs`. */
const IAVL = '0a090801180120012a0100120c0a02000110211804200c3001';
const TENDERMINT = '0a090801180120012a0100120c0a0200011020180120013001';
const CLIENT_STATE =
  '0a06746573742d31' + // chain_id test-1
  '120408011003' + // 1/3
  '1a0308901c' + // 3600 s
  '220308a038' + // 7200 s
  '2a02080a' + // 10 s
  '3200' + // not frozen
  '3a040801100a' + // 1-10
  `4219${IAVL}4219${TENDERMINT}` +
  '4a0775706772616465' + // upgrade
  '4a1075706772616465644942435374617465';

test('writes and reads a client state byte by byte', () => {
  expect(toHex(encodeClientState(clientState))).toBe(CLIENT_STATE);
  expect(decodeClientState(fromHex(CLIENT_STATE))).toEqual(clientState);
});

test('accepts the deprecated flags', () => {
  expect(decodeClientState(fromHex(`${CLIENT_STATE}50015801`))).toEqual(clientState);
});

test('keeps nanoseconds of durations', () => {
  const odd = { ...clientState, trustingPeriod: 1_500_000_001n, maxClockDrift: -1_000_000_001n };
  expect(decodeClientState(encodeClientState(odd))).toEqual(odd);
});

test.each([
  ['nanos of another sign', '080110ffffffffffffffffff01'],
  ['nanos of a whole second', '108094ebdc03'],
  ['more than 64 bits of nanoseconds', '08ffdae1b622'],
])('rejects a duration: %s', (_, duration) => {
  const size = (duration.length / 2).toString(16).padStart(2, '0');
  expect(() => decodeClientState(fromHex(`1a${size}${duration}`))).toThrow(DecodeError);
});

test('writes and reads a consensus state', () => {
  const bytes = encodeConsensusState(consensusState);
  expect(decodeConsensusState(bytes)).toEqual(consensusState);
  expect(toHex(bytes)).toBe(
    `0a06088ae2cfaa0612220a20${toHex(consensusState.root)}1a20${toHex(consensusState.nextValidatorsHash)}`,
  );
});

test('rejects an unknown field', () => {
  expect(() => decodeConsensusState(fromHex('2001'))).toThrow(DecodeError);
});

test('accepts a client state that ibc-go would create', () => {
  expect(checkClientState(clientState)).toEqual({ status: 'valid' });
});

test.each([
  { chainId: ' ' },
  { chainId: 'x'.repeat(51) },
  { chainId: 'chain-18446744073709551616' },
  { trustLevel: { numerator: 1n, denominator: 4n } },
  { trustingPeriod: 0n },
  { unbondingPeriod: 0n },
  { maxClockDrift: 0n },
  { trustingPeriod: clientState.unbondingPeriod },
  { latestHeight: { revisionNumber: 1n, revisionHeight: 0n } },
  { latestHeight: { revisionNumber: 0n, revisionHeight: 10n } },
  { proofSpecs: [] },
  { upgradePath: ['upgrade', ' '] },
])('rejects a client state that ibc-go would not create (bad-client-state) %#', (change) => {
  expect(checkClientState({ ...clientState, ...change })).toMatchObject({ reason: { code: 'bad-client-state' } });
});
