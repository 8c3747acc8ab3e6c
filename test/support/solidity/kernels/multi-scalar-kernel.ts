/**
 * Multi-scalar multiplication on edwards25519: b B + the sum of a_i P_i over dense rows and z_i Q_i over sparse rows, B being the
 * base point, by Straus' method: one accumulator is doubled from the highest bit to the lowest for all of them, and each row adds
 * entries of its table.
 *
 * Calldata: the digits of b (32 bytes), n dense rows of 96 bytes (x, y, digits), n sparse ones. Answer: X, Y, Z of the sum
 * (96 bytes). Points must be on the curve with x <= p and y < p: the kernel checks nothing but the number of rows.
 *
 * Digits of b: b + 128 (256^0 + … + 256^31), so that each byte less 128 is a signed digit. Table: 0 to 128 B, in the code.
 *
 * Dense digits: a + 8 (16^0 + … + 16^63), so that each hexadecimal digit less 8 is a signed digit; a and b < 2^252.9.
 * Table: -8 P to 7 P, then the digits twice, shifted to the left by 3 and by 7 bits, 33 bytes each: read at the right byte, the odd
 * digits of the former and the even ones of the latter lie where a digit times 128, the size of an entry, is wanted.
 *
 * Sparse digits: 22 blocks of 11 bits, from the lowest. Of each block v, p = bits 5 to 7, m = bits 8 and 9, s = bit 10; the
 * other bits are not looked at. The block stands for (-1)^s (2m + 1) 2^p, and z is the sum of block b times 2^(11 b).
 * So |block| <= 7 * 2^7 = 896 < 2^10, all 64 blocks differ, and different blocks give different z, none of them zero: if two
 * sums were equal, the lowest differing blocks would differ by a multiple of 2^11, but they differ by less than 2^11.
 * Table: Q, 3 Q, 5 Q, 7 Q and their negatives. Which entries are added at which bit is kept in one list for each bit.
 *
 * Memory: 0x0000 heads of the lists (253 words) · 0x2000 an entry of B · 0x2080 digits of b · 0x20a0 the entry of 2 Q · 0x2120 dense
 * tables (16 entries, then the digits) · sparse tables (slots of an entry and up to four nodes of the lists). A head, or node, is
 * the address of an entry in its low 24 bits and above them the address of the next node, which holds the same; zero ends a list.
 * @module
 */
import { type Assembler, createAssembler } from './assembler.ts';
import { tableOfBase } from './base-table.ts';
import { addEntry, BYTES_OF_ENTRY, double, dropPoint, loadPoint, P, storeEntry } from './edwards.ts';

const TOP_BIT = 252;
const BLOCKS = 22;
const BITS_OF_BLOCK = 11;
const ROW = 96;
const BASE_ENTRY = 0x2000;
const BASE_DIGITS = 0x2080;
const DOUBLE_ENTRY = 0x20a0;
const DENSE = 0x2120;
const DENSE_DIGITS = 16 * BYTES_OF_ENTRY;
const BYTES_OF_DIGITS = 33;
const DENSE_STRIDE = DENSE_DIGITS + 96;
const SPARSE_SLOT = 2 * BYTES_OF_ENTRY;
const SPARSE_STRIDE = 7 * SPARSE_SLOT + BYTES_OF_ENTRY;
const ADDRESS_BITS = 24;
const BYTES_OF_BASE_ENTRY = 96;

export function generateMultiScalarKernel(): Uint8Array {
  const asm = createAssembler();
  // 32 bytes and pairs of rows, no less.
  asm
    .push(2 * ROW)
    .push(2 * ROW - 32)
    .op('calldatasize')
    .op('add')
    .op('mod')
    .jumpIf('refuse');
  asm.push(0).op('calldataload').push(BASE_DIGITS).op('mstore');
  asm
    .push(2)
    .push(BASE_ENTRY + 96)
    .op('mstore');
  asm.push(0, 'denseEnd').push(DENSE, 'base').push(32, 'row').push(P, 'p');
  buildDenseTables(asm);
  asm.copy('base', 'denseEnd').replace('denseEnd');
  buildSparseTables(asm);
  asm.expectStack('denseEnd', 'base', 'row', 'p');
  accumulate(asm);
  asm.push(64).op('mstore').push(0).op('mstore').push(32).op('mstore').push(96).push(0).op('return');
  asm.label('refuse').push(0).push(0).op('revert');
  return asm.data('table of B', tableOfBase()).assemble();
}

