/** Receipts and logs of a block: single ones by proof, all of them by the root, and answers that leave something out. */
import { DecodeError } from '@causeway/lightclient/codec';
import {
  type BlockLog,
  bloomOf,
  buildReceiptsTrie,
  collectLogs,
  decodeReceipt,
  encodeReceipt,
  fitsFilter,
  type LogFilter,
  mayHoldLogs,
  parseLogs,
  parseReceipts,
  readReceipt,
  receiptKey,
  verifyLog,
  verifyLogs,
  verifyReceipts,
} from '@causeway/lightclient/ethereum/execution';
import { buildTrie, EMPTY_TRIE_ROOT, encodeRlp, type RlpItem } from '@causeway/lightclient/proofs';
import { describe, expect, test } from 'vitest';
import { buildBlock, makeLog, makeReceipt, makeReceipts, toLogsJson } from '../../../../support/build-block.ts';
import { addressOf, word } from '../../../../support/build-state.ts';

const { header, receipts, receiptsJson } = buildBlock(makeReceipts(140));
const trie = buildReceiptsTrie(receipts);

function proofOf(index: bigint) {
  return { receiptsRoot: header.receiptsRoot, index, proof: trie.prove(receiptKey(index)) };
}

describe('a single receipt', () => {
  test.each([0, 1, 127, 128, 139])('accepts receipt %i with its proof', (i) => {
    expect(readReceipt(proofOf(BigInt(i)))).toEqual({ status: 'present', receipt: receipts[i] });
  });

  test('accepts that there is none beyond the last', () => {
    expect(readReceipt(proofOf(140n))).toEqual({ status: 'absent' });
    expect(readReceipt({ receiptsRoot: EMPTY_TRIE_ROOT, index: 0n, proof: [] })).toEqual({ status: 'absent' });
  });

  test('rejects the proof of another receipt, and one that is cut', () => {
    expect(readReceipt({ ...proofOf(5n), index: 6n })).toMatchObject({ status: 'invalid' });
    const { proof } = proofOf(5n);
    expect(readReceipt({ ...proofOf(5n), proof: proof.slice(0, -1) })).toMatchObject({
      reason: { code: 'missing-node' },
    });
  });

  test('accepts a log at its place, and no other', () => {
    const log = receipts[4]?.logs[3] ?? makeLog(0);
    expect(verifyLog(proofOf(4n), 3, log)).toEqual({ status: 'valid' });
    expect(verifyLog(proofOf(4n), 1, log)).toMatchObject({ reason: { code: 'log-unknown', got: 'another log' } });
    expect(verifyLog(proofOf(4n), 4, log)).toMatchObject({ reason: { code: 'log-unknown', got: 'fewer logs' } });
    expect(verifyLog(proofOf(140n), 0, log)).toMatchObject({ reason: { code: 'log-unknown', got: 'no receipt' } });
    expect(verifyLog(proofOf(4n), 3, { ...log, data: word(1n) })).toMatchObject({ reason: { code: 'log-unknown' } });
    expect(verifyLog(proofOf(4n), 3, { ...log, topics: log.topics.slice(1) })).toMatchObject({ status: 'invalid' });
    expect(verifyLog({ ...proofOf(4n), index: 3n }, 3, log)).toMatchObject({ status: 'invalid' });
  });

  const bloom = new Uint8Array(256);
  const log: RlpItem = [addressOf(1), [], new Uint8Array(0)];
  const one = Uint8Array.of(1);
  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['a type of 0', Uint8Array.of(0, ...encodeRlp([one, one, bloom, []]))],
    ['a type of 128', Uint8Array.of(128, ...encodeRlp([one, one, bloom, []]))],
    ['a type without a receipt', Uint8Array.of(2)],
    ['three fields', encodeRlp([one, one, bloom])],
    ['five fields', encodeRlp([one, one, bloom, [], []])],
    ['a status of 2', encodeRlp([Uint8Array.of(2), one, bloom, []])],
    ['a status of 31 bytes', encodeRlp([word(1n).subarray(1), one, bloom, []])],
    ['gas with a leading zero', encodeRlp([one, Uint8Array.of(0, 1), bloom, []])],
    ['a bloom of 255 bytes', encodeRlp([one, one, bloom.subarray(1), []])],
    ['logs that are a string', encodeRlp([one, one, bloom, one])],
    ['a log of two fields', encodeRlp([one, one, bloom, [[addressOf(1), []]]])],
    ['an address of 19 bytes', encodeRlp([one, one, bloom, [[addressOf(1).subarray(1), [], one]]])],
    ['five topics', encodeRlp([one, one, bloom, [[addressOf(1), Array(5).fill(word(1n)), one]]])],
    ['a topic of 31 bytes', encodeRlp([one, one, bloom, [[addressOf(1), [word(1n).subarray(1)], one]]])],
    ['a byte after it', Uint8Array.of(...encodeRlp([one, one, bloom, [log]]), 0)],
  ])('rejects %s (malformed-receipt)', (_, bytes) => {
    expect(() => decodeReceipt(bytes)).toThrow(DecodeError);
    if (bytes.length === 0) return;
    const spoiled = buildTrie([[receiptKey(0n), bytes]]);
    const reading = readReceipt({ receiptsRoot: spoiled.root, index: 0n, proof: spoiled.prove(receiptKey(0n)) });
    expect(reading).toMatchObject({ status: 'invalid', reason: { code: 'malformed-receipt' } });
  });

  test('keeps every form of receipt', () => {
    const forms = [...receipts, makeReceipt([], { type: 0, outcome: word(5n) }), makeReceipt([], { type: 127 })];
    for (const receipt of forms) expect(decodeReceipt(encodeReceipt(receipt))).toEqual(receipt);
    expect(() => encodeReceipt(makeReceipt([], { type: 128 }))).toThrow(RangeError);
  });
});

