/** Packets as people write them: `alpha/07-tendermint-0/12`. @module */
import { RelayerError } from '../ports/fault.ts';
import type { PacketKey } from '../ports/packet.ts';
import type { Store } from '../ports/store.ts';

const FULL = /^([^/\s]+)\/([^/\s]+)\/(\d{1,20})$/;
const SHORT = /^([^/\s]+)\/(\d{1,20})$/;
const MOST = (1n << 64n) - 1n;

/** @throws {RelayerError} INPUT_INVALID for anything but `chain/lane/sequence`. */
export function parsePacketName(text: string): PacketKey {
  const [, chain, lane, sequence] = FULL.exec(text) ?? [];
  if (chain === undefined || lane === undefined || sequence === undefined || BigInt(sequence) > MOST)
    throw notAPacket(text);
  return { chain, protocol: 'v2', lane, sequence: BigInt(sequence) };
}

/** As `parsePacketName`, and `chain/sequence` where the chain has one lane only. @throws {RelayerError} INPUT_INVALID */
export async function findPacketName(text: string, store: Store): Promise<PacketKey> {
  const [, chain, sequence] = SHORT.exec(text) ?? [];
  if (chain === undefined || sequence === undefined) return parsePacketName(text);
  const all = await store.chains.lanes();
  const names = all.filter((lane) => lane.chain === chain).map(({ lane }) => `${chain}/${lane}/${sequence}`);
  const [name] = names;
  if (name !== undefined && names.length === 1) return parsePacketName(name);
  throw ambiguous(text, names, [...new Set(all.map((lane) => lane.chain))]);
}

function ambiguous(text: string, names: readonly string[], chains: readonly string[]): RelayerError {
  const got = `'${text.slice(0, 80)}'`;
  const known = chains.length === 0 ? 'a chain of a linked path' : `one of the chains ${chains.join(', ')}`;
  if (names.length === 0) return notAPacket(text, known);
  const message = 'The packet needs its client';
  return new RelayerError({ code: 'INPUT_INVALID', message, want: `one of ${names.join(', ')}`, got });
}

function notAPacket(text: string, want = 'CHAIN/CLIENT/SEQUENCE, such as alpha/07-tendermint-0/12'): RelayerError {
  return new RelayerError({
    code: 'INPUT_INVALID',
    message: 'The packet cannot be read',
    want,
    got: `'${text.slice(0, 80)}'`,
  });
}
