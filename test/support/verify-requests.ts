/** Published vectors as requests of `causeway verify`, each with the verdict that it must get. @module */
import { encodeUtf8, fromHex, toHex } from '@causeway/lightclient/codec';
import {
  applyLeafOp,
  decodeCommitmentProof,
  decodeMerkleProof,
  type ExistenceProof,
  encodeMerkleProof,
  TENDERMINT_SPEC,
} from '@causeway/lightclient/proofs';
import { listVectors, readVector } from './read-vector.ts';

type Json = Readonly<Record<string, unknown>>;

export interface VerifyCase {
  readonly id: string;
  readonly want: 'valid' | 'not-enough-trust' | 'invalid';
  readonly request: Json;
}

const WANT = { SUCCESS: 'valid', NOT_ENOUGH_TRUST: 'not-enough-trust', INVALID: 'invalid' } as const;

/** Every step of the model-based cases: trusted is the newest state that was accepted before. */
export function modelBasedCases(): readonly VerifyCase[] {
  const folder = 'tendermint-rs-mbt';
  return listVectors(folder)
    .filter((file) => file.startsWith('MC4'))
    .flatMap((file) => {
      const vector = toJson(readVector(`${folder}/${file}`));
      const initial = toJson(vector.initial);
      let trusted: unknown = initial;
      return toList(vector.input).map((step, index): VerifyCase => {
        const { block, now, verdict } = toJson(step);
        const want = WANT[toVerdict(verdict)];
        const trustingPeriod = `${String(initial.trusting_period)}ns`;
        const request = { chainId: 'test-chain', trusted, untrusted: block, trustingPeriod, now };
        if (want === 'valid') trusted = block;
        const id = `${file.replace('.json', '')} step ${index}`;
        return { id, want, request: { ...request, maxClockDrift: '0s', trustLevel: '1/3', trustedValidators: 'next' } };
      });
    });
}

/** Pairs of real Mocha-4 heights: adjacent, skipping with enough trust and with too little. */
export function celestiaCases(): readonly VerifyCase[] {
  const pair = (from: number, to: number, want: VerifyCase['want'], change: Json = {}): VerifyCase => {
    const [trusted, untrusted] = [readCelestia(from), readCelestia(to)];
    const request = { chainId: 'mocha-4', trusted, untrusted, trustingPeriod: '336h', maxClockDrift: '10s' };
    const rest = { trustLevel: '1/3', now: '2023-09-08T05:00:00.5Z', trustedValidators: 'current' };
    return {
      id: `mocha-4 ${from} to ${to} ${JSON.stringify(change)}`,
      want,
      request: { ...request, ...rest, ...change },
    };
  };
  return [
    pair(3000, 3001, 'valid'),
    pair(10_000, 10_001, 'valid'),
    pair(10_001, 10_002, 'valid'),
    pair(10_500, 10_501, 'valid'),
    pair(11_000, 11_001, 'valid'),
    pair(10_000, 10_500, 'valid', { trustedValidators: 'next' }),
    pair(11_000, 11_105, 'valid'),
    pair(10_000, 10_501, 'not-enough-trust', { trustLevel: '2/3' }),
    pair(10_000, 10_501, 'valid', { trustLevel: '49/100' }),
    pair(3000, 15_000, 'valid'),
    pair(3000, 15_000, 'not-enough-trust', { trustLevel: '1/1' }),
    pair(10_500, 10_501, 'invalid', { chainId: 'mocha-5' }),
    pair(10_501, 10_500, 'invalid'),
    pair(10_000, 10_001, 'invalid', { trustingPeriod: '14h' }),
    pair(10_000, 10_001, 'invalid', { now: '2023-09-07T12:46:01.228913686Z' }),
    pair(10_000, 10_001, 'valid', { now: '2023-09-07T12:46:01.228913687Z' }),
  ];
}

