/**
 * An encrypted key as JSON: scrypt turns the passphrase into a key for AES-256-GCM, and everything that is readable in
 * the file is authenticated with it, so a changed name, public key or cost is noticed.
 * @module
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { RelayerError } from '../ports/fault.ts';
import { publicKeyOf } from './derive-key.ts';

/** 32 MiB and about a third of a second: the service starts with this and must stay small. OWASP's equal of N = 2^17, p = 1. */
const SCRYPT = { n: 32_768, r: 8, p: 3 } as const;
/** A file may ask for a higher cost than ours, but not for all of the machine. */
const MAX_MEMORY = 1 << 30;

const hex = (bytes: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
const powerOfTwo = z
  .int()
  .min(16_384)
  .max(1 << 20)
  .refine((n) => (n & (n - 1)) === 0);

const keyFileSchema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  type: z.literal('secp256k1'),
  publicKey: hex(33),
  /** Absent when the key was imported as a number. */
  hdPath: z.string().optional(),
  createdAt: z.string(),
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    n: powerOfTwo,
    r: z.int().min(1).max(32),
    p: z.int().min(1).max(16),
    salt: hex(32),
  }),
  cipher: z.strictObject({ name: z.literal('aes-256-gcm'), nonce: hex(12) }),
  ciphertext: hex(32),
  tag: hex(16),
});

export type KeyFile = Readonly<z.output<typeof keyFileSchema>>;
type Header = Omit<KeyFile, 'ciphertext' | 'tag'>;

export interface KeyToSeal {
  readonly name: string;
  readonly privateKey: Uint8Array;
  readonly hdPath?: string;
  readonly createdAtMs: number;
}

/** Encrypts a private key. */
export async function sealKey(key: KeyToSeal, passphrase: string): Promise<KeyFile> {
  const header: Header = {
    version: 1,
    name: key.name,
    type: 'secp256k1',
    publicKey: Buffer.from(publicKeyOf(key.privateKey)).toString('hex'),
    ...(key.hdPath === undefined ? {} : { hdPath: key.hdPath }),
    createdAt: new Date(key.createdAtMs).toISOString(),
    kdf: { name: 'scrypt', ...SCRYPT, salt: randomBytes(32).toString('hex') },
    cipher: { name: 'aes-256-gcm', nonce: randomBytes(12).toString('hex') },
  };
  const cipher = createCipheriv('aes-256-gcm', await stretch(passphrase, header), fromHex(header.cipher.nonce));
  cipher.setAAD(authenticated(header));
  const ciphertext = Buffer.concat([cipher.update(key.privateKey), cipher.final()]);
  return { ...header, ciphertext: ciphertext.toString('hex'), tag: cipher.getAuthTag().toString('hex') };
}

/** The private key, 32 bytes. @throws {RelayerError} CONFIG_INVALID for a wrong passphrase or a changed file. */
export async function openKey(file: KeyFile, passphrase: string): Promise<Uint8Array> {
  const { ciphertext, tag, ...header } = file;
  const key = await stretch(passphrase, header);
  const decipher = createDecipheriv('aes-256-gcm', key, fromHex(header.cipher.nonce), { authTagLength: 16 });
  decipher.setAAD(authenticated(header));
  decipher.setAuthTag(fromHex(tag));
  const plain = decipher.update(fromHex(ciphertext));
  try {
    decipher.final();
  } catch {
    throw new RelayerError({
      code: 'CONFIG_INVALID',
      message: `Key '${file.name}' cannot be opened`,
      want: 'its passphrase and an unchanged file',
      got: 'a wrong passphrase, or a file that was changed',
      hint: 'Check CAUSEWAY_PASSPHRASE or --passphrase-file.',
    });
  }
  return Uint8Array.from(plain);
}

/** @throws {RelayerError} CONFIG_INVALID for anything but a key file of the version that we know. */
export function parseKeyFile(text: string, name: string): KeyFile {
  const parsed = keyFileSchema.safeParse(parseJson(text));
  if (parsed.success && parsed.data.name === name) return parsed.data;
  const got = parsed.success ? `the key '${parsed.data.name}'` : describeIssue(parsed.error.issues[0]);
  throw new RelayerError({
    code: 'CONFIG_INVALID',
    message: `The file of key '${name}' cannot be read`,
    want: `a Causeway key file, version 1, of key '${name}'`,
    got,
  });
}

function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined || issue.path.length === 0) return 'something else';
  return `another ${issue.path.join('.')}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stretch(passphrase: string, { kdf }: Header): Promise<Buffer> {
  const options = { N: kdf.n, r: kdf.r, p: kdf.p, maxmem: MAX_MEMORY + (1 << 20) };
  if (128 * kdf.n * kdf.r > MAX_MEMORY) {
    const got = `N ${kdf.n}, r ${kdf.r}`;
    throw new RelayerError({ code: 'CONFIG_INVALID', message: 'A key file is too costly', want: 'at most 1 GiB', got });
  }
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), fromHex(kdf.salt), 32, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** The header as bytes, in an order that does not depend on the file's. */
function authenticated({ version, name, type, publicKey, hdPath, createdAt, kdf, cipher }: Header): Buffer {
  const fields = [version, name, type, publicKey, hdPath ?? null, createdAt];
  return Buffer.from(JSON.stringify([...fields, kdf.name, kdf.n, kdf.r, kdf.p, kdf.salt, cipher.name, cipher.nonce]));
}

function fromHex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
