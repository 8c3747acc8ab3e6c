/**
 * Additions of points of edwards25519 as bytecode. The formulas are complete (a = -1 is a square, d is none): they hold for
 * equal and opposite points, the identity and points of small order, so there is no case to tell apart.
 *
 * A point is on the stack as T Y X Z with x = X/Z, y = Y/Z, T = XY/Z, each below the modulus; below it somewhere lies `p`.
 * An entry of a table is in memory: Y - X, Y + X, 2dT, 2Z, each at most 2p - 1, which a word holds. So sums need no reduction:
 * whatever is multiplied is a sum of two numbers of at most p, or an entry; a difference is taken as (a + p) - b with b <= p.
 * @module
 */
import type { Assembler } from './assembler.ts';

export const P = 2n ** 255n - 19n;
export const BYTES_OF_ENTRY = 128;

export const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

/** Takes the address of an entry off the stack and adds the entry's point: 8 multiplications (add-2008-hwcd-3). */
export function addEntry(asm: Assembler): void {
  // A = (Y - X) (Y2 - X2)
  asm.copy('p').copy('X').copy('p').copy('Y').op('add').op('sub').copy('entry').op('mload').op('mulmod', 'A');
  // D = Z 2 Z2
  asm.copy('p').copy('entry').push(32).op('add').op('mload', 'sum2').copy('p').copy('A').swap('Z');
  asm.copy('entry').push(96).op('add').op('mload').op('mulmod', 'D');
  // B = (Y + X) (Y2 + X2), and D + p
  asm.swap('X').copy('D').copy('p').op('add', 'D + p').swap('Y').op('add').op('mulmod', 'B');
  // E = B - A, H = B + A
  asm.copy('p').swap('A').copy('B').copy('p').op('add').op('sub', 'E').swap('A').op('add', 'H');
  // T = E H, while C = T 2d T2 waits for the old one
  asm.swap('entry').push(64).op('add').op('mload').copy('p').copy('H').copy('E').op('mulmod', 'newT').swap('T');
  asm.op('mulmod', 'C');
  // G = D + C, Y = G H, F = D - C, X = E F, Z = F G
  asm
    .copy('p')
    .copy('D')
    .copy('C')
    .op('add', 'G')
    .copy('G')
    .swap('H')
    .op('mulmod', 'newY')
    .swap('D + p')
    .op('sub', 'F');
  asm.copy('p').copy('F').copy('p').swap('E').op('mulmod', 'newX').swap('D').op('pop').op('mulmod', 'newZ');
  nameResult(asm);
}

/** Doubles the point; its T is not used: 8 multiplications (dbl-2008-hwcd, all four coordinates negated). */
export function double(asm: Assembler): void {
  // A = X X, B = Y Y, G = B - A
  asm
    .copy('X', 'again')
    .copy('p')
    .copy('X')
    .copy('X')
    .op('mulmod', 'A')
    .copy('p')
    .copy('Y')
    .copy('Y')
    .op('mulmod', 'B');
  asm.copy('p').copy('B').copy('A').copy('p').op('sub').op('addmod', 'G');
  // F = 2 Z Z - G, which is kept in place of T
  asm.copy('p').copy('Z').copy('Z').op('add').copy('G').swap('Z').op('mulmod').copy('p').op('add').op('sub', 'F');
  asm.swap('T').op('pop');
  // H = A + B, Y = G H, E = 2 X Y
  asm.op('add', 'H').swap('X').op('add', '2X').copy('p').copy('p').copy('G').copy('H').op('mulmod', 'newY');
  asm.swap('Y').copy('p').swap('2X').op('mulmod', 'E');
  // X = E F, T = E H, Z = F G
  asm.copy('p').copy('E').copy('F').op('mulmod', 'newX').swap('H').op('mulmod', 'newT').swap('F');
  asm.copy('p').swap('G').op('mulmod', 'newZ');
  nameResult(asm);
}

function nameResult(asm: Assembler): void {
  asm.rename({ newT: 'T', newY: 'Y', newX: 'X', newZ: 'Z' });
}

/** Puts the affine point of a row of calldata on the stack. */
export function loadPoint(asm: Assembler): void {
  const load = (at: number, name: string) => asm.push(at).copy('row').op('add').op('calldataload', name);
  asm.copy('p');
  load(0, 'X');
  load(32, 'Y').op('mulmod', 'T');
  load(32, 'Y');
  load(0, 'X').push(1, 'Z');
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
