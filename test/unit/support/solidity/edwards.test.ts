/**
 * No sum of the generated point arithmetic overflows a word and no difference falls below zero: every operation that the
 * generators emit is run on the greatest values that its operands can have.
 * @module
 */
import { expect, test } from 'vitest';
import type { Assembler, Operation } from '../../../support/solidity/kernels/assembler.ts';
import { addEntry, double, loadPoint, P, storeEntry } from '../../../support/solidity/kernels/edwards.ts';

interface Word {
  readonly name: string;
  /** Least and greatest value. */
  readonly low: bigint;
  readonly high: bigint;
}

const WORD = 1n << 256n;
/** What the module says of an entry in memory, and of the coordinates of a point on the stack. */
const ENTRY_MAX = 2n * P - 1n;
const COORDINATE_MAX = P - 1n;
const POINT = ['T', 'Y', 'X', 'Z'].map((name) => ({ name, low: 0n, high: COORDINATE_MAX }));
/** x of a row may be the modulus itself. */
const ROW_POINT = POINT.map((word) => ({ ...word, high: word.name === 'X' ? P : COORDINATE_MAX }));
const BELOW = [
  { name: 'p', low: P, high: P },
  { name: 'row', low: 0n, high: 1n << 24n },
  { name: 'base', low: 0n, high: 1n << 24n },
];
const ENTRY_ADDRESS = { name: 'entry', low: 0n, high: 1n << 24n };

test('adds an entry to a point without an overflow', () => {
  const { asm, stack, products } = createRanges([...BELOW, ...POINT, ENTRY_ADDRESS]);
  addEntry(asm);
  expectPoint(stack());
  expect(products()).toBe(8);
});

test.each([
  ['a sum', POINT],
  ['a row', ROW_POINT],
])('doubles %s without an overflow', (_, point) => {
  const { asm, stack, products } = createRanges([...BELOW, ...point]);
  double(asm);
  expectPoint(stack());
  expect(products()).toBe(8);
});

test.each([
  ['a sum', POINT],
  ['a row', ROW_POINT],
])('stores entries of %s that are less than twice the modulus', (_, point) => {
  const { asm, stored } = createRanges([...BELOW, ...point]);
  storeEntry(asm, [0], [128]);
  const greatest = stored();
  expect(greatest).toHaveLength(8);
  for (const { high } of greatest) expect(high <= ENTRY_MAX).toBe(true);
});

test('loads a point with a reduced T', () => {
  const { asm, stack } = createRanges(BELOW);
  loadPoint(asm);
  const byName = new Map(stack().map((word) => [word.name, word]));
  expect(byName.get('T')?.high).toBe(COORDINATE_MAX);
});

test('notices an overflow and a difference below zero', () => {
  const { asm } = createRanges([...BELOW, ...ROW_POINT]);
  expect(() => asm.copy('p').copy('p').op('add').copy('p').op('add')).toThrow('overflows');
  expect(() => asm.copy('p').copy('X').op('sub')).toThrow('below zero');
});

function expectPoint(stack: readonly Word[]): void {
  expect(stack.slice(-4).map(({ name }) => name)).toEqual(['T', 'Y', 'X', 'Z']);
  for (const { high } of stack.slice(-4)) expect(high <= COORDINATE_MAX).toBe(true);
}

/** An assembler that keeps ranges of values in place of code. */
function createRanges(start: readonly Word[]) {
  let words = [...start];
  let products = 0;
  const stored: Word[] = [];
  const take = (): Word => {
    const word = words.pop();
    if (word === undefined) throw new Error('ranges: the stack is empty');
    return word;
  };
  const find = (name: string, end: number): number => {
    const at = words.slice(0, end).findLastIndex((word) => word.name === name);
    if (at < 0) throw new Error(`ranges: no ${name}`);
    return at;
  };
  const give = (name: string, low: bigint, high: bigint) => {
    if (low < 0n) throw new Error(`ranges: ${name} may fall below zero`);
    if (high >= WORD) throw new Error(`ranges: ${name} overflows`);
    words.push({ name, low, high });
  };
  const operations: Partial<Record<Operation, (as: string) => void>> = {
    add: (as) => sum(take(), take(), as),
    sub: (as) => difference(take(), take(), as),
    mulmod: (as) => product(take(), take(), take(), as),
    addmod: (as) => product(take(), take(), take(), as, 0),
    mload: (as) => void [take(), give(as, 0n, ENTRY_MAX)],
    calldataload: (as) => void [take(), give(as, 0n, as === 'X' ? P : COORDINATE_MAX)],
    mstore: () => void [take(), stored.push(take())],
    pop: () => void take(),
  };
  const sum = (a: Word, b: Word, as: string) => give(as, a.low + b.low, a.high + b.high);
  const difference = (a: Word, b: Word, as: string) => give(as, a.low - b.high, a.high - b.low);
  const product = (_a: Word, _b: Word, modulus: Word, as: string, weight = 1) => {
    expect(modulus).toMatchObject({ low: P, high: P });
    products += weight;
    give(as, 0n, P - 1n);
  };
  const swap = (name: string) => {
    const [at, top] = [find(name, words.length - 1), words.length - 1];
    words = words.with(at, words.at(top) as Word).with(top, words.at(at) as Word);
  };
  const asm: Assembler = {
    push: (value, name = '_') => then(() => give(name, BigInt(value), BigInt(value))),
    copy: (name, as = name) => then(() => words.push({ ...(words.at(find(name, words.length)) as Word), name: as })),
    swap: (name) => then(() => swap(name)),
    replace: (name) => then(() => void [swap(name), take()]),
    name: (name) => then(() => words.push({ ...take(), name })),
    rename: (names) =>
      then(() => {
        words = words.map((word) => ({ ...word, name: names[word.name] ?? word.name }));
      }),
    op: (operation, as = '_') => then(() => (operations[operation] ?? refuse)(as)),
    label: () => refuse(),
    jump: () => refuse(),
    jumpIf: () => refuse(),
    data: () => refuse(),
    address: () => refuse(),
    expectStack: () => asm,
    assemble: () => refuse(),
  };
  function then(act: () => unknown): Assembler {
    act();
    return asm;
  }
  return { asm, stack: () => words, products: () => products, stored: () => stored };
}

function refuse(): never {
  throw new Error('ranges: no such operation in point arithmetic');
}
