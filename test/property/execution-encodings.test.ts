/** Headers, receipts and accounts of the execution layer under random values and spoiled bytes: one encoding each, or a DecodeError. */
import { DecodeError, toHex } from '@causeway/lightclient/codec';
import {
  type BlockHeader,
  bloomOf,
  collectLogs,
  decodeAccount,
  decodeBlockHeader,
  decodeReceipt,
  encodeAccount,
  encodeBlockHeader,
  encodeReceipt,
  fitsFilter,
  type Log,
  type LogFilter,
  mayHoldLogs,
  parseBlockHeader,
  parseReceipts,
  type Receipt,
  verifyLogs,
  verifyReceipts,
} from '@causeway/lightclient/ethereum/execution';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildBlock, makeHeader, toBlockJson } from '../support/build-block.ts';
import { addressOf, word } from '../support/build-state.ts';

const SEED = 20_261_128;
const fixed = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const uint64 = fc.bigInt(0n, 2n ** 64n - 1n);

/** Few addresses and topics, so that filters fit some logs and not others. */
const address = fc.nat(3).map(addressOf);
const topic = fc.nat(3).map((n) => word(BigInt(n)));
const log: fc.Arbitrary<Log> = fc.record({
  address,
  topics: fc.array(topic, { maxLength: 4 }),
  data: fc.uint8Array({ maxLength: 70 }),
});
const receipt: fc.Arbitrary<Receipt> = fc
  .record({
    type: fc.constantFrom(0, 1, 2, 3, 4, 127),
    outcome: fc.oneof(fc.boolean(), fixed(32)),
    cumulativeGasUsed: uint64,
    logs: fc.array(log, { maxLength: 4 }),
  })
  .map((parts) => ({ ...parts, logsBloom: bloomOf(parts.logs) }));
const receipts = fc.array(receipt, { maxLength: 12 });
const filter: fc.Arbitrary<LogFilter> = fc.record({
  addresses: fc.option(fc.array(address, { maxLength: 2 }), { nil: undefined }),
  topics: fc.option(fc.array(fc.option(fc.array(topic, { maxLength: 2 }), { nil: undefined }), { maxLength: 4 }), {
    nil: undefined,
  }),
});

/** A header of any fork, with and without fields that are not known yet. */
const header: fc.Arbitrary<BlockHeader> = fc
  .record({
    count: fc.constantFrom(15, 16, 17, 20, 21),
    difficulty: fc.bigInt(0n, 2n ** 256n - 1n),
    number: uint64,
    baseFeePerGas: fc.bigInt(0n, 2n ** 256n - 1n),
    extraData: fc.uint8Array({ maxLength: 100 }),
    later: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 3 }),
  })
  .map(({ count, later, ...change }) => {
    const { later: _none, ...fields } = makeHeader(change);
    const known: Partial<BlockHeader> = Object.fromEntries(Object.entries(fields).slice(0, count));
    return { ...known, later: count === 21 ? later : [] } as BlockHeader;
  });

const account = fc.record({
  nonce: uint64,
  balance: fc.bigInt(0n, 2n ** 256n - 1n),
  storageRoot: fixed(32),
  codeHash: fixed(32),
});

interface Codec<T> {
  readonly decode: (bytes: Uint8Array) => T;
  readonly encode: (value: T) => Uint8Array;
}

/** What is decoded has these bytes as its encoding; everything else is a DecodeError. */
function holdsFor<T>(values: fc.Arbitrary<T>, { decode, encode }: Codec<T>): void {
  fc.assert(
    fc.property(
      values,
      fc.nat(),
      fc.nat(255),
      fc.constantFrom('set', 'insert', 'cut', 'drop'),
      (value, at, byte, how) => {
        const bytes = encode(value);
        expect(decode(bytes)).toEqual(value);
        const place = at % bytes.length;
        const [head, tail] = [bytes.subarray(0, place), bytes.subarray(place + 1)];
        const spoiled = {
          set: Uint8Array.of(...head, byte, ...tail),
          insert: Uint8Array.of(...head, byte, ...bytes.subarray(place)),
          cut: head,
          drop: Uint8Array.of(...head, ...tail),
        }[how];
        try {
          expect(toHex(encode(decode(spoiled)))).toBe(toHex(spoiled));
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
        }
      },
    ),
    { seed: SEED, numRuns: 1500 },
  );
}

test('accounts have one encoding', () => holdsFor(account, { decode: decodeAccount, encode: encodeAccount }));
test('headers have one encoding', () => holdsFor(header, { decode: decodeBlockHeader, encode: encodeBlockHeader }));
test('receipts have one encoding', () => holdsFor(receipt, { decode: decodeReceipt, encode: encodeReceipt }));

test('headers of known forks are the same from JSON', () => {
  fc.assert(
    fc.property(header, (value) => {
      fc.pre(value.later.length === 0);
      expect(parseBlockHeader(JSON.parse(JSON.stringify(toBlockJson(value))))).toEqual(value);
    }),
    { seed: SEED, numRuns: 200 },
  );
});

test('receipts of a block are the same from JSON, and no others have its root', () => {
  fc.assert(
    fc.property(receipts, receipts, (list, others) => {
      const block = buildBlock(list);
      expect(parseReceipts(JSON.parse(JSON.stringify(block.receiptsJson)))).toEqual(list);
      expect(verifyReceipts(block.header, list)).toEqual({ status: 'valid' });
      const isSame =
        list.map((one) => toHex(encodeReceipt(one))).join() === others.map((one) => toHex(encodeReceipt(one))).join();
      expect(verifyReceipts(block.header, others).status).toBe(isSame ? 'valid' : 'invalid');
    }),
    { seed: SEED, numRuns: 100 },
  );
});

test('an answer with any log left out, doubled or taken from elsewhere is refused, and the whole one is not', () => {
  fc.assert(
    fc.property(receipts, filter, fc.nat(), (list, by, at) => {
      const { header: commitment } = buildBlock(list);
      const all = collectLogs(list);
      const wanted = all.filter((one) => fitsFilter(one, by));
      const judge = (answer: typeof all) => verifyLogs(commitment, list, by, answer).status;
      expect(judge(wanted)).toBe('valid');
      expect(collectLogs(list, by)).toEqual(wanted);
      if (wanted.length > 0) expect(mayHoldLogs(commitment.logsBloom, by)).toBe(true);
      const place = at % (wanted.length + 1);
      const one = wanted[place];
      if (one !== undefined) {
        expect(judge(wanted.toSpliced(place, 1))).toBe('invalid');
        expect(judge(wanted.toSpliced(place, 0, one))).toBe('invalid');
      }
      const stranger = all.find((other) => !fitsFilter(other, by));
      if (stranger !== undefined) expect(judge(wanted.toSpliced(place, 0, stranger))).toBe('invalid');
    }),
    { seed: SEED, numRuns: 150 },
  );
});