describe('all receipts of a block', () => {
  test('accepts them from JSON', () => {
    expect(parseReceipts(receiptsJson)).toEqual(receipts);
    expect(verifyReceipts(header, receipts)).toEqual({ status: 'valid' });
    expect(verifyReceipts(buildBlock([]).header, [])).toEqual({ status: 'valid' });
  });

  test('accepts those of before Byzantium', () => {
    const old = buildBlock([makeReceipt([makeLog(3)], { type: 0, outcome: word(5n) })]);
    const [json] = old.receiptsJson;
    const { type, ...untyped } = { type: '', ...json };
    expect(parseReceipts([{ ...untyped, status: null }])).toEqual(old.receipts);
    expect(verifyReceipts(old.header, old.receipts)).toEqual({ status: 'valid' });
  });

  test.each<[string, (list: typeof receipts) => typeof receipts]>([
    ['one left out', (list) => list.slice(0, -1)],
    ['one too many', (list) => [...list, makeReceipt([])]],
    ['two swapped', ([first, second, ...rest]) => [second, first, ...rest].filter((receipt) => receipt !== undefined)],
    ['a log left out', (list) => list.with(4, makeReceipt([makeLog(1)]))],
    ['none', () => []],
  ])('rejects them with %s (receipts-root-mismatch)', (_, change) => {
    expect(verifyReceipts(header, change(receipts))).toMatchObject({ reason: { code: 'receipts-root-mismatch' } });
  });

  test('rejects blooms that do not fit (bloom-mismatch)', () => {
    const claim = { receiptsRoot: header.receiptsRoot, logsBloom: bloomOf([makeLog(1)]) };
    expect(verifyReceipts(claim, receipts)).toMatchObject({ reason: { code: 'bloom-mismatch' } });
    const wrong = buildBlock([makeReceipt([makeLog(1)], { logsBloom: new Uint8Array(256) })]);
    expect(verifyReceipts(wrong.header, wrong.receipts)).toMatchObject({ reason: { code: 'bloom-mismatch' } });
  });

  const [json = {}] = receiptsJson;
  test.each<[string, unknown, string]>([
    ['null', null, 'receipts: want a list, got null'],
    ['a receipt out of place', [{ ...json, transactionIndex: '0x1' }], 'receipts[0].transactionIndex: want 0, got 1'],
    [
      'a receipt without an index',
      [{ ...json, transactionIndex: undefined }],
      'receipts[0].transactionIndex: want a text',
    ],
    ['a status of 2', [{ ...json, status: '0x2' }], 'receipts[0].status: want 0 or 1, got 2'],
    ['neither status nor root', [{ ...json, status: undefined }], 'receipts[0].root: want a text'],
    ['a log without topics', [{ ...json, logs: [{ address: '0x' }] }], 'receipts[0].logs[0].address: want 20 bytes'],
    ['logs that are no list', [{ ...json, logs: {} }], 'receipts[0].logs: want a list, got an object'],
  ])('rejects the JSON of %s', (_, value, message) => {
    expect(() => parseReceipts(value)).toThrow(DecodeError);
    expect(() => parseReceipts(value)).toThrow(message);
  });
});

