/**
 * SHA-512 of two messages at once.
 *
 * A word of the EVM has room for two words of SHA-512 with 64 spare bits above each: lane A begins at bit 0, lane B at bit
 * 128. Sums spill into the spare bits, never over them, and one mask cuts both lanes. For rotations the word is doubled into
 * its spare bits by one multiplication with 1 + 2^64: each of them is then a shift to the right, and one mask cuts their sum.
 *
 * Calldata: the padded blocks of lane A, then those of lane B. Answer: digest A, digest B, 64 bytes each.
 * Reverts unless both lanes hold the same number of whole blocks, at least one.
 *
 * Memory: 0x000 message schedule (80 words) · 0xa00 state between blocks (8 words) · 0xb00 where the block begins.
 * Stack: `double` = 1 + 2^64, `mask`, the working variables a to h. Only names move: what was a is called b in the next round.
 * @module
 */
import { type Assembler, createAssembler } from './assembler.ts';
import { INITIAL_STATE, ROUND_CONSTANTS } from './sha512-constants.ts';

const BLOCK_BYTES = 128;
const STATE = 0xa00;
const OFFSET = 0xb00;

export function generateSha512Kernel(): Uint8Array {
  const asm = createAssembler();
  asm
    .push(2 * BLOCK_BYTES - 1)
    .op('calldatasize')
    .op('and')
    .op('calldatasize')
    .op('iszero')
    .op('or')
    .jumpIf('refuse');
  asm.push((1n << 64n) + 1n, 'double').push(inBothLanes((1n << 64n) - 1n), 'mask');
  INITIAL_STATE.forEach((word, at) => {
    asm
      .push(inBothLanes(word))
      .push(STATE + 32 * at)
      .op('mstore');
  });
  asm.label('block').expectStack('double', 'mask');
  loadBlock(asm);
  for (let t = 16; t < 80; t++) extendSchedule(asm, t);
  for (const [at, name] of [...'abcdefgh'].entries()) asm.push(STATE + 32 * at).op('mload', name);
  ROUND_CONSTANTS.forEach((constant, t) => {
    round(asm, t, constant);
  });
  addToState(asm);
  asm.push(BLOCK_BYTES).push(OFFSET).op('mload').op('add', 'offset').copy('offset').push(OFFSET).op('mstore');
  asm.op('calldatasize').push(1).op('shr', 'half').swap('offset').op('lt').jumpIf('block');
  returnDigests(asm);
  asm.label('refuse').push(0).push(0).op('revert');
  return asm.assemble();
}

function inBothLanes(word: bigint): bigint {
  return word | (word << 128n);
}

/** Words 0 to 15 of the schedule: 32 bytes of each lane are four words of it. */
function loadBlock(asm: Assembler): void {
  for (let at = 0; at < 4; at++) {
    asm
      .push(32 * at)
      .push(OFFSET)
      .op('mload')
      .op('add', 'from')
      .copy('from')
      .op('calldataload', 'inA');
    asm.swap('from').op('calldatasize').push(1).op('shr').op('add').op('calldataload', 'inB');
    asm.copy('inA').push(128).op('shr').copy('inB').push(128).op('shr').push(128).op('shl').op('or', 'pair');
    storePair(asm, 4 * at);
    asm
      .push(128)
      .op('shl')
      .swap('inA')
      .push((1n << 128n) - 1n)
      .op('and')
      .op('or', 'pair');
    storePair(asm, 4 * at + 2);
  }
}

/** Takes two words of each lane: word t in the upper half of the lane, word t + 1 in the lower. */
function storePair(asm: Assembler, t: number): void {
  asm
    .copy('pair')
    .push(64)
    .op('shr')
    .copy('mask')
    .op('and')
    .push(32 * t)
    .op('mstore');
  asm
    .copy('mask')
    .op('and')
    .push(32 * (t + 1))
    .op('mstore');
}

