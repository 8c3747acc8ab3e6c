/** `verify membership` and `verify non-membership`: what a store holds, or does not hold, under a path. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import {
  decodeMerkleProof,
  IAVL_SPEC,
  type ProofSpec,
  SMT_SPEC,
  TENDERMINT_SPEC,
  verifyMembership,
  verifyNonMembership,
} from '@causeway/lightclient/proofs';
import { type Judge, toJudgement } from './judgement.ts';
import { type Request, readHex, readOptionalText, readPath } from './request.ts';

const SPECS: ReadonlyMap<string, ProofSpec> = new Map([
  ['iavl', IAVL_SPEC],
  ['tendermint', TENDERMINT_SPEC],
  ['smt', SMT_SPEC],
]);
/** As many stores as ever lie inside each other, and then some. */
const MAX_SPECS = 32;
const DEFAULT_SPECS = 'iavl,tendermint';

export const judgeMembership: Judge = (request) => {
  const value = readHex(request, 'value');
  return toJudgement(verifyMembership({ ...readClaim(request), value }), String);
};

export const judgeNonMembership: Judge = (request) => toJudgement(verifyNonMembership(readClaim(request)), String);

function readClaim(request: Request): Parameters<typeof verifyNonMembership>[0] {
  const specs = readSpecs(request);
  const root = readHex(request, 'root');
  const path = readPath(request, 'path', specs.length);
  // A batch proof decodes, so that the verdict is about its kind and not about its bytes.
  const proof = decodeMerkleProof(readHex(request, 'proof'), { allowBatch: true });
  return { root, path, proof, specs };
}

function readSpecs(request: Request): readonly ProofSpec[] {
  const names = (readOptionalText(request, 'specs') ?? DEFAULT_SPECS).split(',');
  if (names.length > MAX_SPECS) throw new DecodeError('specs', `at most ${MAX_SPECS}`, `${names.length}`);
  return names.map((name) => {
    const spec = SPECS.get(name.trim());
    if (spec !== undefined) return spec;
    const want = `some of ${[...SPECS.keys()].join(', ')}, innermost store first`;
    throw new DecodeError('specs', want, JSON.stringify(name.slice(0, 60)));
  });
}
