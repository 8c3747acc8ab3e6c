/**
 * SHA-512 of two messages at once.
 *
 * A word of the EVM has room for two words of SHA-512: lane A begins at bit 0, lane B at bit 130. Where bits of a word are
 * rotated, the word is doubled first: multiplied by 1 + 2^64, so that each rotation is a shift to the right, and one mask cuts
 * the combination of all of them. (Lane B has 126 bits for its double; the farthest rotation, by 61, needs 125.)
 *
 * The working variables are kept doubled. Only the low 64 bits of a lane count in a sum; what lies above them is at most three
 * doubled words and some single ones, and 3 * 2^128 + 4 * 2^64 < 2^130: no lane ever carries into the next one.
 *
 * Calldata: the padded blocks of lane A, then those of lane B. Answer: digest A, digest B, 64 bytes each.
 * Reverts unless both lanes hold the same number of whole blocks, at least one.
 *
 * Memory: 0x000 message schedule (80 words, single) · 0xa00 state between blocks (8 words, single) · 0xb00 where the block begins.
 * Stack: `double` = 1 + 2^64, `mask`, bc = b xor c, the working variables with h on top. Only names move: what was a is called b
 * in the next round.
 * @module
 */
import { type Assembler, createAssembler } from './assembler.ts';
import { INITIAL_STATE, ROUND_CONSTANTS } from './sha512-constants.ts';

const BLOCK_BYTES = 128;
const LANE_B = 130;
const STATE = 0xa00;
const OFFSET = 0xb00;
const WORD = (1n << 64n) - 1n;

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
  asm.push((1n << 64n) + 1n, 'double').push(inBothLanes(WORD), 'mask');
  INITIAL_STATE.forEach((word, at) => {
    asm
      .push(inBothLanes(word))
      .push(STATE + 32 * at)
      .op('mstore');
  });
  asm.label('block').expectStack('double', 'mask');
  loadBlock(asm);
  loadState(asm);
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
  return word | (word << BigInt(LANE_B));
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
    asm.copy('inA').push(128).op('shr', 'halfA').copy('inB').push(128).op('shr', 'halfB');
    storePair(asm, 4 * at);
    asm
      .swap('inA')
      .push((1n << 128n) - 1n)
      .op('and', 'halfA')
      .swap('inB')
      .name('halfB');
    storePair(asm, 4 * at + 2);
  }
}

/** Takes two words of each lane: word t above, word t + 1 in the lowest 64 bits. Above those of lane B may lie others. */
function storePair(asm: Assembler, t: number): void {
  asm.copy('halfA').push(64).op('shr');
  asm
    .copy('halfB')
    .push(LANE_B - 64)
    .op('shl')
    .op('or');
  asm
    .copy('mask')
    .op('and')
    .push(32 * t)
    .op('mstore');
  asm.push(LANE_B).op('shl').op('or');
  asm
    .copy('mask')
    .op('and')
    .push(32 * (t + 1))
    .op('mstore');
}

function loadState(asm: Assembler): void {
  asm.push(0, 'bc');
  for (const [at, name] of [...'abcdefgh'].entries()) {
    asm
      .copy('double')
      .push(STATE + 32 * at)
      .op('mload')
      .op('mul', name);
  }
  asm.copy('b').copy('c').op('xor', 'bc').replace('bc');
}

/** W[t] = W[t-16] + sigma0(W[t-15]) + W[t-7] + sigma1(W[t-2]), put on the stack. */
function extendSchedule(asm: Assembler, t: number): void {
  // (x rotr 1) ^ (x rotr 8) ^ (x >> 7) = (((twice >> 7) ^ twice) ^ (x >> 6)) >> 1
  loadTwice(asm, t - 15);
  asm.copy('twice').push(7).op('shr').op('xor', 'sum');
  asm.swap('word').push(6).op('shr').op('xor').push(1).op('shr').copy('mask').op('and', 'sigma0');
  // (x rotr 19) ^ (x rotr 61) ^ (x >> 6) = ((((twice >> 42) ^ twice) >> 13) ^ x) >> 6
  loadTwice(asm, t - 2);
  asm.copy('twice').push(42).op('shr').op('xor', 'sum');
  asm.push(13).op('shr').op('xor').push(6).op('shr').copy('mask').op('and', 'sigma1');
  asm
    .op('add')
    .push(32 * (t - 16))
    .op('mload')
    .op('add')
    .push(32 * (t - 7))
    .op('mload')
    .op('add');
  asm.copy('mask').op('and', 'W');
}

function loadTwice(asm: Assembler, t: number): void {
  asm
    .push(32 * t)
    .op('mload', 'word')
    .copy('word')
    .copy('double')
    .op('mul', 'twice');
}

/** Three rotations of a working variable, combined: each shift builds on the one before. */
function bigSigma(asm: Assembler, name: string, [first, second, third]: readonly [number, number, number]): void {
  asm
    .copy(name)
    .push(third - second)
    .op('shr')
    .copy(name)
    .op('xor');
  asm
    .push(second - first)
    .op('shr')
    .copy(name)
    .op('xor');
  asm.push(first).op('shr').copy('mask').op('and', 'sigma');
}

/** h becomes T1, which d takes, and then the new a. */
function round(asm: Assembler, t: number, constant: bigint): void {
  if (t < 16) asm.push(32 * t).op('mload', 'W');
  else extendSchedule(asm, t);
  // No word after the last but two is asked for again.
  if (t >= 16 && t < ROUND_CONSTANTS.length - 2)
    asm
      .copy('W')
      .push(32 * t)
      .op('mstore');
  asm.op('add').push(inBothLanes(constant)).op('add');
  asm.copy('g').copy('f').op('xor').copy('e').op('and').copy('g').op('xor').op('add');
  bigSigma(asm, 'e', [14, 18, 41]);
  asm.op('add', 't1');
  asm.swap('d').copy('t1').op('add').copy('mask').op('and').copy('double').op('mul', 'newE').swap('t1');
  bigSigma(asm, 'a', [28, 34, 39]);
  asm.op('add', 't2');
  // The majority of a, b and c is ((a xor b) and (b xor c)) xor b, and a xor b is the next round's b xor c.
  asm.copy('a').copy('b').op('xor', 'ab').copy('ab').swap('bc').op('and').copy('b').op('xor').op('add');
  asm.copy('mask').op('and').copy('double').op('mul', 'newA').swap('g');
  asm.rename({ newA: 'a', a: 'b', b: 'c', c: 'd', newE: 'e', e: 'f', f: 'g', g: 'h', ab: 'bc' });
}

/** Takes the working variables off the stack: seven lie where the rounds have left them. */
function addToState(asm: Assembler): void {
  asm.expectStack('double', 'mask', 'bc', ...'defgabc', 'h');
  for (const name of [...'hcbagfed']) {
    const at = STATE + 32 * 'abcdefgh'.indexOf(name);
    asm.push(at).op('mload').op('add').copy('mask').op('and').push(at).op('mstore');
  }
  asm.op('pop');
}

/** Four words of a lane become 32 bytes of its digest. The message schedule is no longer needed: they go where it was. */
function returnDigests(asm: Assembler): void {
  for (const [half, first] of [0, 4].entries()) {
    for (let at = 0; at < 4; at++) {
      asm.push(STATE + 32 * (first + at)).op('mload', 'word');
      asm
        .copy('word')
        .push(WORD)
        .op('and')
        .push(64 * (3 - at))
        .op('shl', 'ofA')
        .swap('word');
      asm
        .push(LANE_B)
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
