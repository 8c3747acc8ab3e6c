/** What signatures cost without anything around them, by the same libraries. @module */
import { fastAggregateVerify, PublicKey, Signature } from '@chainsafe/blst';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import type { MainnetCase } from './mainnet-case.ts';

export interface BareBls {
  /** One aggregate signature of known keys. */
  readonly verify: () => void;
  /** The keys of a committee decompressed, with the check that each is in the subgroup; and then one signature. */
  readonly decompressAndVerify: () => void;
}

const { G1, longSignatures } = bls12_381;
const SUITE = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_';

/** @param isChecked Without it no key is looked up in the subgroup: two thirds of the time for a key are saved. */
export function bareBlst({ signed, committee }: MainnetCase, isChecked = true): BareBls {
  const keys = signed.pubkeys.map((bytes) => PublicKey.fromBytes(bytes));
  const verify = (): void => {
    const signature = Signature.fromBytes(signed.signature);
    requireTrue(fastAggregateVerify(signed.message, keys, signature, true));
  };
  return {
    verify,
    decompressAndVerify() {
      for (const bytes of committee.pubkeys) PublicKey.fromBytes(bytes, isChecked);
      verify();
    },
  };
}

export function bareNoble({ signed, committee }: MainnetCase): BareBls {
  const keys = signed.pubkeys.map((bytes) => G1.Point.fromBytes(bytes));
  const verify = (): void => {
    const sum = keys.reduce((total, key) => total.add(key), G1.Point.ZERO);
    requireTrue(longSignatures.verify(signed.signature, longSignatures.hash(signed.message, SUITE), sum));
  };
  return {
    verify,
    decompressAndVerify() {
      for (const bytes of committee.pubkeys) G1.Point.fromBytes(bytes);
      verify();
    },
  };
}

function requireTrue(isRight: boolean): void {
  if (!isRight) throw new Error('unreachable: a right signature was refused');
}
