/**
 * Lemmas about every operation of the kernels' code, whatever it is asked: no sum of the point arithmetic overflows and no
 * difference falls below zero; no lane of SHA-512 carries into the other. Each run leads everywhere, both ways at each condition.
 */
import { fromHex } from '@causeway/lightclient/codec';
import { expect, test } from 'vitest';
import { multiScalarFixture, sha512Fixture } from '../../../support/solidity/fixtures/kernel-cases.ts';
import { toWord } from '../../../support/solidity/fixtures/scalars.ts';
import { tableOfBase } from '../../../support/solidity/kernels/base-table.ts';
import { P } from '../../../support/solidity/kernels/edwards.ts';
import { generateMultiScalarKernel } from '../../../support/solidity/kernels/multi-scalar-kernel.ts';
import { type Domain, placesOf, runCode, type Step } from '../../../support/solidity/kernels/run-code.ts';
import { generateSha512Kernel } from '../../../support/solidity/kernels/sha512-kernel.ts';

interface Range {
  readonly low: bigint;
  readonly high: bigint;
}

const WORD_MAX = (1n << 256n) - 1n;
const ANYTHING = { low: 0n, high: WORD_MAX };
const REDUCED = { low: 0n, high: P - 1n };
/** Where the kernel puts an entry of the table of B. */
const BASE_ENTRY = { from: 0x2000n, to: 0x2060n };
const ROW = 96n;

test('never overflows in the multi-scalar kernel', () => {
  const code = generateMultiScalarKernel();
  expect(provePointArithmetic(code)).toEqual([]);
});

test('copies numbers below the modulus from the table of B', () => {
  const table = tableOfBase();
  expect(table).toHaveLength(129 * 96);
  const words = Array.from({ length: table.length / 32 }, (_, at) =>
    Buffer.from(table.subarray(32 * at, 32 * at + 32)),
  );
  expect(words.filter((word) => BigInt(`0x${word.toString('hex')}`) >= P)).toEqual([]);
});

test.each([
  ['another modulus', P, WORD_MAX],
  ['no multiple of the modulus above a difference', P, 0n],
])('notices %s', (_, from, to) => {
  expect(() => provePointArithmetic(replaced(generateMultiScalarKernel(), toWord(from), toWord(to)))).toThrow('range');
});

test('never carries from one lane of the SHA-512 kernel into the other', () => {
  expect(proveLanes(generateSha512Kernel())).toEqual([]);
});

test.each([
  ['a mask that is too wide', 66n, 130n],
  ['lanes that are too near', 64n, 128n],
])('notices %s', (_, width, lane) => {
  const mask = (bits: bigint, distance: bigint) => bytesOf(((1n << bits) - 1n) * (1n + (1n << distance)));
  const mutant = replaced(generateSha512Kernel(), mask(64n, 130n), mask(width, lane));
  expect(() => proveLanes(mutant)).toThrow('lane A');
});

/** @returns places that no run came to */
function provePointArithmetic(code: Uint8Array): readonly string[] {
  const ranges = createRanges();
  const { inputs = [] } = multiScalarFixture();
  // No rows, one, two, five, and eleven: two times four and three. The factors of B have bytes of both signs.
  const runs = inputs.slice(0, 5).map((input) => fromHex(input.slice(2)));
  const lengths = [0, 31].map((length) => new Uint8Array(length));
  let visited = new Set<string>();
  do {
    ranges.settle();
    visited = new Set([...runs, ...lengths].flatMap((input) => [...runCode(code, input, ranges.domain).visited]));
  } while (!ranges.isSettled());
  return missing(placesOf(code, code.length - tableOfBase().length), visited);
}

function missing(places: ReadonlySet<string>, visited: ReadonlySet<string>): readonly string[] {
  return [...places].filter((place) => !visited.has(place));
}

/** Words that are no addresses have one range at a label, which holds all that come there: runs are repeated until none grows. */
function createRanges() {
  const met = new Map<string, Range>();
  let grown = false;
  const isWide = ({ low, high }: Range) => high - low >= 1n << 64n;
  const domain: Domain<Range> = {
    ofConstant: (value) => ({ low: value, high: value }),
    ofResult: (step, value) => {
      const range = rangeOf(step, value);
      if (range.low >= 0n && range.high <= WORD_MAX) return range;
      throw new Error(`range of ${step.operation} at ${step.offset}: ${range.low} to ${range.high}`);
    },
    meet: (label, place, known) => {
      const before = met.get(`${label} ${place}`);
      if (before === undefined && !isWide(known)) return known;
      const { low, high } = before ?? known;
      const both = { low: known.low < low ? known.low : low, high: known.high > high ? known.high : high };
      grown ||= before === undefined || both.low !== low || both.high !== high;
      met.set(`${label} ${place}`, both);
      return both;
    },
  };
  const settle = () => {
    grown = false;
  };
  return { domain, isSettled: () => !grown, settle };
}

