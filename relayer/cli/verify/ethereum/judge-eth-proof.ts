/** `verify eth-proof`: what a state holds at an address and in its slots, by an answer of `eth_getProof`. @module */
import { DecodeError, fromHex, toHex } from '@causeway/lightclient/codec';
import {
  type Account,
  type BlockHeaderReading,
  EMPTY_ACCOUNT,
  type EthProof,
  type EthProofExpectations,
  type ProvenSlot,
  parseEthProof,
  readBlockHeader,
  readBlockHeaderJson,
  verifyCode,
  verifyEthProof,
} from '@causeway/lightclient/ethereum/execution';
import { type Judge, type Judgement, toJudgement } from '../judgement.ts';
import { type Request, readHex, readText } from '../request.ts';

/** A verdict with what was proven. Integers as decimal text, the rest as hex. */
interface EthProofJudgement extends Judgement {
  readonly address?: string;
  /** `null`: proven absent. */
  readonly account?: Readonly<Record<'nonce' | 'balance' | 'storageRoot' | 'codeHash', string>> | null;
  /** `null` in a slot that holds nothing. */
  readonly storage?: readonly { readonly slot: string; readonly value: string | null }[];
}

/** More expectations than any answer has slots. */
const MAX_EXPECTATIONS = 4096;

export const judgeEthProof: Judge = (request): EthProofJudgement => {
  const answer = parseEthProof(request.proof);
  const expectations = readExpectations(request);
  const code = isGiven(request.code) ? readHex(request, 'code') : undefined;
  const stateRoot = readStateRoot(request);
  if (!(stateRoot instanceof Uint8Array)) return toJudgement(stateRoot, String);
  const reading = verifyEthProof(stateRoot, answer, expectations);
  if (reading.status === 'invalid') return toJudgement(reading, String);
  if (code !== undefined) {
    const verdict = verifyCode(code, (reading.account ?? EMPTY_ACCOUNT).codeHash);
    if (verdict.status === 'invalid') return toJudgement(verdict, String);
  }
  return { verdict: 'valid', ...describe(answer, reading.account, reading.storage) };
};

/** The root that was given, or that of a header with the hash that was given. */
function readStateRoot(request: Request): Uint8Array | Extract<BlockHeaderReading, { status: 'invalid' }> {
  if (!isGiven(request.blockHash)) {
    if (!isGiven(request.blockHeader)) return readRoot(request, 'stateRoot');
    throw new DecodeError('blockHash', 'the trusted hash of blockHeader', 'nothing');
  }
  if (isGiven(request.stateRoot)) throw new DecodeError('stateRoot', 'nothing beside blockHash', 'both');
  const { blockHeader } = request;
  const hash = readRoot(request, 'blockHash');
  const reading =
    typeof blockHeader === 'string'
      ? readBlockHeader(fromHex(blockHeader, 'blockHeader'), hash)
      : readBlockHeaderJson(blockHeader, hash);
  return reading.status === 'valid' ? reading.header.stateRoot : reading;
}

function readRoot(request: Request, field: string, length = 32): Uint8Array {
  const bytes = readHex(request, field);
  if (bytes.length === length) return bytes;
  throw new DecodeError(field, `${length} bytes`, `${bytes.length}`);
}

function readExpectations(request: Request): EthProofExpectations {
  const integer = (field: string): bigint | undefined =>
    isGiven(request[field]) ? readInteger(readText(request, field), field) : undefined;
  return {
    address: isGiven(request.address) ? readRoot(request, 'address', 20) : undefined,
    balance: integer('expectBalance'),
    nonce: integer('expectNonce'),
    storage: readSlots(request.expectStorage),
  };
}

/** `SLOT=VALUE` or `{slot, value}`, one or several. */
function readSlots(value: unknown): readonly ProvenSlot[] {
  if (!isGiven(value)) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > MAX_EXPECTATIONS) {
    throw new DecodeError('expectStorage', `at most ${MAX_EXPECTATIONS} slots`, `${list.length}`);
  }
  return list.map(readSlot);
}

function readSlot(entry: unknown): ProvenSlot {
  const [slot, value] = typeof entry === 'string' ? splitSlot(entry) : readPair(entry);
  return { slot: toWord(readInteger(slot, 'expectStorage')), value: readValue(value) };
}

function splitSlot(text: string): readonly [string, string] {
  const [, slot, value] = /^([^=]*)=([^=]*)$/.exec(text) ?? [];
  if (slot !== undefined && value !== undefined) return [slot, value];
  throw new DecodeError('expectStorage', 'SLOT=VALUE or SLOT=absent', JSON.stringify(text.slice(0, 80)));
}

function readPair(entry: unknown): readonly [string, string] {
  const { slot, value }: Readonly<Record<string, unknown>> = Object(entry);
  if (typeof slot === 'string' && (typeof value === 'string' || value === null)) return [slot, value ?? 'absent'];
  throw new DecodeError('expectStorage', 'SLOT=VALUE or {slot, value} with texts', typeof entry);
}

function readValue(text: string): Uint8Array | undefined {
  if (text === 'absent') return undefined;
  const value = readInteger(text, 'expectStorage');
  return value === 0n ? undefined : toWord(value);
}

/** Hex with `0x`, a whole word of hex without, or decimal. @throws {DecodeError} also above 256 bits. */
function readInteger(text: string, field: string): bigint {
  const isHex = /^0x[0-9a-fA-F]{1,64}$/.test(text);
  if (isHex || /^[0-9a-fA-F]{64}$/.test(text)) return BigInt(isHex ? text : `0x${text}`);
  const value = /^[0-9]{1,78}$/.test(text) ? BigInt(text) : undefined;
  if (value !== undefined && value >> 256n === 0n) return value;
  throw new DecodeError(field, 'an integer below 2^256: 0x and hex, or decimal', JSON.stringify(text.slice(0, 80)));
}

function toWord(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(64, '0'));
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function describe(
  { address }: EthProof,
  account: Account | undefined,
  storage: readonly ProvenSlot[],
): Pick<EthProofJudgement, 'address' | 'account' | 'storage'> {
  const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;
  return {
    address: hex(address),
    account:
      account === undefined
        ? null
        : {
            nonce: `${account.nonce}`,
            balance: `${account.balance}`,
            storageRoot: hex(account.storageRoot),
            codeHash: hex(account.codeHash),
          },
    storage: storage.map(({ slot, value }) => ({ slot: hex(slot), value: value === undefined ? null : hex(value) })),
  };
}
