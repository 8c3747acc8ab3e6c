/** Reads the state entries of portal-spec-tests: trie nodes of Ethereum's mainnet with the block that they are under. @module */
import { readFileSync } from 'node:fs';
import { fromHex } from '@causeway/lightclient/codec';

export interface PortalEntry {
  /** The comment above the entry, in one line. */
  readonly about: string;
  /** RLP. */
  readonly header: Uint8Array;
  readonly blockHash: Uint8Array;
  readonly address: Uint8Array;
  /** The lists of nodes in the offer: of the account alone, or of storage and account. */
  readonly proofs: readonly (readonly Uint8Array[])[];
  /** Of `contract_bytecode`. */
  readonly code: Uint8Array;
}

export function readPortalEntries(
  file: 'account_trie_node' | 'contract_storage_trie_node' | 'contract_bytecode',
): readonly PortalEntry[] {
  const text = readFileSync(new URL(`../vectors/portal-mainnet-state/${file}.yaml`, import.meta.url), 'utf8');
  return [...text.matchAll(/((?:^#.*\n)+)- block_header: '(.*)'\n.*\n {2}content_value_offer: '(.*)'/gm)].map(
    ([, about = '', header = '', offer = '']) => toEntry(file, about, fromHex(header), fromHex(offer)),
  );
}

/** SSZ containers of one or two lists and the block's hash. */
function toEntry(file: string, about: string, header: Uint8Array, offer: Uint8Array): PortalEntry {
  const [, address = ''] = /^# Address: (0x[0-9a-f]{40})/m.exec(about) ?? [];
  const first = readOffset(offer, 0);
  const isPair = file !== 'account_trie_node';
  const second = isPair ? readOffset(offer, 4) : offer.length;
  const parts = isPair ? [offer.subarray(first, second), offer.subarray(second)] : [offer.subarray(first)];
  const code = file === 'contract_bytecode' ? (parts[0] ?? offer) : new Uint8Array(0);
  const proofs = file === 'contract_bytecode' ? parts.slice(1) : parts;
  const hashAt = isPair ? 8 : 4;
  const blockHash = offer.subarray(hashAt, hashAt + 32);
  return {
    about: about.replaceAll(/^# /gm, '').trim().replaceAll('\n', ', '),
    header,
    blockHash,
    address: fromHex(address),
    proofs: proofs.map(readList),
    code,
  };
}

function readList(bytes: Uint8Array): readonly Uint8Array[] {
  const count = readOffset(bytes, 0) / 4;
  const offsets = Array.from({ length: count }, (_, i) => readOffset(bytes, 4 * i));
  return offsets.map((offset, i) => bytes.subarray(offset, offsets[i + 1] ?? bytes.length));
}

function readOffset(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}
