/** The multiples of the base point that the multi-scalar kernel keeps in its code. @module */
import { concatBytes } from '@causeway/lightclient/codec';
import { ed25519 } from '@noble/curves/ed25519.js';
import { toWord } from '../fixtures/scalars.ts';
import { D, P } from './edwards.ts';

const { Point } = ed25519;

/** 0 to 128 times B, each as Y - X, Y + X, 2dXY modulo p, of 32 bytes: an entry with Z = 1. */
export function tableOfBase(): Uint8Array {
  const entries = Array.from({ length: 129 }, (_, multiple) => {
    const { x, y } = (multiple === 0 ? Point.ZERO : Point.BASE.multiply(BigInt(multiple))).toAffine();
    return [y - x + P, y + x, 2n * D * x * y].map((value) => toWord(value % P));
  });
  return concatBytes(...entries.flat());
}
