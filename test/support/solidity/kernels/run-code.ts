/**
 * Runs generated code on one input, and keeps beside each word of the stack what is known of it for every input: a lemma about all
 * operations of the code, not about the values of one run, if the input leads everywhere.
 * @module
 */
import { concatBytes, fromHex, toHex } from '@causeway/lightclient/codec';
import { OPERATIONS, type Operation } from './assembler.ts';

/** An operation about to be done. Operands are in the order in which they are taken, the top first. */
export interface Step<A> {
  readonly offset: number;
  readonly operation: Operation;
  readonly operands: readonly bigint[];
  readonly known: readonly A[];
}

export interface Domain<A> {
  /** What is known of a constant. */
  ofConstant(value: bigint): A;
  /** What is known of the result. @throws {Error} if the operation may do what it must not */
  ofResult(step: Step<A>, value: bigint): A;
  /** What is known where two ways meet: of `place`, the word that many from the bottom at that label. */
  meet(label: number, place: number, known: A): A;
}

export interface Run {
  readonly answer: Uint8Array;
  /** Offsets of the instructions that were run, and of each jump on a condition both ways: `12 true`. */
  readonly visited: ReadonlySet<string>;
}

type Value = bigint | undefined;

const WORD = 1n << 256n;
const NAMES = new Map<number, Operation>(Object.entries(OPERATIONS).map(([name, [code]]) => [code, name as Operation]));

interface Machine<A> {
  readonly code: Uint8Array;
  readonly input: Uint8Array;
  readonly domain: Domain<A>;
  readonly stack: { readonly value: bigint; readonly known: A }[];
  readonly memory: Uint8Array;
  readonly visited: Set<string>;
  at: number;
  answer: Uint8Array | undefined;
}

/** @param memorySize Bytes of memory that the run may use */
export function runCode<A>(code: Uint8Array, input: Uint8Array, domain: Domain<A>, memorySize = 1 << 17): Run {
  const visited = new Set<string>();
  const memory = new Uint8Array(memorySize);
  const machine: Machine<A> = { code, input, domain, stack: [], memory, visited, at: 0, answer: undefined };
  while (machine.answer === undefined) advance(machine);
  return { answer: machine.answer, visited };
}

/** What a run must visit to have been everywhere, up to the offset where data begins. */
export function placesOf(code: Uint8Array, end = code.length): ReadonlySet<string> {
  const places = new Set<string>();
  for (let offset = 0; offset < end; offset += 1 + immediateSize(code[offset] ?? 0)) {
    places.add(String(offset));
    if (code[offset] === 0x57) for (const way of [true, false]) places.add(`${offset} ${way}`);
  }
  return places;
}

function immediateSize(opcode: number): number {
  return opcode >= 0x60 && opcode <= 0x7f ? opcode - 0x5f : 0;
}

function advance<A>(machine: Machine<A>): void {
  const { code, stack, domain, visited, at } = machine;
  const opcode = code[at] ?? 0;
  visited.add(String(at));
  machine.at += 1 + immediateSize(opcode);
  if (opcode >= 0x5f && opcode <= 0x7f) {
    const value = toNumber(code.subarray(at + 1, machine.at));
    stack.push({ value, known: domain.ofConstant(value) });
  } else if (opcode >= 0x80 && opcode <= 0x8f) stack.push(peek(machine, opcode - 0x80));
  else if (opcode >= 0x90 && opcode <= 0x9f) exchange(machine, opcode - 0x8f);
  else if (opcode === 0x56) jump(machine, pop(machine).value);
  else if (opcode === 0x57) jumpIf(machine);
  else if (opcode === 0x5b) meet(machine);
  else operate(machine);
}

function peek<A>({ stack, at }: Machine<A>, depth: number) {
  const word = stack[stack.length - 1 - depth];
  if (word === undefined) throw new Error(`run: want ${depth + 1} words at ${at}, got ${stack.length}`);
  return word;
}

function pop<A>(machine: Machine<A>) {
  const word = peek(machine, 0);
  machine.stack.pop();
  return word;
}

