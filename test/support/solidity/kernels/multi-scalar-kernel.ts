/**
 * Multi-scalar multiplication on edwards25519: the sum of a_i P_i over dense rows and z_i Q_i over sparse rows, by Straus'
 * method: one accumulator is doubled from the highest bit to the lowest for all of them, and each row adds entries of its table.
 *
 * Calldata: rows of 96 bytes (x, y, digits), n + 1 dense ones, then n sparse ones. Answer: X, Y, Z of the sum (96 bytes).
 * Points must be on the curve with x <= p and y < p: the kernel checks nothing but the number of rows.
 *
 * Dense digits: a + 8 (16^0 + … + 16^63), so that each hexadecimal digit less 8 is a signed digit; a < 2^252.9.
 * Table: -8 P to 7 P.
 *
 * Sparse digits: 22 blocks of 11 bits, from the lowest. Of each block v, p = bits 5 to 7, m = bits 8 and 9, s = bit 10; the
 * other bits are not looked at. The block stands for (-1)^s (2m + 1) 2^p, and z is the sum of block b times 2^(11 b).
 * So |block| <= 7 * 2^7 = 896 < 2^10, all 64 blocks differ, and different blocks give different z, none of them zero: if two
 * sums were equal, the lowest differing blocks would differ by a multiple of 2^11, but they differ by less than 2^11.
 * Table: Q, 3 Q, 5 Q, 7 Q and their negatives. Which entries are added at which bit is kept in one list for each bit.
 *
 * Memory: 0x0000 heads of the lists (253 words) · 0x2000 the entry of 2 Q · 0x2080 dense tables (16 entries, then the digits)
 * · sparse tables (8 entries, then the 22 nodes of its lists). A head, or node, is the address of an entry in its low 24 bits
 * and above them the address of the next node, which holds the same; zero ends a list.
 * @module
 */
import { type Assembler, createAssembler } from './assembler.ts';
import { addEntry, BYTES_OF_ENTRY, double, dropPoint, loadPoint, P, storeEntry } from './edwards.ts';

const BITS = 253;
const BLOCKS = 22;
const BITS_OF_BLOCK = 11;
const ROW = 96;
const DOUBLE_ENTRY = 0x2000;
const DENSE = 0x2080;
const DENSE_DIGITS = 16 * BYTES_OF_ENTRY;
const DENSE_STRIDE = DENSE_DIGITS + 32;
const SPARSE_NODES = 8 * BYTES_OF_ENTRY;
const SPARSE_STRIDE = SPARSE_NODES + BLOCKS * 32;
const ADDRESS_BITS = 24;

export function generateMultiScalarKernel(): Uint8Array {
  const asm = createAssembler();
  asm
    .push(2 * ROW)
    .push(ROW)
    .op('calldatasize')
    .op('add')
    .op('mod')
    .jumpIf('refuse');
  asm.push(P, 'p').push(DENSE, 'base').push(0, 'row');
  buildDenseTables(asm);
  asm.copy('base', 'denseEnd').swap('base').expectStack('p', 'denseEnd', 'row', 'base');
  buildSparseTables(asm);
  asm.op('pop').op('pop').expectStack('p', 'denseEnd');
  accumulate(asm);
  asm.expectStack('p', 'denseEnd', 'foursStart', 'bit', 'Z', 'X', 'T', 'Y');
  asm.push(32).op('mstore').op('pop').push(0).op('mstore').push(64).op('mstore').push(96).push(0).op('return');
  asm.label('refuse').push(0).push(0).op('revert');
  return asm.assemble();
}

/** Of m + 96 bytes of rows half are dense. */
function buildDenseTables(asm: Assembler): void {
  asm.label('dense table').expectStack('p', 'base', 'row');
  loadPoint(asm);
  storeEntry(asm, [entryOfDigit(1)], [entryOfDigit(-1)]);
  for (let multiple = 2; multiple <= 8; multiple++) {
    asm.push(entryOfDigit(1)).copy('base').op('add', 'entry');
    addEntry(asm);
    storeEntry(asm, multiple === 8 ? [] : [entryOfDigit(multiple)], [entryOfDigit(-multiple)]);
  }
  dropPoint(asm);
  for (const [at, word] of [1, 1, 0, 2].entries()) {
    if (word > 0)
      asm
        .push(word)
        .push(entryOfDigit(0) + 32 * at)
        .copy('base')
        .op('add')
        .op('mstore');
  }
  asm.copy('row').push(64).op('add').op('calldataload').copy('base').push(DENSE_DIGITS).op('add').op('mstore');
  asm.push(ROW).op('add', 'row').swap('base').push(DENSE_STRIDE).op('add', 'base').swap('row');
  asm.push(ROW).op('calldatasize').op('add').push(1).op('shr').copy('row').op('lt').jumpIf('dense table');
}

