/** Parts of verification that have no signatures: proofs of a store, and decoding. @module */
import { encodeUtf8 } from '@causeway/lightclient/codec';
import { nativeSha256 } from '@causeway/lightclient/native';
import { encodeMerkleProof, verifyMembership } from '@causeway/lightclient/proofs';
import {
  decodeLightBlock,
  encodeLightBlock,
  formatLightBlock,
  parseLightBlock,
} from '@causeway/lightclient/tendermint';
import { buildUpdate, createSigners, sha256 } from '../../support/build-header.ts';
import { buildStores } from '../../support/build-proof.ts';
import { timeMedian } from './compare-times.ts';

export interface PartFigures {
  readonly part: string;
  readonly microseconds: number;
  readonly bytes: number;
}

/** As many entries as a chain with lively bridges has; a proof then goes through 14 levels. */
const STORE_ENTRIES = 10_000;
const SUBJECT = 3_333;
const VALIDATORS = 100;
/** Too short for the clock by itself. */
const AT_ONCE = 20;

export function benchParts(rounds: number): readonly PartFigures[] {
  return [...benchProof(rounds), ...benchDecoding(rounds)];
}

function benchProof(rounds: number): readonly PartFigures[] {
  const key = (index: number): Uint8Array => encodeUtf8(`commitments/ports/transfer/sequences/${index}`);
  const entries = Array.from({ length: STORE_ENTRIES }, (_, index) => [key(index), sha256(`${index}`)] as const);
  const stores = buildStores(entries);
  const subject = key(SUBJECT);
  const proof = encodeMerkleProof(stores.membership(subject));
  const claim = {
    root: stores.root,
    path: [encodeUtf8('ibc'), subject],
    value: sha256(`${SUBJECT}`),
    proof,
  };
  const prove = (options: Pick<Parameters<typeof verifyMembership>[0], 'sha256'>) => (): void => {
    if (verifyMembership({ ...claim, ...options }).status !== 'valid') throw new Error('unreachable: a right proof');
  };
  const name = `ICS-23 membership, IAVL of ${STORE_ENTRIES.toLocaleString('en')} under a simple tree`;
  return [
    { part: `${name}, portable`, microseconds: each(prove({}), rounds), bytes: proof.length },
    { part: `${name}, node:crypto`, microseconds: each(prove({ sha256: nativeSha256 }), rounds), bytes: proof.length },
  ];
}

function benchDecoding(rounds: number): readonly PartFigures[] {
  const { untrusted } = buildUpdate({ signers: createSigners(VALIDATORS) });
  const protobuf = encodeLightBlock(untrusted);
  const json = JSON.stringify(formatLightBlock(untrusted));
  const ofJson = (): void => void parseLightBlock(JSON.parse(json));
  const ofProtobuf = (): void => void decodeLightBlock(protobuf);
  const name = `light block of ${VALIDATORS} validators`;
  return [
    { part: `${name}, JSON`, microseconds: each(ofJson, rounds), bytes: json.length },
    { part: `${name}, protobuf`, microseconds: each(ofProtobuf, rounds), bytes: protobuf.length },
  ];
}

/** Microseconds of one run. */
export function each(work: () => void, rounds: number): number {
  const many = (): void => {
    for (let count = 0; count < AT_ONCE; count++) work();
  };
  return (timeMedian(many, rounds) / AT_ONCE) * 1_000;
}
