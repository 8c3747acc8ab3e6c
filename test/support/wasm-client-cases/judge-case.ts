/** The TypeScript library's answer to a case, in the form in which the contract's runner answers. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import type { BlsVerifier } from '@causeway/lightclient/ethereum';
import {
  applyWasmHeader,
  encodeWasmClientState,
  encodeWasmConsensusState,
  verifyWasmHeader,
  verifyWasmMembership,
  verifyWasmMisbehaviour,
  verifyWasmNonMembership,
  type WasmClientVerdict,
} from '@causeway/lightclient/ethereum/wasm-client';
import { type HeaderCase, parseCase, type WasmCase } from './case.ts';

/** As the runner prints it, without the texts for people. */
export interface CaseAnswer {
  readonly status: 'valid' | 'invalid';
  readonly code?: string;
  /** JSON texts of what an accepted header leads to. */
  readonly after?: { readonly client: string; readonly consensus: string };
}

/** Whatever cannot be decoded is `malformed`. */
export function answerLine(line: string, bls: BlsVerifier): CaseAnswer {
  try {
    return answerCase(parseCase(line), bls);
  } catch (error) {
    if (error instanceof DecodeError) return { status: 'invalid', code: 'malformed' };
    throw error;
  }
}

function answerCase(entry: WasmCase, bls: BlsVerifier): CaseAnswer {
  const verdict = judge(entry, bls);
  if (verdict.status === 'invalid') return { status: 'invalid', code: verdict.reason.code };
  return entry.kind === 'header' ? afterHeader(entry) : { status: 'valid' };
}

function judge(entry: WasmCase, bls: BlsVerifier): WasmClientVerdict {
  const { client, consensus } = entry;
  switch (entry.kind) {
    case 'header':
      return verifyWasmHeader({ client, trusted: consensus, now: entry.now, bls }, entry.header);
    case 'misbehaviour':
      return verifyWasmMisbehaviour({ client, trusted: consensus, now: entry.now, bls }, entry.misbehaviour);
    case 'membership':
      return verifyWasmMembership(entry, entry.value ?? new Uint8Array(0));
    case 'non-membership':
      return verifyWasmNonMembership(entry);
  }
}

function afterHeader({ client, consensus: trusted, header }: HeaderCase): CaseAnswer {
  const update = applyWasmHeader({ client, trusted }, header);
  if (update.status === 'invalid') return { status: 'invalid', code: update.reason.code };
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
  const after = {
    client: text(encodeWasmClientState(update.clientState)),
    consensus: text(encodeWasmConsensusState(update.consensusState)),
  };
  return { status: 'valid', after };
}
