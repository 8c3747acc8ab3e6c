/** What a contract reverted with, as a fault: which error, with which arguments, what it means and whether to try again. @module */
import { decodeAbiParameters, type Hex } from 'viem';
import type { FaultCode, RelayerFault } from '../../ports/fault.ts';
import { toSentence } from '../../ports/sentence.ts';
import { CLIENT_ERRORS } from './decode-revert/client-errors.ts';
import { LIBRARY_ERRORS } from './decode-revert/library-errors.ts';
import { PACKET_ERRORS } from './decode-revert/packet-errors.ts';
import { PROOF_ERRORS } from './decode-revert/proof-errors.ts';
import { FAULT_OF_REMEDY, type Remedy, type RevertArgs, type RevertKind } from './decode-revert/revert-kind.ts';
import { TRANSFER_ERRORS } from './decode-revert/transfer-errors.ts';

/** Every custom error that is known. */
export const REVERT_KINDS: readonly RevertKind[] = [
  ...CLIENT_ERRORS,
  ...PROOF_ERRORS,
  ...PACKET_ERRORS,
  ...TRANSFER_ERRORS,
  ...LIBRARY_ERRORS,
];

const KIND_OF_SELECTOR: ReadonlyMap<string, RevertKind> = new Map(REVERT_KINDS.map((kind) => [kind.selector, kind]));

const ERROR_SELECTOR = '0x08c379a0';
const PANIC_SELECTOR = '0x4e487b71';
const SELECTOR_CHARS = 10;
/** Calls within calls whose reasons are read. */
const MAX_DEPTH = 4;
const MAX_TEXT = 300;

/** Source: the Solidity documentation, on panics. */
const PANICS: ReadonlyMap<bigint, string> = new Map([
  [0x01n, 'an assertion that does not hold'],
  [0x11n, 'a number that is too large or too small'],
  [0x12n, 'a division by zero'],
  [0x21n, 'a number that is none of an enumeration'],
  [0x22n, 'bytes in storage that are wrongly encoded'],
  [0x31n, 'taking from an empty list'],
  [0x32n, 'an index beyond the end of a list'],
  [0x41n, 'too much memory'],
  [0x51n, 'a function that is not set'],
]);

export interface Revert {
  /**
   * `custom`: an error of a contract. `text`: `Error(string)`. `panic`: `Panic(uint256)`. `empty`: no data.
   * `unknown`: data that is none of these, or an error with arguments that do not decode.
   */
  readonly kind: 'custom' | 'text' | 'panic' | 'empty' | 'unknown';
  /** `CCFrozen`, `Error`, `Panic`; of unknown data the first four bytes. Empty without data. */
  readonly name: string;
  readonly args: RevertArgs;
  readonly remedy: Remedy;
  readonly code: FaultCode;
  /** For an operator. */
  readonly sentence: string;
  /** What a call within the call reverted with. */
  readonly inner?: Revert | undefined;
}

/** What is known of the call besides the data. */
export interface RevertContext {
  /** Gas that it used, and had. All of it gone and no data: it ran out. */
  readonly gasUsed?: bigint | undefined;
  readonly gasLimit?: bigint | undefined;
}

/** Decodes revert data. Never throws. @param data `0x` and hex; empty when there is none */
export function decodeRevert(data: string, context: RevertContext = {}): Revert {
  return decodeAt(data.toLowerCase(), context, 0);
}

function decodeAt(data: string, context: RevertContext, depth: number): Revert {
  if (data === '' || data === '0x') return decodeEmpty(context);
  const selector = data.slice(0, SELECTOR_CHARS);
  if (selector === ERROR_SELECTOR) return decodeText(data) ?? decodeUnknown(data);
  if (selector === PANIC_SELECTOR) return decodePanic(data) ?? decodeUnknown(data);
  const kind = KIND_OF_SELECTOR.get(selector);
  const values = kind === undefined ? undefined : decodeArgs(kind.inputs, data);
  if (kind === undefined || values === undefined) return decodeUnknown(data);
  const { inner, sentence, ...explained } = kind.explain(values);
  const cause = inner === undefined || depth === MAX_DEPTH ? undefined : decodeAt(inner, {}, depth + 1);
  const whole = cause === undefined ? sentence : `${sentence}: ${cause.sentence}`;
  return { kind: 'custom', name: kind.name, ...explained, sentence: toSentence(whole), inner: cause };
}

