/** One custom error: its signature, what it means for whoever called, and how that is said. @module */
import { formatTime } from '@causeway/lightclient/tendermint';
import {
  type AbiParameter,
  type AbiParameterToPrimitiveType,
  type ParseAbiItem,
  parseAbiItem,
  toFunctionSelector,
} from 'viem';
import type { FaultCode } from '../../../ports/fault.ts';

/**
 * What to do about a revert.
 * - `done`: nothing is left to do by this call; somebody has done it, or its time has passed.
 * - `update-client`: the client has to learn a newer header first; then the same proof, or one at that height, may pass.
 * - `later`: the same call may pass later.
 * - `raise-gas`: the same call passes with more gas.
 * - `correct-bytes`: header, votes, packet or proof are not what the chain has: fetch them again, from another endpoint.
 * - `stop-path`: the client is dead, or the two chains contradict each other.
 * - `refused`: it stays so until somebody changes something: a permission, a registration, a token, a receiver.
 * - `defect`: the bytes are none that a correct encoder makes.
 */
export type Remedy =
  | 'done'
  | 'update-client'
  | 'later'
  | 'raise-gas'
  | 'correct-bytes'
  | 'stop-path'
  | 'refused'
  | 'defect';

/** The fault of each remedy, where an error has none of its own. */
export const FAULT_OF_REMEDY = {
  done: 'CHAIN_TX_REJECTED',
  'update-client': 'PROOF_UNAVAILABLE',
  later: 'CHAIN_TX_REJECTED',
  'raise-gas': 'CHAIN_OUT_OF_GAS',
  'correct-bytes': 'CLAIM_REFUTED',
  'stop-path': 'PATH_PAUSED',
  refused: 'CALL_REFUSED',
  defect: 'CALL_MALFORMED',
} as const satisfies Record<Remedy, FaultCode>;

/** A decoded argument: bigint for integers above 48 bits, hex text for bytes and addresses. */
export type RevertValue = bigint | number | string | boolean | readonly RevertValue[];

export type RevertArgs = Readonly<Record<string, RevertValue>>;

/** What an error comes to with the arguments that it was thrown with. */
export interface ExplainedRevert {
  readonly args: RevertArgs;
  readonly remedy: Remedy;
  readonly code: FaultCode;
  /** A sentence for an operator. */
  readonly sentence: string;
  /** Revert data of a call within the call, when the error carries it. */
  readonly inner?: string | undefined;
}

export interface RevertKind {
  readonly name: string;
  /** As Solidity declares it, with the names of its arguments. */
  readonly signature: string;
  /** Four bytes in hex. */
  readonly selector: string;
  readonly inputs: readonly AbiParameter[];
  readonly explain: (values: readonly unknown[]) => ExplainedRevert;
}

type InputsOf<S extends string> =
  ParseAbiItem<S> extends { readonly inputs: infer I extends readonly AbiParameter[] } ? I : never;

/** The arguments of an error by their names. */
export type ArgsOf<S extends string> = {
  readonly [P in InputsOf<`error ${S}`>[number] as P['name'] & string]: AbiParameterToPrimitiveType<P>;
};

export interface KindOptions<A> {
  readonly code?: FaultCode;
  /** The argument that holds what an inner call reverted with. */
  readonly inner?: keyof A & string;
}

/**
 * @param signature Without the word `error`: `CCFrozen()`
 * @param remedy One for all, or one that depends on the arguments
 */
export function revertKind<const S extends string>(
  signature: S,
  remedy: Remedy | ((args: ArgsOf<S>) => Remedy),
  say: string | ((args: ArgsOf<S>) => string),
  options: KindOptions<ArgsOf<S>> = {},
): RevertKind {
  const item = parseAbiItem(`error ${signature}` as string);
  if (item.type !== 'error') throw new TypeError(`${signature}: want an error`);
  const { name, inputs } = item;
  return {
    name,
    signature,
    selector: toFunctionSelector(`${name}(${inputs.map(({ type }) => type).join(',')})`),
    inputs,
    explain: (values) => {
      const args: RevertArgs = Object.fromEntries(
        inputs.map((input, index) => [input.name ?? '', toValue(values[index])]),
      );
      const typed = args as ArgsOf<S>;
      const what = typeof remedy === 'function' ? remedy(typed) : remedy;
      const sentence = typeof say === 'function' ? say(typed) : say;
      const code = options.code ?? FAULT_OF_REMEDY[what];
      const inner = options.inner === undefined ? undefined : String(args[options.inner]);
      return { args, remedy: what, code, sentence, inner };
    },
  };
}

function toValue(value: unknown): RevertValue {
  if (Array.isArray(value)) return value.map(toValue);
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return value;
  return String(value);
}

/** A time of the contracts, in nanoseconds since 1970. */
export function atNanos(time: bigint): string {
  try {
    return formatTime(time);
  } catch (error) {
    if (error instanceof RangeError) return `${time} ns after 1970`;
    throw error;
  }
}

/** A time of the contracts, in seconds since 1970. */
export function atSeconds(time: bigint): string {
  return atNanos(time * 1_000_000_000n);
}