describe('logs', () => {
  const filter: LogFilter = {
    addresses: [addressOf(2), addressOf(3)],
    topics: [undefined, [word(1n), word(4n), word(5n)]],
  };
  const wanted = collectLogs(receipts, filter);
  const judge = (answer: readonly BlockLog[], by: LogFilter = filter) => verifyLogs(header, receipts, by, answer);

  test('accepts the answer that has all that fit', () => {
    expect(wanted.length).toBeGreaterThan(5);
    expect(wanted.length).toBeLessThan(collectLogs(receipts).length);
    expect(judge(wanted)).toEqual({ status: 'valid' });
    expect(judge(parseLogs(toLogsJson(receipts)), {})).toEqual({ status: 'valid' });
    expect(judge([], { addresses: [addressOf(99)] })).toEqual({ status: 'valid' });
  });

  test('rejects one left out, wherever it was (log-missing)', () => {
    for (const [i, log] of wanted.entries()) {
      const answer = wanted.filter((other) => other !== log);
      const reason = { code: 'log-missing', want: expect.stringContaining(`log ${log.logIndex} of 0x`) };
      expect(judge(answer), `log ${i}`).toMatchObject({ reason });
    }
    expect(judge([])).toMatchObject({ reason: { code: 'log-missing', got: 'nothing' } });
  });

  test('rejects one made up, changed, doubled or out of order (log-unknown)', () => {
    const [first, second, ...rest] = wanted;
    if (first === undefined || second === undefined) throw new Error('want logs');
    const other = collectLogs(receipts).find((log) => log.logIndex > first.logIndex && !fitsFilter(log, filter));
    if (other === undefined) throw new Error('want a log that does not fit');
    const answers: readonly (readonly BlockLog[])[] = [
      [...wanted, { ...first, logIndex: 10_000n }],
      [first, other, second, ...rest],
      [{ ...first, data: word(1n) }, second, ...rest],
      [{ ...first, transactionIndex: 99n }, second, ...rest],
      [first, first, second, ...rest],
    ];
    for (const answer of answers) expect(judge(answer)).toMatchObject({ reason: { code: 'log-unknown' } });
    expect(judge([second, first, ...rest])).toMatchObject({ reason: { code: 'log-missing' } });
  });

  test('rejects whatever is said under receipts that are not the block’s (receipts-root-mismatch)', () => {
    expect(verifyLogs(header, receipts.slice(1), filter, [])).toMatchObject({
      reason: { code: 'receipts-root-mismatch' },
    });
  });

  test.each<[LogFilter, boolean]>([
    [{}, true],
    [{ addresses: [] }, true],
    [{ topics: [] }, true],
    [{ topics: [undefined] }, true],
    [{ topics: [[word(1n)], [word(2n)]] }, true],
    [{ topics: [[word(2n)]] }, false],
    [{ topics: [[word(2n), word(1n)]] }, true],
    [{ topics: [undefined, undefined, undefined] }, false],
    [{ addresses: [addressOf(8)] }, true],
    [{ addresses: [addressOf(9)] }, false],
    [{ addresses: [addressOf(9), addressOf(8)], topics: [undefined, []] }, true],
  ])('a filter %# parts logs as eth_getLogs does', (by, fits) => {
    const log = { address: addressOf(8), topics: [word(1n), word(2n)], data: new Uint8Array(0) };
    expect(fitsFilter(log, by)).toBe(fits);
    if (fits) expect(mayHoldLogs(bloomOf([log]), by)).toBe(true);
  });

  test('a bloom filter tells what cannot be there', () => {
    const bloom = bloomOf([makeLog(12)]);
    expect(mayHoldLogs(bloom, { addresses: [makeLog(12).address], topics: [[word(12n % 7n)]] })).toBe(true);
    expect(mayHoldLogs(bloom, { addresses: [addressOf(200)] })).toBe(false);
    expect(mayHoldLogs(bloom, { topics: [undefined, [word(200n)]] })).toBe(false);
    expect(mayHoldLogs(new Uint8Array(256), { addresses: [addressOf(1)] })).toBe(false);
    expect(mayHoldLogs(new Uint8Array(256), {})).toBe(true);
  });
});
