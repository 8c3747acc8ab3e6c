/**
 * A small assembler for the EVM that knows the name of every word on the stack.
 *
 * Code is written against names: `copy('e')` becomes the DUP that reaches the word called `e`, and fails while generating
 * if there is none or it lies too deep. At a label the names must be the same from wherever the code comes. So a slip in
 * the order of the stack, the usual fault of hand-written bytecode, cannot leave the generator.
 * @module
 */

/** Opcode, words taken and words given. */
export const OPERATIONS = {
  stop: [0x00, 0, 0],
  add: [0x01, 2, 1],
  mul: [0x02, 2, 1],
  sub: [0x03, 2, 1],
  div: [0x04, 2, 1],
  mod: [0x06, 2, 1],
  addmod: [0x08, 3, 1],
  mulmod: [0x09, 3, 1],
  lt: [0x10, 2, 1],
  gt: [0x11, 2, 1],
  iszero: [0x15, 1, 1],
  and: [0x16, 2, 1],
  or: [0x17, 2, 1],
  xor: [0x18, 2, 1],
  shl: [0x1b, 2, 1],
  shr: [0x1c, 2, 1],
  calldataload: [0x35, 1, 1],
  calldatasize: [0x36, 0, 1],
  codecopy: [0x39, 3, 0],
  pop: [0x50, 1, 0],
  mload: [0x51, 1, 1],
  mstore: [0x52, 2, 0],
  return: [0xf3, 2, 0],
  revert: [0xfd, 2, 0],
} as const;

export type Operation = keyof typeof OPERATIONS;

/** Every method gives the assembler itself, so that a line of code reads as one expression. */
export interface Assembler {
  /** Puts a constant on the stack. */
  push(value: bigint | number, name?: string): Assembler;
  /** Puts a copy of the topmost word of that name on the stack. */
  copy(name: string, as?: string): Assembler;
  /** Exchanges the top with the topmost other word of that name. */
  swap(name: string): Assembler;
  /** Puts the top where the word `name` is, which is lost. */
  replace(name: string): Assembler;
  /** Gives the top another name. */
  name(name: string): Assembler;
  /** Gives words other names, all at once. */
  rename(names: Readonly<Record<string, string>>): Assembler;
  /** One operation without operands of its own; its result has the name `as`. */
  op(operation: Operation, as?: string): Assembler;
  /** Marks a place that is jumped to. If only jumps from further down lead there, the stack from the bottom must be said. */
  label(label: string, ...stack: readonly string[]): Assembler;
  jump(label: string): Assembler;
  /** Jumps if the top, which is taken, is not zero. */
  jumpIf(label: string): Assembler;
  /** Puts bytes into the code where no way leads; `address` says where they are. */
  data(label: string, bytes: Uint8Array): Assembler;
  /** Puts the place of data on the stack. */
  address(label: string): Assembler;
  /** Says what the stack must look like here, from the bottom. */
  expectStack(...names: readonly string[]): Assembler;
  /** @throws {Error} if a label is missing */
  assemble(): Uint8Array;
}

interface Label {
  readonly offset: number;
  /** Undefined for data. */
  readonly stack: string | undefined;
}

interface State {
  readonly code: number[];
  /** Names from the bottom; undefined where the code cannot be reached. */
  stack: string[] | undefined;
  readonly labels: Map<string, Label>;
  /** Where an offset of a label is written, and what the stack is there; undefined for data. */
  readonly jumps: { readonly offset: number; readonly label: string; readonly stack: string | undefined }[];
}

export function createAssembler(): Assembler {
  const state: State = { code: [], stack: [], labels: new Map(), jumps: [] };
  const assembler: Assembler = {
    push: (value, name = '_') => then(() => push(state, BigInt(value), name)),
    copy: (name, as = name) => then(() => copy(state, name, as)),
    swap: (name) => then(() => swap(state, name)),
    replace: (name) => then(() => replace(state, name)),
    name: (name) => then(() => void words(state).splice(-1, 1, name)),
    rename: (names) => then(() => rename(state, names)),
    op: (operation, as = '_') => then(() => operate(state, operation, as)),
    label: (label, ...stack) => then(() => mark(state, label, stack)),
    jump: (label) => then(() => jump(state, label, 0x56)),
    jumpIf: (label) => then(() => jump(state, label, 0x57)),
    data: (label, bytes) => then(() => placeData(state, label, bytes)),
    address: (label) => then(() => pushAddress(state, label)),
    expectStack: (...names) => then(() => expectSame('here', names.join(' '), words(state).join(' '))),
    assemble: () => assemble(state),
  };
  function then(act: () => void): Assembler {
    act();
    return assembler;
  }
  return assembler;
}

