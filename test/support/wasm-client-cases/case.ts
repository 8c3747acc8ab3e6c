/** One case for every verifier of the project, and the line in which it is written: what the contract's runner takes. @module */
import { decodeUtf8, type ExactJson, encodeUtf8, formatExactJson, parseExactJson } from '@causeway/lightclient/codec';
import {
  decodeWasmClientMessage,
  decodeWasmClientState,
  decodeWasmConsensusState,
  decodeWasmMembershipProof,
  encodeWasmClientMessage,
  encodeWasmClientState,
  encodeWasmConsensusState,
  encodeWasmMembershipProof,
  type WasmClientFaultCode,
  type WasmClientState,
  type WasmConsensusState,
  type WasmHeader,
  type WasmMembershipProof,
  type WasmMisbehaviour,
} from '@causeway/lightclient/ethereum/wasm-client';

/** `malformed`: cannot be decoded, or breaks a rule that decoding checks already. */
export type WasmCaseCode = WasmClientFaultCode | 'malformed';

interface CaseBase {
  readonly name: string;
  readonly client: WasmClientState;
  readonly consensus: WasmConsensusState;
  /** The refusal; left out of a case that is accepted. */
  readonly code?: WasmCaseCode;
}

export interface HeaderCase extends CaseBase {
  readonly kind: 'header';
  /** Seconds since 1970. */
  readonly now: bigint;
  readonly header: WasmHeader;
  /** What a case that is accepted leads to. */
  readonly after?: { readonly client: WasmClientState; readonly consensus: WasmConsensusState };
}

export interface MisbehaviourCase extends CaseBase {
  readonly kind: 'misbehaviour';
  readonly now: bigint;
  readonly misbehaviour: WasmMisbehaviour;
}

export interface MembershipCase extends CaseBase {
  readonly kind: 'membership' | 'non-membership';
  readonly proof: WasmMembershipProof;
  readonly path: readonly Uint8Array[];
  /** Of membership. */
  readonly value?: Uint8Array;
}

export type WasmCase = HeaderCase | MisbehaviourCase | MembershipCase;

const json = (bytes: Uint8Array): ExactJson => parseExactJson(decodeUtf8(bytes, 'json'));
const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex')}`;

/** The case as one line of JSON. */
export function formatCase(entry: WasmCase): string {
  return formatExactJson({
    name: entry.name,
    expected: expectedOf(entry),
    kind: entry.kind,
    client_state: json(encodeWasmClientState(entry.client)),
    consensus_state: json(encodeWasmConsensusState(entry.consensus)),
    ...inputOf(entry),
  });
}

function expectedOf(entry: WasmCase): ExactJson {
  if (entry.code !== undefined) return { status: 'invalid', code: entry.code };
  const after = entry.kind === 'header' ? entry.after : undefined;
  if (after === undefined) return { status: 'valid' };
  return {
    status: 'valid',
    client_state: json(encodeWasmClientState(after.client)),
    consensus_state: json(encodeWasmConsensusState(after.consensus)),
  };
}

function inputOf(entry: WasmCase): { readonly [key: string]: ExactJson } {
  switch (entry.kind) {
    case 'header':
      return { now: entry.now, header: json(encodeWasmClientMessage(entry.header)) };
    case 'misbehaviour':
      return { now: entry.now, misbehaviour: json(encodeWasmClientMessage(entry.misbehaviour)) };
    default:
      return {
        proof: json(encodeWasmMembershipProof(entry.proof)),
        path: entry.path.map(hex),
        ...(entry.value === undefined ? {} : { value: hex(entry.value) }),
      };
  }
}

/** A case from its line. @throws {DecodeError} for input that cannot be decoded. */
export function parseCase(line: string): WasmCase {
  const fields = objectOf(parseExactJson(line, 'case'));
  const bytes = (name: string): Uint8Array => encodeUtf8(formatExactJson(fields[name] ?? null));
  const base = {
    name: String(fields.name),
    client: decodeWasmClientState(bytes('client_state')),
    consensus: decodeWasmConsensusState(bytes('consensus_state')),
  };
  const now = typeof fields.now === 'bigint' ? fields.now : 0n;
  if (fields.kind === 'header') {
    const header = decodeWasmClientMessage(bytes('header'), 'header');
    if (header.kind !== 'header') throw new Error(`case ${base.name}: want a header`);
    return { ...base, kind: fields.kind, now, header };
  }
  if (fields.kind === 'misbehaviour') {
    const misbehaviour = decodeWasmClientMessage(bytes('misbehaviour'), 'misbehaviour');
    if (misbehaviour.kind !== 'misbehaviour') throw new Error(`case ${base.name}: want a misbehaviour`);
    return { ...base, kind: fields.kind, now, misbehaviour };
  }
  return {
    ...base,
    kind: fields.kind === 'membership' ? 'membership' : 'non-membership',
    proof: decodeWasmMembershipProof(bytes('proof')),
    path: listOf(fields.path ?? null).map((element) => fromHexText(String(element))),
    ...(fields.kind === 'membership' ? { value: fromHexText(String(fields.value)) } : {}),
  };
}

function fromHexText(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/^0x/, ''), 'hex'));
}

function objectOf(value: ExactJson): { readonly [key: string]: ExactJson } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as { readonly [key: string]: ExactJson };
  }
  throw new Error('want an object');
}

function listOf(value: ExactJson): readonly ExactJson[] {
  return Array.isArray(value) ? value : [];
}
