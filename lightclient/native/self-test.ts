/**
 * Is a backend fit to speed up verification? Some ed25519 libraries accept S >= L or read past 64 bytes, which CometBFT
 * refuses: one of those must never answer first. The cases follow ed25519-speccheck 6 and 7.
 * @module
 */
import { fromHex } from '../codec/index.ts';
import type { SignatureBackend } from './openssl-backend.ts';

/** RFC 8032, section 7.1, TEST 3. */
const ED25519 = {
  publicKey: fromHex('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025'),
  message: fromHex('af82'),
  signature: fromHex(
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac' +
      '18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ),
};
const L = (1n << 252n) + 27742317777372353535851937790883648493n;

/** True when the backend accepts what is right and refuses every known trap. */
export function passesEd25519SelfTest(verify: SignatureBackend['verifyEd25519']): boolean {
  const { publicKey, message, signature } = ED25519;
  const mustRefuse = [
    // Case 6: still below 2^253, so a look at the top three bits alone lets it pass. Case 7: they are set.
    withScalarPlus(signature, L),
    withScalarPlus(signature, 8n * L),
    Uint8Array.of(...signature, 0),
    signature.subarray(0, 63),
    new Uint8Array(64),
  ];
  return (
    accepts(() => verify(publicKey, message, signature)) &&
    mustRefuse.every((forged) => !accepts(() => verify(publicKey, message, forged))) &&
    !accepts(() => verify(publicKey, Uint8Array.of(0xaf, 0x83), signature))
  );
}

/** A signature over "causeway" by the private key 1, whose public key is the generator. */
const SECP256K1 = {
  publicKey: fromHex('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'),
  message: fromHex('6361757365776179'),
  signature: fromHex(
    'd0b41a681aca46e657b50ec738ebd5ec718ff81d6bf6cb73fb5c20404581fdf1' +
      '036a918246325c695101d25575dd07b0462fef1147618fc0c156c4cdda537f2c',
  ),
};

/** True when the backend accepts what is right and refuses a wrong message, a wrong R and an overlong signature. */
export function passesSecp256k1SelfTest(verify: SignatureBackend['verifySecp256k1']): boolean {
  const { publicKey, message, signature } = SECP256K1;
  const otherR = Uint8Array.from(signature);
  otherR[31] = (otherR[31] ?? 0) ^ 1;
  return (
    accepts(() => verify(publicKey, message, signature)) &&
    [otherR, Uint8Array.of(...signature, 0), new Uint8Array(64)].every(
      (forged) => !accepts(() => verify(publicKey, message, forged)),
    ) &&
    !accepts(() => verify(publicKey, message.subarray(1), signature))
  );
}

/** To throw is to refuse. */
function accepts(verify: () => boolean): boolean {
  try {
    return verify();
  } catch {
    return false;
  }
}

/** The signature with its scalar S, 32 bytes little-endian, raised: still the same point if reduced modulo L. */
function withScalarPlus(signature: Uint8Array, add: bigint): Uint8Array {
  const out = Uint8Array.from(signature);
  let scalar = add;
  for (let i = 63; i >= 32; i--) scalar += BigInt(signature[i] ?? 0) << BigInt(8 * (i - 32));
  for (let i = 32; i < 64; i++) out[i] = Number((scalar >> BigInt(8 * (i - 32))) & 0xffn);
  return out;
}
