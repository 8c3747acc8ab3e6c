/** Answers of `eth_getProof`, as the execution clients write them. Source: EIP-1186. @module */
import { DecodeError } from '../../codec/index.ts';
import { describeJson, toArray, toData, toObject, toQuantity, toWord } from './json.ts';

/** An account and some of its slots with their proofs: claims until they are verified. */
export interface EthProof {
  /** 20 bytes. */
  readonly address: Uint8Array;
  readonly accountProof: readonly Uint8Array[];
  readonly nonce: bigint;
  /** Wei. */
  readonly balance: bigint;
  readonly codeHash: Uint8Array;
  /** Root of the account's storage trie. */
  readonly storageHash: Uint8Array;
  readonly storageProof: readonly EthSlotProof[];
}

/** One slot of an answer. */
export interface EthSlotProof {
  /** 32 bytes, not hashed. */
  readonly slot: Uint8Array;
  /** 32 bytes; zero stands for nothing. */
  readonly value: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** A node for each half byte of a key, and the leaf. */
const MAX_NODES = 65;
/** As many as geth gives in one answer. */
const MAX_SLOTS = 1024;

/**
 * A bare result or a whole JSON-RPC answer. Keys, values and balances may be padded with zeros or not; other fields are ignored.
 * @throws {DecodeError}
 */
export function parseEthProof(json: unknown, field = 'proof'): EthProof {
  const outer = toObject(json, field);
  const isReply = outer.jsonrpc !== undefined || outer.result !== undefined || outer.error !== undefined;
  const result = isReply ? readResult(outer, field) : outer;
  const slots = toArray(result.storageProof, `${field}.storageProof`, MAX_SLOTS);
  return {
    address: toData(result.address, `${field}.address`, 20),
    accountProof: toNodes(result.accountProof, `${field}.accountProof`),
    nonce: toQuantity(result.nonce, `${field}.nonce`, 64),
    balance: toQuantity(result.balance, `${field}.balance`, 256),
    codeHash: toData(result.codeHash, `${field}.codeHash`, 32),
    storageHash: toData(result.storageHash, `${field}.storageHash`, 32),
    storageProof: slots.map((slot, i) => parseSlot(slot, `${field}.storageProof[${i}]`)),
  };
}

function readResult(reply: Readonly<Record<string, unknown>>, field: string): Readonly<Record<string, unknown>> {
  if (reply.error === undefined || reply.error === null) return toObject(reply.result, `${field}.result`);
  const { message } = toObject(reply.error, `${field}.error`);
  const got = typeof message === 'string' ? JSON.stringify(message.slice(0, 120)) : describeJson(reply.error);
  throw new DecodeError(`${field}.result`, 'a result', `the error ${got}`);
}

function parseSlot(json: unknown, field: string): EthSlotProof {
  const { key, value, proof } = toObject(json, field);
  return {
    slot: toWord(key, `${field}.key`),
    value: toWord(value, `${field}.value`),
    proof: toNodes(proof, `${field}.proof`),
  };
}

function toNodes(json: unknown, field: string): readonly Uint8Array[] {
  return toArray(json, field, MAX_NODES).map((node, i) => toData(node, `${field}[${i}]`));
}
