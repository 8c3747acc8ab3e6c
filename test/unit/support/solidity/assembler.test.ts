/** The assembler of the kernels. @module */
import { toHex } from '@causeway/lightclient/codec';
import { expect, test } from 'vitest';
import { createAssembler } from '../../../support/solidity/kernels/assembler.ts';

test('writes constants in as few bytes as they need', () => {
  const code = createAssembler()
    .push(0)
    .push(1)
    .push(0x100)
    .push((1n << 256n) - 1n)
    .assemble();
  expect(toHex(code)).toBe(`5f6001610100${'7f'}${'ff'.repeat(32)}`);
});

test('finds words by their names', () => {
  const asm = createAssembler().push(1, 'a').push(2, 'b').push(3, 'c');
  expect(toHex(asm.copy('a').swap('b').expectStack('a', 'a', 'c', 'b').replace('c').assemble())).toBe(
    '600160026003' + '82' + '91' + '90' + '50',
  );
  asm.expectStack('a', 'a', 'b');
});

test('resolves jumps forwards and backwards', () => {
  const asm = createAssembler().label('again').push(1).jumpIf('again').push(0).jumpIf('end').jump('again').label('end');
  expect(toHex(asm.assemble())).toBe('5b600161000057' + '5f61001057' + '61000056' + '5b');
});

test('takes the stack of a place that only a later jump leads to', () => {
  const asm = createAssembler().push(1, 'a').jump('end').label('again', 'a').label('end').copy('a').jumpIf('again');
  expect(toHex(asm.assemble())).toBe('6001' + '610007' + '56' + '5b' + '5b' + '80' + '610006' + '57');
});

test('puts data where no way leads', () => {
  const asm = createAssembler().address('table').op('pop').op('stop').data('table', Uint8Array.of(0x5b, 1));
  expect(toHex(asm.assemble())).toBe('610005' + '50' + '00' + '5b01');
});

test.each([
  ['a name that no word has', () => createAssembler().push(1, 'a').copy('b'), 'want a word b, got a'],
  ['too few words', () => createAssembler().push(1).op('add'), 'add wants 2 words, got 1'],
  ['a constant that no word holds', () => createAssembler().push(1n << 256n), 'want a word'],
  ['code that nothing leads to', () => createAssembler().push(0).push(0).op('return').push(1), 'no way leads here'],
  ['two labels of one name', () => createAssembler().label('a').label('a'), 'two labels a'],
  ['data in the way', () => createAssembler().push(1).data('a', Uint8Array.of(1)), 'a way leads into a'],
  [
    'a jump into data',
    () => createAssembler().push(1).jumpIf('a').op('stop').data('a', Uint8Array.of(1)).assemble(),
    'stack at a: want data',
  ],
  ['an address of code', () => createAssembler().label('a').address('a').assemble(), 'stack at a: want , got data'],
  ['a jump to nowhere', () => createAssembler().push(1).jumpIf('a').assemble(), 'no label a'],
  [
    'a jump with another stack',
    () => createAssembler().label('a').push(1).push(1).jumpIf('a').assemble(),
    'stack at a',
  ],
])('rejects %s', (_, act, message) => {
  expect(act).toThrow(message);
});

test('rejects a word that lies too deep', () => {
  const asm = createAssembler().push(0, 'deep');
  for (let more = 0; more < 16; more++) asm.push(more);
  expect(() => asm.copy('deep')).toThrow('too deep');
});
