/** A manifest as the text of its file. Big numbers are decimal text in it. @module */
import { getAddress, type Hex, isAddress } from 'viem';
import { z } from 'zod';
import { RelayerError } from '../../../ports/fault.ts';
import type { CorePart, Manifest } from './manifest.ts';

const address = z
  .string({ error: 'an address' })
  .refine((text) => isAddress(text, { strict: false }), { error: 'an address of 40 hex digits' })
  .transform((text) => getAddress(text));
const hex = z
  .string({ error: 'hex digits' })
  .regex(/^0x(?:[0-9a-f]{2})*$/i, { error: 'hex digits with 0x' })
  .transform((text) => text as Hex);
const hash = z
  .string({ error: 'a hash' })
  .regex(/^0x[0-9a-f]{64}$/i, { error: 'a hash of 64 hex digits' })
  .transform((text) => text.toLowerCase() as Hex);
const big = z
  .string({ error: 'a number as text' })
  .regex(/^(?:0|[1-9]\d{0,77})$/, { error: 'a number as text' })
  .transform((text) => BigInt(text));
const small = z.int({ error: 'a whole number' }).min(0);
const text = z.string({ error: 'a text' }).max(1000);
const values = z.array(z.unknown(), { error: 'a list' });

const place = { transaction: hash, block: big };
const contract = z.strictObject({
  contract: z.enum([
    'AccessSetup',
    'BeaconProxy',
    'CometBftClient',
    'DelayedAccessManager',
    'ERC1967Proxy',
    'Ed25519BatchVerifier',
    'Escrow',
    'IBCERC20',
    'ICS20Transfer',
    'ICS26Router',
    'Secp256k1EthVerifier',
    'Secp256k1Verifier',
    'UpgradeableBeacon',
  ]),
  address,
  ...place,
  codeHash: hash,
  arguments: values,
});
const call = { to: address, function: text, arguments: values, ...place };

const PARTS: readonly CorePart[] = [
  'ed25519Verifier',
  'secp256k1Verifier',
  'secp256k1EthVerifier',
  'routerLogic',
  'transferLogic',
  'escrowLogic',
  'voucherLogic',
  'accessSetup',
  'accessManager',
  'router',
  'transfer',
  'voucherBeacon',
  'escrowBeacon',
];

const trust = z.strictObject({
  chainId: text,
  revisionNumber: big,
  height: big,
  timestamp: big,
  root: hash,
  nextValidatorsHash: hash,
  trustLevel: z.strictObject({ numerator: small, denominator: small }),
  trustingPeriod: small,
  unbondingPeriod: small,
  maxClockDrift: small,
});
const client = z.strictObject({
  settings: z.strictObject({
    name: text,
    trust,
    counterparty: z.strictObject({ clientId: text, merklePrefix: z.array(hex).min(1) }),
    clientId: text.optional(),
  }),
  contract: contract.optional(),
  registration: z.strictObject({ ...call, clientId: text }).optional(),
});
const pending = z.strictObject({
  step: text,
  nonce: small,
  attempts: z
    .array(z.strictObject({ hash, signed: hex, maxFeePerGas: big, maxPriorityFeePerGas: big }))
    .min(1, { error: 'at least one transaction' }),
});
const holders = z.strictObject({
  admin: address,
  pauser: address,
  unpauser: address,
  rateLimiter: address,
  idCustomizer: address,
  erc20Customizer: address,
});

const schema = z.strictObject({
  version: z.literal(1, { error: '1' }),
  causeway: text,
  chainId: small,
  genesisHash: hash,
  deployer: address,
  settings: z.strictObject({ holders, permit2: address }),
  contracts: z.partialRecord(z.enum(PARTS), contract),
  finished: z.strictObject(call).optional(),
  clients: z.array(client),
  pending: pending.optional(),
});

export function formatManifest(manifest: Manifest): string {
  const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value);
  return `${JSON.stringify(manifest, plain, 2)}\n`;
}

/** @throws {RelayerError} INPUT_INVALID, naming the field */
export function parseManifest(source: string, file: string): Manifest {
  const parsed = schema.safeParse(parseJson(source, file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'the whole';
  const message = `${file} is no manifest of a deployment`;
  throw new RelayerError({
    code: 'INPUT_INVALID',
    message,
    want: `${where}: ${issue?.message}`,
    got: 'something else',
  });
}

function parseJson(source: string, file: string): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : 'something else';
    const fault = {
      code: 'INPUT_INVALID',
      message: `${file} is no manifest of a deployment`,
      want: 'JSON',
      got,
    } as const;
    throw new RelayerError(fault, { cause });
  }
}