function exchange<A>(machine: Machine<A>, depth: number): void {
  const [top, other, { stack }] = [peek(machine, 0), peek(machine, depth), machine];
  stack[stack.length - 1] = other;
  stack[stack.length - 1 - depth] = top;
}

function jump<A>(machine: Machine<A>, target: bigint): void {
  machine.at = Number(target);
  if (machine.code[machine.at] !== 0x5b) throw new Error(`run: no label at ${target}`);
}

function jumpIf<A>(machine: Machine<A>): void {
  const [from, target, condition] = [machine.at - 1, pop(machine).value, pop(machine).value];
  machine.visited.add(`${from} ${condition !== 0n}`);
  if (condition !== 0n) jump(machine, target);
}

function meet<A>({ stack, domain, at }: Machine<A>): void {
  for (const [place, { value, known }] of stack.entries()) {
    stack[place] = { value, known: domain.meet(at - 1, place, known) };
  }
}

function operate<A>(machine: Machine<A>): void {
  const offset = machine.at - 1;
  const operation = NAMES.get(machine.code[offset] ?? 0);
  if (operation === undefined) throw new Error(`run: no operation ${machine.code[offset]} at ${offset}`);
  const words = Array.from({ length: OPERATIONS[operation][1] }, () => pop(machine));
  const operands = words.map(({ value }) => value);
  const step = { offset, operation, operands, known: words.map(({ known }) => known) };
  const value = compute(machine, operation, operands);
  const known = machine.domain.ofResult(step, value ?? 0n);
  if (value !== undefined) machine.stack.push({ value, known });
}

function compute<A>(machine: Machine<A>, operation: Operation, [a = 0n, b = 0n, c = 0n]: readonly bigint[]): Value {
  const results: Readonly<Record<Operation, () => Value>> = {
    add: () => (a + b) % WORD,
    mul: () => (a * b) % WORD,
    sub: () => (a - b + WORD) % WORD,
    div: () => (b === 0n ? 0n : a / b),
    mod: () => modulo(a, b),
    addmod: () => modulo(a + b, c),
    mulmod: () => modulo(a * b, c),
    lt: () => BigInt(a < b),
    gt: () => BigInt(a > b),
    iszero: () => BigInt(a === 0n),
    and: () => a & b,
    or: () => a | b,
    xor: () => a ^ b,
    shl: () => (b << a) % WORD,
    shr: () => b >> a,
    calldataload: () => toNumber(slice(machine.input, a, 32n)),
    calldatasize: () => BigInt(machine.input.length),
    codecopy: () => write(machine, a, slice(machine.code, b, c)),
    pop: () => undefined,
    mload: () => toNumber(read(machine, a, 32n)),
    mstore: () => write(machine, a, fromHex(b.toString(16).padStart(64, '0'))),
    return: () => end(machine, read(machine, a, b)),
    revert: () => end(machine, new Uint8Array()),
    stop: () => end(machine, new Uint8Array()),
  };
  return results[operation]();
}

/** As the EVM has it. */
function modulo(value: bigint, modulus: bigint): bigint {
  return modulus === 0n ? 0n : value % modulus;
}

function end<A>(machine: Machine<A>, answer: Uint8Array): Value {
  machine.answer = answer;
  return undefined;
}

/** With zeros behind the end. */
function slice(bytes: Uint8Array, from: bigint, size: bigint): Uint8Array {
  const part = bytes.subarray(Number(from), Number(from + size));
  return concatBytes(part, new Uint8Array(Number(size) - part.length));
}

function read<A>({ memory }: Machine<A>, from: bigint, size: bigint): Uint8Array {
  if (from + size > memory.length) throw new Error(`run: want memory up to ${memory.length}, got ${from + size}`);
  return memory.slice(Number(from), Number(from + size));
}

function write<A>(machine: Machine<A>, to: bigint, bytes: Uint8Array): Value {
  read(machine, to, BigInt(bytes.length));
  machine.memory.set(bytes, Number(to));
  return undefined;
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x0${toHex(bytes)}`);
}
