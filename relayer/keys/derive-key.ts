/** From a mnemonic or hex to a secp256k1 private key, and from its public key to an address. @module */
import {
  Bip39,
  EnglishMnemonic,
  ripemd160,
  Secp256k1,
  Slip10,
  Slip10Curve,
  sha256,
  stringToPath,
} from '@cosmjs/crypto';
import { fromHex, toBech32 } from '@cosmjs/encoding';
import { RelayerError } from '../ports/fault.ts';

/** BIP-44 path of the first account of a Cosmos chain. */
export const COSMOS_HD_PATH = "m/44'/118'/0'/0/0";

const PRIVATE_KEY_HEX = /^(0x)?[0-9a-fA-F]{64}$/;
const ENTROPY_BYTES = 32;
const WORD_COUNTS: readonly number[] = [12, 15, 18, 21, 24];

/** 24 words. @param random Source of entropy: `crypto.randomBytes`. */
export function createMnemonic(random: (size: number) => Uint8Array): string {
  return Bip39.encode(random(ENTROPY_BYTES)).toString();
}

/** @throws {RelayerError} INPUT_INVALID for words or a path that are not valid; the message never repeats the words. */
export async function deriveKey(mnemonic: string, hdPath: string = COSMOS_HD_PATH): Promise<Uint8Array> {
  const words = mnemonic.trim().split(/\s+/).join(' ').toLowerCase();
  const seed = await Bip39.mnemonicToSeed(toMnemonic(words));
  return Slip10.derivePath(Slip10Curve.Secp256k1, seed, toPath(hdPath)).privkey;
}

/** A mnemonic, or a private key of 64 hex digits. @throws {RelayerError} INPUT_INVALID; never repeats the secret. */
export async function parseSecret(text: string, hdPath?: string): Promise<Uint8Array> {
  const trimmed = text.trim();
  if (!PRIVATE_KEY_HEX.test(trimmed)) return deriveKey(trimmed, hdPath);
  const key = fromHex(trimmed.slice(-64));
  publicKeyOf(key);
  return key;
}

/** The compressed public key, 33 bytes. @throws {RelayerError} INPUT_INVALID when the number is no private key. */
export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  try {
    return Secp256k1.compressPubkey(Secp256k1.makeKeypair(privateKey).pubkey);
  } catch {
    throw invalidKey('a secp256k1 private key (1 to the order of the curve)', 'another number');
  }
}

/** The account address of a Cosmos chain. */
export function addressOf(publicKey: Uint8Array, prefix: string): string {
  return toBech32(prefix, ripemd160(sha256(publicKey)));
}

function toMnemonic(words: string): EnglishMnemonic {
  try {
    return new EnglishMnemonic(words);
  } catch {
    // The library's message may quote the words.
    throw invalidKey(
      '12 to 24 words of the English BIP-39 list with their checksum, or 64 hex digits',
      describe(words),
    );
  }
}

/** Says what is wrong without repeating a word. */
function describe(words: string): string {
  const all = words === '' ? [] : words.split(' ');
  const count = all.length === 1 ? 'one word' : `${all.length} words`;
  if (!WORD_COUNTS.includes(all.length)) return count;
  const known = new Set(EnglishMnemonic.wordlist);
  const unknown = all.flatMap((word, index) => (known.has(word) ? [] : [index + 1]));
  if (unknown.length === 0) return `${count} with a wrong checksum: one is wrong, or their order`;
  return `${count}, of which number ${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'} not on the list`;
}

function toPath(hdPath: string): ReturnType<typeof stringToPath> {
  try {
    return stringToPath(hdPath);
  } catch {
    throw invalidKey(`an HD path such as ${COSMOS_HD_PATH}`, `'${hdPath}'`);
  }
}

function invalidKey(want: string, got: string): RelayerError {
  return new RelayerError({ code: 'INPUT_INVALID', message: 'The key cannot be used', want, got });
}