function words(state: State): string[] {
  if (state.stack === undefined) throw new Error('assembler: no way leads here');
  return state.stack;
}

/** How far below the top the word is; 0 for the top. */
function depthOf(state: State, name: string, above = 0): number {
  const stack = words(state);
  const at = stack.lastIndexOf(name, stack.length - 1 - above);
  if (at < 0) throw new Error(`assembler: want a word ${name}, got ${stack.join(' ')}`);
  return stack.length - 1 - at;
}

function push(state: State, value: bigint, name: string): void {
  const digits = value === 0n ? '' : value.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  if (value < 0n || bytes.length > 32) throw new Error(`assembler: want a word, got ${value}`);
  state.code.push(0x5f + bytes.length, ...bytes);
  words(state).push(name);
}

function copy(state: State, name: string, as: string): void {
  const depth = depthOf(state, name);
  if (depth > 15) throw new Error(`assembler: ${name} is too deep for a copy: ${depth}`);
  state.code.push(0x80 + depth);
  words(state).push(as);
}

function swap(state: State, name: string): void {
  const depth = depthOf(state, name, 1);
  if (depth > 16) throw new Error(`assembler: ${name} is too deep for an exchange: ${depth}`);
  state.code.push(0x8f + depth);
  const stack = words(state);
  const top = stack.at(-1) ?? '';
  stack.splice(-1, 1, name);
  stack.splice(stack.length - 1 - depth, 1, top);
}

function replace(state: State, name: string): void {
  swap(state, name);
  operate(state, 'pop', '_');
}

function rename(state: State, names: Readonly<Record<string, string>>): void {
  state.stack = words(state).map((name) => names[name] ?? name);
}

function operate(state: State, operation: Operation, as: string): void {
  const [code, takes, gives] = OPERATIONS[operation];
  const stack = words(state);
  if (stack.length < takes) throw new Error(`assembler: ${operation} wants ${takes} words, got ${stack.length}`);
  stack.splice(stack.length - takes, takes);
  if (gives === 1) stack.push(as);
  state.code.push(code);
  if (operation === 'return' || operation === 'revert' || operation === 'stop') state.stack = undefined;
}

function mark(state: State, label: string, stack: readonly string[]): void {
  const before = state.jumps.find((jump) => jump.label === label);
  if (state.stack === undefined) state.stack = before?.stack?.split(' ').filter(Boolean) ?? [...stack];
  place(state, label, state.stack.join(' '));
  state.code.push(0x5b);
}

function place(state: State, label: string, stack: string | undefined): void {
  if (state.labels.has(label)) throw new Error(`assembler: two labels ${label}`);
  state.labels.set(label, { offset: state.code.length, stack });
}

function placeData(state: State, label: string, bytes: Uint8Array): void {
  if (state.stack !== undefined) throw new Error(`assembler: a way leads into ${label}`);
  place(state, label, undefined);
  state.code.push(...bytes);
}

function pushAddress(state: State, label: string): void {
  state.jumps.push({ offset: state.code.length + 1, label, stack: undefined });
  state.code.push(0x61, 0, 0);
  words(state).push('_');
}

function jump(state: State, label: string, code: number): void {
  if (code === 0x57) words(state).pop();
  state.jumps.push({ offset: state.code.length + 1, label, stack: words(state).join(' ') });
  state.code.push(0x61, 0, 0, code);
  if (code === 0x56) state.stack = undefined;
}

function assemble(state: State): Uint8Array {
  const code = Uint8Array.from(state.code);
  for (const { offset, label, stack } of state.jumps) {
    const target = state.labels.get(label);
    if (target === undefined) throw new Error(`assembler: no label ${label}`);
    expectSame(label, target.stack, stack);
    new DataView(code.buffer).setUint16(offset, target.offset);
  }
  return code;
}

function expectSame(place: string, want: string | undefined, got: string | undefined): void {
  if (want !== got) throw new Error(`assembler: stack at ${place}: want ${want ?? 'data'}, got ${got ?? 'data'}`);
}
