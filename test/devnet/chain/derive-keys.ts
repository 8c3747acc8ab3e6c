/** Keys of a devnet: derived from names, so that a chain started twice has the same validators and accounts. @module */
import { createHash } from 'node:crypto';
import { Bip39, Ed25519, EnglishMnemonic, Slip10, Slip10Curve } from '@cosmjs/crypto';
import { toBase64, toBech32 } from '@cosmjs/encoding';
import { DirectSecp256k1Wallet, makeCosmoshubPath } from '@cosmjs/proto-signing';

/** The address prefix of ibc-go's test application. */
export const ADDRESS_PREFIX = 'cosmos';

/** Someone who can sign transactions. */
export interface Account {
  readonly name: string;
  /** Bech32. */
  readonly address: string;
  readonly mnemonic: string;
  /** secp256k1, 32 bytes. */
  readonly privateKey: Uint8Array;
  readonly wallet: DirectSecp256k1Wallet;
}

/** An ed25519 key of a node: its consensus key or its p2p identity. */
export interface NodeKey {
  readonly seed: Uint8Array;
  readonly publicKey: Uint8Array;
  /** The first 20 bytes of the public key's SHA-256. */
  readonly address: Uint8Array;
}

/** The account that `mnemonic` controls (first address of the Cosmos path), or else one derived from `seedText`. */
export async function deriveAccount(name: string, seedText: string, mnemonic?: string): Promise<Account> {
  const words = mnemonic === undefined ? Bip39.encode(sha256(seedText).slice(0, 16)) : new EnglishMnemonic(mnemonic);
  const seed = await Bip39.mnemonicToSeed(words);
  const { privkey } = Slip10.derivePath(Slip10Curve.Secp256k1, seed, makeCosmoshubPath(0));
  const wallet = await DirectSecp256k1Wallet.fromKey(privkey, ADDRESS_PREFIX);
  const [first] = await wallet.getAccounts();
  if (first === undefined) throw new Error('unreachable: a wallet without an account');
  return { name, address: first.address, mnemonic: words.toString(), privateKey: privkey, wallet };
}

/** The ed25519 key derived from `seedText`. */
export async function deriveNodeKey(seedText: string): Promise<NodeKey> {
  const seed = sha256(seedText);
  const { pubkey } = await Ed25519.makeKeypair(seed);
  return { seed, publicKey: pubkey, address: sha256(pubkey).slice(0, 20) };
}

/** CometBFT's JSON of a private key: the seed followed by the public key, in base64. */
export function toPrivateKeyJson(key: NodeKey): { readonly type: string; readonly value: string } {
  return { type: 'tendermint/PrivKeyEd25519', value: toBase64(new Uint8Array([...key.seed, ...key.publicKey])) };
}

/** The address of a module's own account, such as the pool of unbonded tokens. */
export function moduleAddress(module: string): string {
  return toBech32(ADDRESS_PREFIX, sha256(module).slice(0, 20));
}

export function sha256(data: string | Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(data).digest());
}