function buildDenseTables(asm: Assembler): void {
  asm.label('dense table').expectStack('denseEnd', 'base', 'row', 'p');
  asm
    .push(32)
    .op('calldatasize')
    .op('add')
    .push(1)
    .op('shr')
    .copy('row')
    .op('lt')
    .op('iszero')
    .jumpIf('dense tables done');
  loadPoint(asm);
  storeEntry(asm, [entryOfDigit(1)], [entryOfDigit(-1)]);
  for (let multiple = 2; multiple <= 8; multiple++) {
    asm.push(entryOfDigit(1)).copy('base').op('add', 'entry');
    addEntry(asm);
    storeEntry(asm, multiple === 8 ? [] : [entryOfDigit(multiple)], [entryOfDigit(-multiple)]);
  }
  dropPoint(asm);
  for (const [at, word] of [1, 1, 0, 2].entries()) {
    if (word > 0) asm.push(word);
    if (word > 0) storeAt(asm, entryOfDigit(0) + 32 * at);
  }
  asm.push(64).copy('row').op('add').op('calldataload', 'digits');
  for (const [turn, shift] of [3, 7].entries()) {
    const at = DENSE_DIGITS + BYTES_OF_DIGITS * turn;
    asm
      .copy('digits')
      .push(8 - shift)
      .op('shr');
    storeAt(asm, at);
    asm.copy('digits').push(shift).op('shl');
    storeAt(asm, at + 1);
  }
  asm.op('pop');
  nextRow(asm, DENSE_STRIDE);
  asm.jump('dense table').label('dense tables done');
}

function entryOfDigit(digit: number): number {
  return BYTES_OF_ENTRY * (8 + digit);
}

/** Takes the word off the stack. */
function storeAt(asm: Assembler, distance: number): void {
  asm.push(distance).copy('base').op('add').op('mstore');
}

function nextRow(asm: Assembler, stride: number): void {
  asm.swap('base').push(stride).op('add', 'base').swap('p');
  asm.swap('row').push(ROW).op('add', 'row').swap('p');
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
    storeEntry(asm, [SPARSE_SLOT * m], [SPARSE_SLOT * (m + 4)]);
  }
  dropPoint(asm);
  asm
    .push(1n + (1n << BigInt(ADDRESS_BITS)))
    .copy('base')
    .op('mul', 'link');
  asm.push(64).copy('row').op('add').op('calldataload', 'digits');
  for (let block = 0; block < BLOCKS; block++) enlist(asm, block);
  asm.op('pop').op('pop');
  nextRow(asm, SPARSE_STRIDE);
  asm.jump('sparse table').label('tables done');
}

/**
 * Puts the entry that the block stands for before those that its bit already has. The block is in the lowest bits of `digits`.
 * `link` is the address of the table as that of an entry and as that of a node.
 */
function enlist(asm: Assembler, block: number): void {
  const node = SPARSE_SLOT * (block >> 2) + BYTES_OF_ENTRY + 32 * (block & 3);
  asm.copy('digits').push(0x700).op('and').copy('link').op('add');
  asm
    .push(BigInt(node) << BigInt(ADDRESS_BITS))
    .op('add', 'newHead')
    .copy('digits')
    .push(0xe0)
    .op('and')
    .push(32 * BITS_OF_BLOCK * block)
    .op('add', 'bit');
  asm.copy('bit').op('mload');
  storeAt(asm, node);
  asm.op('mstore').push(BITS_OF_BLOCK).op('shr', 'digits');
}