/** `next_validator_set` only where the vectors hold the block after it. */
function readCelestia(height: number): Json {
  const { header, commit, validator_set } = readSignedBlock(height);
  const heights = listVectors('celestia-mocha4');
  const next = heights.includes(`${height + 1}`) ? readSignedBlock(height + 1).validator_set : undefined;
  return {
    signed_header: { header, commit },
    validator_set,
    ...(next === undefined ? {} : { next_validator_set: next }),
  };
}

function readSignedBlock(height: number): Json {
  return toJson(toJson(readVector(`celestia-mocha4/${height}/signed_block.json`)).result);
}

export interface ProofCase extends VerifyCase {
  readonly kind: 'membership' | 'non-membership';
}

/** Each published proof below a one-store root, as a chain that calls its store `ibc` would hold it. */
export function proofCases(): readonly ProofCase[] {
  const files = ['left', 'middle', 'right'].flatMap((side) => [`exist_${side}`, `nonexist_${side}`]);
  return ['iavl', 'tendermint', 'smt'].flatMap((tree) =>
    files.flatMap((file) => {
      const vector = toJson(readVector(`ics23/${tree}/${file}.json`));
      return spoilProof(`ics23 ${tree} ${file}`, wrap(vector, tree), file.startsWith('exist'));
    }),
  );
}

function spoilProof(id: string, request: Json, exists: boolean): readonly ProofCase[] {
  const kind = exists ? 'membership' : 'non-membership';
  const otherRoot = `${'00'.repeat(32)}`;
  const wrong: readonly (readonly [string, Json])[] = [
    ['another root', { root: otherRoot }],
    ['another key', { path: exists ? `${String(request.path)}00` : neighbourPath(request) }],
    ['another store', { path: String(request.path).replace('ibc/', 'bank/') }],
    ...(exists ? [['another value', { value: 'ff' }] as const] : []),
  ];
  return [
    { id, kind, want: 'valid', request },
    ...wrong.map(([name, change]): ProofCase => {
      return { id: `${id} with ${name}`, kind, want: 'invalid', request: { ...request, ...change } };
    }),
    {
      id: `${id} as the other kind`,
      kind: exists ? 'non-membership' : 'membership',
      want: 'invalid',
      request: { value: '01', ...request },
    },
  ];
}

/** A key that the proof itself shows to be there: of absent ones it proves all between the neighbours. */
function neighbourPath({ proof }: Json): string {
  const [inner] = decodeMerkleProof(fromHex(String(proof))).proofs;
  if (inner?.kind !== 'nonexist') throw new Error('want a non-existence proof');
  const { left, right } = inner.nonexist;
  return `ibc/0x${toHex((left ?? right)?.key ?? new Uint8Array(0))}`;
}

function wrap(vector: Json, tree: string): Json {
  const key = encodeUtf8('ibc');
  const value = fromHex(String(vector.root));
  const leaf = TENDERMINT_SPEC.leafSpec;
  const root = applyLeafOp({ op: leaf, key, value });
  if (!(root instanceof Uint8Array)) throw new Error(root.reason.code);
  const outer: ExistenceProof = { key, value, leaf, path: [] };
  const inner = decodeCommitmentProof(fromHex(String(vector.proof)));
  return {
    root: toHex(root),
    path: `ibc/0x${String(vector.key)}`,
    proof: toHex(encodeMerkleProof({ proofs: [inner, { kind: 'exist', exist: outer }] })),
    ...(typeof vector.value === 'string' && vector.value !== '' ? { value: vector.value } : {}),
    ...(tree === 'iavl' ? {} : { specs: `${tree},tendermint` }),
  };
}

function toJson(value: unknown): Json {
  if (typeof value !== 'object' || value === null) throw new Error('the vector is no object');
  return Object.fromEntries(Object.entries(value));
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function toVerdict(value: unknown): keyof typeof WANT {
  if (value === 'SUCCESS' || value === 'INVALID' || value === 'NOT_ENOUGH_TRUST') return value;
  throw new Error(`the vector has the verdict ${String(value)}`);
}
