/**
 * Additions of points of edwards25519 as bytecode. The formulas are complete (a = -1 is a square, d is none): they hold for
 * equal and opposite points, the identity and points of small order, so there is no case to tell apart.
 *
 * A point is on the stack as Z X T Y with x = X/Z, y = Y/Z, T = XY/Z, each below the modulus; below it somewhere lies `p`.
 * An entry of a table is in memory: Y - X, Y + X, 2dT, 2Z, each at most 2p - 1, which a word holds. So sums need no reduction:
 * whatever is multiplied is a sum of two numbers of at most p, or an entry; a difference is taken as a + (p - b) with b <= p.
 * @module
 */
import type { Assembler } from './assembler.ts';

export const P = 2n ** 255n - 19n;
export const BYTES_OF_ENTRY = 128;

const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

/** Takes the address of an entry off the stack and adds the entry's point: 8 multiplications (add-2008-hwcd-3). */
export function addEntry(asm: Assembler): void {
  asm.copy('p').copy('Z').copy('entry').push(96).op('add').op('mload').op('mulmod', 'D');
  asm.copy('p').copy('T').copy('entry').push(64).op('add').op('mload').op('mulmod', 'C');
  asm.copy('C').copy('p').op('sub').copy('D').op('add', 'F').swap('D').op('add', 'G');
  asm.copy('p').copy('X').copy('p').op('sub').copy('Y').op('add').copy('entry').op('mload').op('mulmod', 'A');
  asm.copy('p').copy('X').copy('Y').op('add').copy('entry').push(32).op('add').op('mload').op('mulmod', 'B');
  asm.copy('A').copy('p').op('sub').copy('B').op('add', 'E').swap('A').op('add', 'H');
  asm.copy('p').copy('F').copy('G').op('mulmod', 'Z').replace('Z');
  asm.copy('p').copy('E').copy('F').op('mulmod', 'X').replace('X');
  asm.copy('p').copy('E').copy('H').op('mulmod', 'T').replace('T');
  // What is left is used up: the modulus goes where the entry's address was.
  asm.swap('F').op('pop').op('pop').copy('p').swap('entry').op('pop').op('mulmod', 'Y').replace('Y');
}

/** Doubles the point; its T is not used. */
export function double(asm: Assembler): void {
  asm.copy('p').copy('X').copy('X').op('add').copy('Y').op('mulmod', 'E').replace('T');
  asm.copy('p').swap('Y').copy('Y').op('mulmod', 'B');
  asm.swap('X').copy('p').swap('X').copy('X').op('mulmod', 'A');
  asm.copy('A').copy('B').op('add', 'H').swap('B');
  asm.swap('A').copy('p').op('sub', 'minusA').copy('p').swap('B').op('addmod', 'G');
  asm.swap('Z').copy('p').swap('Z').copy('Z').copy('Z').op('add').op('mulmod', 'C');
  asm.copy('G').copy('p').op('sub').op('add', 'F');
  asm.copy('p').copy('F').copy('G').op('mulmod', 'Z').swap('F');
  asm.copy('p').swap('F').copy('E').op('mulmod', 'X');
  asm.copy('p').copy('E').copy('H').op('mulmod', 'T').replace('E');
  asm.copy('p').copy('G').copy('H').op('mulmod', 'Y').swap('Z').replace('G').replace('H');
}

/** Puts the affine point of a row of calldata on the stack. */
export function loadPoint(asm: Assembler): void {
  asm.push(1, 'Z').copy('row').op('calldataload', 'X').push(32).copy('row').op('add').op('calldataload', 'Y');
  asm.copy('p').copy('X').copy('Y').op('mulmod', 'T').swap('Y');
}

export function dropPoint(asm: Assembler): void {
  for (let word = 0; word < 4; word++) asm.op('pop');
}

/** Stores the point of the stack as an entry at these distances from `base`: as it is, and as its negative. */
export function storeEntry(asm: Assembler, at: readonly number[], negativeAt: readonly number[]): void {
  // Takes the word off the stack.
  const store = (name: string, offsets: readonly number[]) => {
    for (const [turn, offset] of offsets.entries()) {
      if (turn < offsets.length - 1) asm.copy(name);
      asm.copy('base').push(offset).op('add').op('mstore');
    }
  };
  const plus = (distance: number) => (offset: number) => offset + distance;
  asm.copy('X').copy('p').op('sub').copy('Y').op('add', 'minus');
  store('minus', [...at, ...negativeAt.map(plus(32))]);
  asm.copy('X').copy('Y').op('add', 'plus');
  store('plus', [...at.map(plus(32)), ...negativeAt]);
  asm.copy('Z').copy('Z').op('add', 'twice');
  store('twice', [...at, ...negativeAt].map(plus(96)));
  asm
    .copy('p')
    .push((2n * D) % P)
    .copy('T')
    .op('mulmod', 'turn');
  if (negativeAt.length > 0) asm.copy('turn').copy('p').op('sub', 'back');
  if (negativeAt.length > 0) store('back', negativeAt.map(plus(64)));
  if (at.length > 0) store('turn', at.map(plus(64)));
  else asm.op('pop');
}