/** Byte by byte from the highest. `digit` is how far from a table its digit lies, `heads` where the list of the byte's lowest bit is. */
function accumulate(asm: Assembler): void {
  // The tables that four do not divide come first.
  asm
    .push(2 * ROW)
    .op('calldatasize')
    .op('div')
    .push(3)
    .op('and');
  asm.push(DENSE_STRIDE).op('mul').push(DENSE).op('add', 'foursStart').replace('row');
  asm.push(0, 'node').replace('base');
  asm
    .push(32 * (TOP_BIT - 4), 'heads')
    .push(DENSE_DIGITS + 1 - (TOP_BIT >> 3), 'digit')
    .push(0, 'table');
  asm.swap('p').push(0, 'T').push(1, 'Y').push(0, 'X').push(1, 'Z');
  // Into the middle of the highest byte: what is above its lower five bits is zero.
  asm.jump('doubled 4');
  asm.label('byte', 'denseEnd', 'node', 'foursStart', 'table', 'heads', 'digit', 'p', 'T', 'Y', 'X', 'Z');
  for (let bit = 7; bit >= 0; bit--) {
    double(asm);
    if (bit === 4) asm.label('doubled 4');
    addList(asm, bit);
    if ((bit & 3) === 0) addDigits(asm, bit === 0 ? 'low' : 'high');
    if (bit === 4) addTo(asm, 'digit', BYTES_OF_DIGITS);
  }
  addBase(asm);
  asm.copy('heads').op('iszero').jumpIf('end');
  addTo(asm, 'digit', 1 - BYTES_OF_DIGITS);
  addTo(asm, 'heads', -256);
  asm.jump('byte').label('end');
}

function addTo(asm: Assembler, name: string, more: number): void {
  asm.push(Math.abs(more)).copy(name);
  asm.op(more < 0 ? 'sub' : 'add', name).replace(name);
}

function addList(asm: Assembler, bit: number): void {
  asm
    .push(32 * bit)
    .copy('heads')
    .op('add')
    .op('mload', 'node')
    .replace('node');
  asm.copy('node').op('iszero').jumpIf(`list ${bit} done`);
  asm.label(`list ${bit}`).copy('node').push(ADDRESS_BITS).op('shr').op('mload', 'node').swap('node');
  asm.push((1 << ADDRESS_BITS) - 1).op('and', 'entry');
  addEntry(asm);
  asm.copy('node').jumpIf(`list ${bit}`).label(`list ${bit} done`);
}

/** Adds the entry of each dense table that its digit stands for. */
function addDigits(asm: Assembler, half: string): void {
  asm.push(DENSE, 'table').replace('table');
  addTables(asm, `single ${half}`, 1, 'foursStart');
  addTables(asm, `fours ${half}`, 4, 'denseEnd');
}

/** Adds entries of the tables up to the address `end`, some of them between two looks at where that is. */
function addTables(asm: Assembler, loop: string, tables: number, end: string): void {
  asm.copy(end).copy('table').op('lt').op('iszero').jumpIf(`${loop} done`).label(loop);
  for (let turn = 0; turn < tables; turn++) {
    asm.copy('table', 'here');
    if (turn > 0) asm.push(DENSE_STRIDE * turn).op('add', 'here');
    asm.copy('here').copy('digit').op('add').op('mload').push(0x780).op('and').op('add', 'entry');
    addEntry(asm);
  }
  addTo(asm, 'table', DENSE_STRIDE * tables);
  asm.copy(end).copy('table').op('lt').jumpIf(loop).label(`${loop} done`);
}

/** Adds the multiple of B that the byte stands for: as it is in the table, or its negative. */
function addBase(asm: Assembler): void {
  asm.push(0xff);
  asm
    .push(BASE_DIGITS - DENSE_DIGITS - BYTES_OF_DIGITS - 1)
    .copy('digit')
    .op('add')
    .op('mload')
    .op('and', 'byte');
  asm.copy('byte').push(7).op('shr').jumpIf('positive');
  asm.push(0x7f).op('and').push(128).op('sub');
  copyBaseEntry(asm);
  // Y - X and Y + X change places, 2dT its sign.
  asm
    .push(BASE_ENTRY)
    .op('mload')
    .push(BASE_ENTRY + 32)
    .op('mload');
  asm
    .push(BASE_ENTRY)
    .op('mstore')
    .push(BASE_ENTRY + 32)
    .op('mstore');
  asm
    .push(BASE_ENTRY + 64)
    .op('mload')
    .copy('p')
    .op('sub')
    .push(BASE_ENTRY + 64)
    .op('mstore')
    .jump('entry of B');
  asm.label('positive').push(0x7f).op('and');
  copyBaseEntry(asm);
  asm.label('entry of B').push(BASE_ENTRY, 'entry');
  addEntry(asm);
}

function copyBaseEntry(asm: Assembler): void {
  asm.push(BYTES_OF_BASE_ENTRY).op('mul').address('table of B').op('add', 'from');
  asm.push(BYTES_OF_BASE_ENTRY).swap('from').push(BASE_ENTRY).op('codecopy');
}
