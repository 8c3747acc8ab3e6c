/** What verification costs beside the signature checks that it is made of. @module */
import { type KeyObject, verify as verifyBare } from 'node:crypto';
import { createNativeVerifier } from '@causeway/lightclient/native';
import {
  formatLightBlock,
  type LightBlock,
  PORTABLE_VERIFIER,
  parseLightBlock,
  type SignatureVerifier,
  verifyCommitLight,
  verifyHeader,
} from '@causeway/lightclient/tendermint';
import { ed25519 } from '@noble/curves/ed25519.js';
import { buildBlock, buildUpdate, CHAIN_ID, createSigners } from '../../support/build-header.ts';
import { importEd25519 } from '../../support/import-ed25519.ts';
import { type Comparison, compareTimes } from './compare-times.ts';

export type Backend = 'native' | 'portable';
export type Task =
  | 'verifyCommitLight'
  | 'verifyHeader, adjacent'
  | 'verifyHeader, skipping'
  | 'skipping, a third is new';

export interface VerificationFigures extends Comparison {
  readonly backend: Backend;
  readonly task: Task;
  readonly validators: number;
  /** That the task makes: enough for its thresholds, not more. */
  readonly signatures: number;
}

const TASKS = [
  'verifyCommitLight',
  'verifyHeader, adjacent',
  'verifyHeader, skipping',
  'skipping, a third is new',
] as const satisfies readonly Task[];

export interface VerificationOptions {
  readonly validators: readonly number[];
  readonly backends: readonly Backend[];
  /** Signature checks that each measurement is worth, in each backend. */
  readonly checks: Readonly<Record<Backend, number>>;
}

export function benchVerification({
  validators,
  backends,
  checks,
}: VerificationOptions): readonly VerificationFigures[] {
  return backends.flatMap((backend) =>
    validators.flatMap((count) => TASKS.map((task) => measure(backend, task, count, checks[backend]))),
  );
}

interface SignatureCheck {
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

function measure(backend: Backend, task: Task, validators: number, worth: number): VerificationFigures {
  const verifier = backend === 'native' ? createNativeVerifier() : PORTABLE_VERIFIER;
  const run = prepare(task, validators);
  const made = recordChecks(run, verifier);
  const bare = backend === 'native' ? bareOpenssl(made) : bareNoble(made);
  const rounds = Math.max(5, Math.ceil(worth / made.length));
  return { backend, task, validators, signatures: made.length, ...compareTimes(() => run(verifier), bare, rounds) };
}

/** Through JSON, as blocks come from nodes: no two of them share an object. */
function fresh(block: LightBlock): LightBlock {
  return parseLightBlock(JSON.parse(JSON.stringify(formatLightBlock(block))));
}

function prepare(task: Task, validators: number): (verifier: SignatureVerifier) => void {
  const signers = createSigners(validators);
  const adjacent = task === 'verifyHeader, adjacent';
  const update = buildUpdate({ adjacent, signers });
  const isOther = task === 'skipping, a third is new';
  const changed = [...signers.slice(Math.floor(validators / 3)), ...createSigners(Math.floor(validators / 3), 'n')];
  const untrusted = fresh(isOther ? buildBlock({ height: 14n, signers: changed }) : update.untrusted);
  const trusted = fresh(update.trusted);
  const { options, now } = update;
  const { header, commit } = untrusted.signedHeader;
  const request = {
    chainId: CHAIN_ID,
    height: header.height,
    blockId: commit.blockId,
    commit,
    validators: untrusted.validators,
  };
  return (verifier) => {
    const { status } =
      task === 'verifyCommitLight'
        ? verifyCommitLight(request, verifier)
        : verifyHeader(untrusted, trusted, { ...options, verifier }, now);
    if (status !== 'valid') throw new Error(`${task} of ${validators} validators: want valid, got ${status}`);
  };
}

/** The very keys, messages and signatures that a task has checked. */
function recordChecks(
  run: (verifier: SignatureVerifier) => void,
  verifier: SignatureVerifier,
): readonly SignatureCheck[] {
  const made: SignatureCheck[] = [];
  run({
    verify(publicKey, message, signature) {
      made.push({ key: publicKey.bytes, message, signature });
      return verifier.verify(publicKey, message, signature);
    },
  });
  return made;
}

function bareOpenssl(made: readonly SignatureCheck[]): () => void {
  const imported = made.map((check): [KeyObject, SignatureCheck] => [importEd25519(check.key), check]);
  return () => {
    for (const [key, { message, signature }] of imported) requireTrue(verifyBare(null, message, key, signature));
  };
}

function bareNoble(made: readonly SignatureCheck[]): () => void {
  return () => {
    for (const { key, message, signature } of made)
      requireTrue(ed25519.verify(signature, message, key, { zip215: true }));
  };
}

function requireTrue(isRight: boolean): void {
  if (!isRight) throw new Error('unreachable: a right signature was refused');
}
