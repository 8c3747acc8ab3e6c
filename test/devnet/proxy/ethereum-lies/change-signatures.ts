/** Lies about who signed. @module */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { at } from '../../client/read-json.ts';
import { withAt } from '../change-json.ts';
import type { Fault } from '../fault.ts';
import { changeEntries } from '../light-client-json.ts';

const BITS = 'data.sync_aggregate.sync_committee_bits';
const SIGNATURE = 'data.sync_aggregate.sync_committee_signature';

/** Bits are cleared until fewer than two thirds of the committee take part; the signature stays that of all. */
export function clearParticipation(): Fault {
  return changeEntries('clear-participation', (entry) => {
    const text = at(entry, BITS);
    if (typeof text !== 'string') return entry;
    const bits = Buffer.from(text.slice(2), 'hex');
    const most = Math.floor((bits.length * 8 * 2 - 1) / 3); // the most that is less than two thirds
    let count = bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    for (let i = 0; count > most; i++) {
      const [byte, mask] = [bits[i >> 3] ?? 0, 1 << (i & 7)];
      if ((byte & mask) === 0) continue;
      bits[i >> 3] = byte & ~mask;
      count--;
    }
    const told = `0x${bits.toString('hex')}`;
    return told === text ? entry : withAt(entry, BITS, told);
  });
}

/** The signature is a point of the group, but by a stranger's key; or (`garbage`) no point at all. */
export function changeSignature(kind: 'stranger' | 'garbage' = 'stranger'): Fault {
  const told = kind === 'garbage' ? `0x${'ff'.repeat(96)}` : signAsStranger();
  return changeEntries('change-signature', (entry) =>
    at(entry, SIGNATURE) === undefined ? entry : withAt(entry, SIGNATURE, told),
  );
}

function signAsStranger(): string {
  const { longSignatures } = bls12_381;
  const key = new Uint8Array(32).fill(7);
  const signature = longSignatures.sign(longSignatures.hash(new Uint8Array(32)), key);
  return `0x${Buffer.from(longSignatures.Signature.toBytes(signature)).toString('hex')}`;
}
