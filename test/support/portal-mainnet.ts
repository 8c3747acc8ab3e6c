/** Light-client objects of the main network from `test/vectors/portal-mainnet`. @module */
import { fromHex } from '@causeway/lightclient/codec';
import { readVectorBytes } from './read-vector.ts';

const DIGEST_SIZE = 4;

/** SSZ of a Capella object, without the digest in front. */
export function readPortalObject(name: 'bootstrap' | 'finality_update' | 'optimistic_update'): Uint8Array {
  return readContent(name).subarray(DIGEST_SIZE);
}

/** SSZ of four Capella updates, one a period from 816 on. */
export function readPortalUpdates(): readonly Uint8Array[] {
  const list = readContent('updates');
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength);
  const first = view.getUint32(0, true);
  const starts = Array.from({ length: first / 4 }, (_, index) => view.getUint32(index * 4, true));
  return starts.map((start, index) => list.subarray(start + DIGEST_SIZE, starts[index + 1] ?? list.length));
}

function readContent(name: string): Uint8Array {
  const text = new TextDecoder().decode(readVectorBytes(`portal-mainnet/${name}.yaml`));
  const hex = /content_value: "(0x[0-9a-f]+)"/.exec(text)?.[1];
  if (hex === undefined) throw new Error(`${name}.yaml: want content_value`);
  return fromHex(hex);
}