function rangeOf({ operation, operands, known }: Step<Range>, value: bigint): Range {
  const [a = ANYTHING, b = ANYTHING, c = ANYTHING] = known;
  const [address = 0n] = operands;
  switch (operation) {
    case 'add':
      return { low: a.low + b.low, high: a.high + b.high };
    case 'sub':
      return { low: a.low - b.high, high: a.high - b.low };
    case 'mul':
      return { low: a.low * b.low, high: a.high * b.high };
    case 'mulmod':
    case 'addmod':
      return c.low === P && c.high === P ? REDUCED : { low: -1n, high: 0n };
    case 'and':
      return { low: 0n, high: a.high < b.high ? a.high : b.high };
    case 'shr':
      return { low: b.low >> a.high, high: b.high >> a.low };
    case 'calldataload':
      return rangeOfInput(address);
    case 'mload':
      return address >= BASE_ENTRY.from && address < BASE_ENTRY.to ? REDUCED : ANYTHING;
    case 'shl':
      return ANYTHING;
    default:
      // Conditions, and numbers of rows.
      return { low: value, high: value };
  }
}

/** x up to the modulus, y below it, digits of any kind. */
function rangeOfInput(address: bigint): Range {
  const column = address < 32n ? 2n : ((address - 32n) % ROW) / 32n;
  return column === 2n ? ANYTHING : { low: 0n, high: column === 0n ? P : P - 1n };
}

/** The greatest number that a word can be, and that its 130 bits of lane A can hold. */
interface Bounds {
  readonly word: bigint;
  readonly lane: bigint;
}

const LANE_MAX = (1n << 130n) - 1n;

/** @returns places that no run came to */
function proveLanes(code: Uint8Array): readonly string[] {
  const memory = new Map<bigint, Bounds>();
  const domain: Domain<Bounds> = {
    ofConstant: (value) => ({ word: value, lane: value & LANE_MAX }),
    meet: (_label, _place, known) => known,
    ofResult: (step, value) => {
      const [address = 0n] = step.operands;
      if (step.operation === 'mstore') memory.set(address, step.known[1] ?? toBounds(WORD_MAX));
      if (step.operation === 'mload') return memory.get(address) ?? toBounds(value);
      const bounds = boundsOf(step, value);
      if (bounds.lane <= LANE_MAX) return { ...bounds, word: least(bounds.word, WORD_MAX) };
      throw new Error(`lane A of ${step.operation} at ${step.offset}: up to ${bounds.lane}`);
    },
  };
  const { inputs = [] } = sha512Fixture();
  const runs = [inputs[0] ?? '', inputs[150] ?? '', '0x00'].map((input) =>
    runCode(code, fromHex(input.slice(2)), domain),
  );
  return missing(placesOf(code), new Set(runs.flatMap(({ visited }) => [...visited])));
}

function boundsOf({ operation, operands, known }: Step<Bounds>, value: bigint): Bounds {
  const [a = toBounds(WORD_MAX), b = toBounds(WORD_MAX)] = known;
  const [shift = 0n] = operands;
  switch (operation) {
    case 'add':
      return { word: a.word + b.word, lane: a.lane + b.lane };
    case 'mul':
      return { word: a.word * b.word, lane: a.lane * b.lane };
    case 'and':
      return { word: least(a.word, b.word), lane: least(a.lane, b.lane) };
    case 'or':
    case 'xor':
      return { word: allOnes(a.word | b.word), lane: allOnes(a.lane | b.lane) };
    case 'shl':
      return { word: b.word << shift, lane: least(b.lane << shift, LANE_MAX) };
    case 'shr':
      return toBounds(b.word >> shift);
    case 'calldataload':
      return toBounds(WORD_MAX);
    default:
      return toBounds(value);
  }
}

function toBounds(word: bigint): Bounds {
  return { word, lane: least(word, LANE_MAX) };
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function allOnes(value: bigint): bigint {
  return (1n << BigInt(value.toString(2).length)) - 1n;
}

function replaced(code: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const [text, wanted, put] = [code, from, to].map((bytes) => Buffer.from(bytes).toString('hex'));
  const pieces = (text ?? '').split(wanted ?? '');
  expect(pieces.length).toBeGreaterThan(1);
  return fromHex(pieces.join(put));
}

function bytesOf(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(50, '0'));
}