function entryOfDigit(digit: number): number {
  return BYTES_OF_ENTRY * (8 + digit);
}

function buildSparseTables(asm: Assembler): void {
  asm.label('sparse table').op('calldatasize').copy('row').op('lt').op('iszero').jumpIf('tables done');
  loadPoint(asm);
  double(asm);
  asm.push(DOUBLE_ENTRY, 'base');
  storeEntry(asm, [0], []);
  asm.op('pop');
  dropPoint(asm);
  loadPoint(asm);
  for (let m = 0; m < 4; m++) {
    if (m > 0) addEntry(asm.push(DOUBLE_ENTRY, 'entry'));
    storeEntry(asm, [BYTES_OF_ENTRY * m], [BYTES_OF_ENTRY * (m + 4)]);
  }
  dropPoint(asm);
  asm.copy('row').push(64).op('add').op('calldataload', 'digits');
  for (let block = 0; block < BLOCKS; block++) enlist(asm, block);
  asm.op('pop').push(SPARSE_STRIDE).op('add', 'base').swap('row').push(ROW).op('add', 'row').swap('base');
  asm.jump('sparse table');
  asm.label('tables done').expectStack('p', 'denseEnd', 'row', 'base');
}

/** Puts the entry that the block stands for before those that its bit already has. */
function enlist(asm: Assembler, block: number): void {
  const bitsBelow = BITS_OF_BLOCK * block;
  const node = SPARSE_NODES + 32 * block;
  asm
    .copy('digits')
    .push(bitsBelow)
    .op('shr')
    .push(0xe0)
    .op('and')
    .push(32 * bitsBelow)
    .op('add', 'head');
  asm.copy('head').op('mload').push(node).copy('base').op('add').op('mstore');
  asm
    .copy('digits')
    .push(bitsBelow + 1)
    .op('shr')
    .push(0x380)
    .op('and')
    .copy('base')
    .op('add');
  asm.push(node).copy('base').op('add').push(ADDRESS_BITS).op('shl').op('or').swap('head').op('mstore');
}

function accumulate(asm: Assembler): void {
  // The tables that four do not divide come first.
  asm
    .push(2 * ROW)
    .push(ROW)
    .op('calldatasize')
    .op('add')
    .op('div')
    .push(3)
    .op('and');
  asm.push(DENSE_STRIDE).op('mul').push(DENSE).op('add', 'foursStart');
  asm.push(BITS, 'bit').push(1, 'Z').push(0, 'X').push(0, 'T').push(1, 'Y');
  asm.label('bit').push(1).copy('bit').op('sub', 'lower').replace('bit').rename({ lower: 'bit' });
  double(asm);
  asm.copy('bit').push(5).op('shl').op('mload', 'node').copy('node').op('iszero').jumpIf('list done');
  asm
    .label('list')
    .copy('node')
    .push((1 << ADDRESS_BITS) - 1)
    .op('and', 'entry');
  addEntry(asm);
  asm.push(ADDRESS_BITS).op('shr').op('mload', 'node').copy('node').jumpIf('list');
  asm.label('list done').op('pop').push(3).copy('bit').op('and').jumpIf('bit done');
  asm.push(DENSE, 'table');
  addDense(asm, 'single', 1, 'foursStart');
  addDense(asm, 'fours', 4, 'denseEnd');
  asm.op('pop');
  asm.label('bit done').copy('bit').jumpIf('bit');
}

/** Adds the entries of the tables up to the address `end`, some of them between two looks at where that is. */
function addDense(asm: Assembler, loop: string, tables: number, end: string): void {
  asm.copy(end).copy('table').op('lt').op('iszero').jumpIf(`${loop} done`).label(loop);
  for (let turn = 0; turn < tables; turn++) {
    asm.push(DENSE_DIGITS).copy('table').op('add').op('mload').copy('bit').op('shr').push(15).op('and');
    asm.push(7).op('shl').copy('table').op('add', 'entry');
    addEntry(asm);
    asm.push(DENSE_STRIDE).op('add', 'table');
  }
  asm.copy(end).copy('table').op('lt').jumpIf(loop).label(`${loop} done`);
}