function decodeArgs(inputs: RevertKind['inputs'], data: string): readonly unknown[] | undefined {
  try {
    return decodeAbiParameters(inputs, toHex(data.slice(SELECTOR_CHARS)));
  } catch {
    // Whatever is wrong with the bytes, they are not the arguments of this error.
    return undefined;
  }
}

function toHex(digits: string): Hex {
  return `0x${digits}`;
}

/** Without a reason a call fails when its gas runs out, or when the address is none of our contracts. */
function decodeEmpty({ gasUsed, gasLimit }: RevertContext): Revert {
  const isOut = gasUsed !== undefined && gasLimit !== undefined && gasUsed >= gasLimit - gasLimit / 64n;
  const empty = { kind: 'empty', name: '', args: {} } as const;
  if (isOut) {
    const sentence = `The call ran out of gas: it used ${gasUsed} of ${gasLimit}.`;
    return { ...empty, remedy: 'raise-gas', code: FAULT_OF_REMEDY['raise-gas'], sentence };
  }
  const sentence = 'The call failed without a reason: there is another contract at that address, or its gas ran out.';
  return { ...empty, remedy: 'refused', code: FAULT_OF_REMEDY.refused, sentence };
}

function decodeText(data: string): Revert | undefined {
  const [text] = decodeArgs([{ type: 'string' }], data) ?? [];
  if (typeof text !== 'string') return undefined;
  const sentence = `The contract says: ${shorten(text)}`;
  return { kind: 'text', name: 'Error', args: { text }, remedy: 'refused', code: FAULT_OF_REMEDY.refused, sentence };
}

function decodePanic(data: string): Revert | undefined {
  const [number] = decodeArgs([{ type: 'uint256' }], data) ?? [];
  if (typeof number !== 'bigint') return undefined;
  const what = PANICS.get(number) ?? `number ${number}`;
  const sentence = `The contract panicked: ${what}.`;
  return {
    kind: 'panic',
    name: 'Panic',
    args: { code: number },
    remedy: 'defect',
    code: FAULT_OF_REMEDY.defect,
    sentence,
  };
}

function decodeUnknown(data: string): Revert {
  const name = data.slice(0, SELECTOR_CHARS);
  const sentence = `The call failed with an error that is not known here: ${shorten(data)}`;
  return { kind: 'unknown', name, args: { data }, remedy: 'refused', code: FAULT_OF_REMEDY.refused, sentence };
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= MAX_TEXT ? line : `${line.slice(0, MAX_TEXT)}…`;
}

/** Hints of remedies that an operator can do something about. */
const HINTS: Partial<Record<Remedy, string>> = {
  'update-client': 'The relayer updates the client and proves again.',
  'raise-gas': 'The transaction needs a higher gas limit.',
  'correct-bytes': 'Header, packet and proof are fetched again; add endpoints of somebody else where it goes on.',
  defect: 'Report it with the calldata: an encoder and the contract disagree.',
};

/** The revert as the fault of a call. @param what What was called: `updateClient of 0x…` */
export function toRevertFault(revert: Revert, what: string): RelayerFault {
  const hint = HINTS[revert.remedy];
  const names = [revert, ...innerOf(revert)].map(({ name }) => name).filter((name) => name !== '');
  return {
    code: revert.code,
    message: `${what} was refused: ${revert.sentence}`,
    ...(hint === undefined ? {} : { hint }),
    context: { remedy: revert.remedy, ...(names.length === 0 ? {} : { error: names.join(' > ') }) },
  };
}

function innerOf({ inner }: Revert): readonly Revert[] {
  return inner === undefined ? [] : [inner, ...innerOf(inner)];
}