/** W[t] = W[t-16] + sigma0(W[t-15]) + W[t-7] + sigma1(W[t-2]). */
function extendSchedule(asm: Assembler, t: number): void {
  smallSigma(asm, t - 15, [1, 8, 7]);
  smallSigma(asm, t - 2, [19, 61, 6]);
  asm
    .op('add')
    .push(32 * (t - 16))
    .op('mload')
    .op('add')
    .push(32 * (t - 7))
    .op('mload')
    .op('add');
  asm
    .copy('mask')
    .op('and')
    .push(32 * t)
    .op('mstore');
}

/** Two rotations and a shift of W[t], combined. The shift drags bits of lane B below it: the mask cuts them, too. */
function smallSigma(asm: Assembler, t: number, [first, second, shift]: readonly [number, number, number]): void {
  asm
    .push(32 * t)
    .op('mload', 'word')
    .copy('word')
    .copy('double')
    .op('mul', 'twice');
  asm.copy('twice').push(first).op('shr', 'sum').swap('twice').push(second).op('shr').op('xor', 'sum');
  asm.swap('word').push(shift).op('shr').op('xor').copy('mask').op('and', 'sigma');
}

/** Three rotations of a working variable, combined. */
function bigSigma(asm: Assembler, name: string, [first, second, third]: readonly [number, number, number]): void {
  asm.copy(name).copy('double').op('mul', 'twice');
  asm.copy('twice').push(first).op('shr').copy('twice').push(second).op('shr').op('xor', 'sum');
  asm.swap('twice').push(third).op('shr').op('xor').copy('mask').op('and', 'sigma');
}

/** At most six words of 64 bits are summed before a mask: far below the 128 bits of a lane. */
function round(asm: Assembler, t: number, constant: bigint): void {
  bigSigma(asm, 'e', [14, 18, 41]);
  asm.copy('g').copy('f').op('xor').copy('e').op('and').copy('g').op('xor').op('add');
  asm
    .push(inBothLanes(constant))
    .op('add')
    .push(32 * t)
    .op('mload')
    .op('add')
    .copy('h')
    .op('add', 't1');
  asm.copy('t1').copy('d').op('add').copy('mask').op('and', 'newE').replace('d');
  bigSigma(asm, 'a', [28, 34, 39]);
  asm.copy('b').copy('a').op('and').copy('b').copy('a').op('or').copy('c').op('and').op('or').op('add');
  asm.op('add').copy('mask').op('and', 'newA').replace('h');
  asm.rename({ newA: 'a', a: 'b', b: 'c', c: 'd', newE: 'e', e: 'f', f: 'g', g: 'h' });
}

/** Takes the working variables off the stack; 80 rounds have brought each back to where it began. */
function addToState(asm: Assembler): void {
  for (let at = 7; at >= 0; at--) {
    asm
      .push(STATE + 32 * at)
      .op('mload')
      .op('add')
      .copy('mask')
      .op('and')
      .push(STATE + 32 * at)
      .op('mstore');
  }
}

/** Four words of a lane become 32 bytes of its digest. The message schedule is no longer needed: they go where it was. */
function returnDigests(asm: Assembler): void {
  for (const [half, first] of [0, 4].entries()) {
    for (let at = 0; at < 4; at++) {
      asm.push(STATE + 32 * (first + at)).op('mload', 'word');
      asm
        .copy('word')
        .push((1n << 64n) - 1n)
        .op('and')
        .push(64 * (3 - at))
        .op('shl', 'ofA')
        .swap('word');
      asm
        .push(128)
        .op('shr')
        .push(64 * (3 - at))
        .op('shl', 'ofB');
      if (at > 0) asm.swap('wholeA').op('or', 'wholeA').swap('ofB').op('or', 'wholeB');
      else asm.rename({ ofA: 'wholeA', ofB: 'wholeB' });
    }
    asm
      .push(64 + 32 * half)
      .op('mstore')
      .push(32 * half)
      .op('mstore');
  }
  asm.push(128).push(0).op('return');
}
