import {
  bytesField,
  concatBytes,
  fromHex,
  lengthPrefixed,
  messageField,
  sfixed64Field,
  stringField,
  toHex,
  uintField,
} from '@causeway/lightclient/codec';
import {
  type Commit,
  createVoteSignBytes,
  encodeTimestamp,
  ZERO_BLOCK_ID,
  ZERO_TIME,
} from '@causeway/lightclient/tendermint';
import { expect, test } from 'vitest';

const HASH = '8b01023386c371778ecb6368573e539afc3cc860ec3a2f614e54fe5652f4fc80';
const PARTS = '72db3d959635dff1bb567bedaa70573392c5159666a3f8caf11e413aac52207a';
const commit: Commit = {
  height: 1n,
  round: 1,
  blockId: { hash: fromHex(HASH), parts: { total: 1_000_000, hash: fromHex(PARTS) } },
  signatures: [],
};

/** Source: the test vectors of CometBFT `types/vote_test.go`. */
test.each([
  [
    'a nil vote at height 1, round 1, of the zero time',
    '21080211010000000000000019010000000000000' + '02a0b088092b8c398feffffff01',
    () => createVoteSignBytes('', { ...commit, blockId: ZERO_BLOCK_ID })('nil', ZERO_TIME),
  ],
  [
    'a commit vote for a zero block id',
    '21080211010000000000000019010000000000000' + '02a0b088092b8c398feffffff01',
    () => createVoteSignBytes('', { ...commit, blockId: ZERO_BLOCK_ID })('commit', ZERO_TIME),
  ],
  [
    'a chain id',
    '30080211010000000000000019010000000000000' + '02a0b088092b8c398feffffff01320d746573745f636861696e5f6964',
    () => createVoteSignBytes('test_chain_id', commit)('nil', ZERO_TIME),
  ],
])('%s', (_, want, build) => {
  expect(toHex(build())).toBe(want);
});

test.each([
  ['commit', 1_523_424_884_000_000_000n],
  ['commit', 1_700_000_000_123_456_789n],
  ['commit', 127_999_999_999n],
  ['nil', 1_000_000_001n],
  ['nil', 5n],
  ['nil', 0n],
  ['nil', -1n],
] as const)('agrees with the plain encoder: %s at %d ns', (flag, timestamp) => {
  const { hash, parts } = commit.blockId;
  const partSetHeader = concatBytes(uintField(1, BigInt(parts.total)), bytesField(2, parts.hash));
  const blockId = concatBytes(bytesField(1, hash), messageField(2, partSetHeader));
  const vote = concatBytes(
    uintField(1, 2n),
    sfixed64Field(2, 12_345_678_901n),
    sfixed64Field(3, 3n),
    flag === 'commit' ? messageField(4, blockId) : new Uint8Array(0),
    messageField(5, encodeTimestamp(timestamp)),
    stringField(6, 'test_chain-1'),
  );
  const signBytes = createVoteSignBytes('test_chain-1', { ...commit, height: 12_345_678_901n, round: 3 });
  expect(toHex(signBytes(flag, timestamp))).toBe(toHex(lengthPrefixed(vote)));
});

test('the length before a long message takes two bytes', () => {
  const bytes = createVoteSignBytes('x'.repeat(50), { ...commit, round: 2 })('commit', 1_700_000_000_123_456_789n);
  expect(bytes.length).toBeGreaterThan(130);
  expect(toHex(bytes.subarray(0, 2))).toBe(toHex(Uint8Array.of(((bytes.length - 2) & 0x7f) | 0x80, 1)));
});
