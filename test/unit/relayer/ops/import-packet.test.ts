/** Bytes that an operator supplies. @module */
import { encodePacket } from '@causeway/lightclient/ibc';
import { afterEach, expect, test } from 'vitest';
import { importPacket } from '../../../../relayer/ops/import-packet.ts';
import type { Store } from '../../../../relayer/ports/store.ts';
import { SEEN_AT_MS, seedStore, testKey } from '../../../support/seed-store.ts';

let store: Store;
afterEach(() => store.close());

const PARKED = { reason: 'bytes-unavailable', resumeTo: 'final', detail: 'pruned' } as const;
const BODY = {
  sequence: 1n,
  sourceClient: '07-tendermint-0',
  destinationClient: '07-tendermint-1',
  timeoutSeconds: 99n,
  payloads: [],
};

test('accepts the bytes of the packet and lets it be worked on', async () => {
  store = await seedStore([{ sequence: 1n, state: 'parked', patch: { parked: PARKED } }]);
  const body = encodePacket(BODY);
  expect(await importPacket(store, testKey(1n), body, SEEN_AT_MS)).toEqual({
    packet: 'alpha/07-tendermint-0/1',
    bytes: body.length,
  });
  const [row] = await store.packets.find([testKey(1n)]);
  expect(row).toMatchObject({ state: 'final', packet: { body, timeout: { atNs: 99_000_000_000n } } });
  expect(row).not.toHaveProperty('parked');
});

test.each<[string, Uint8Array, RegExp]>([
  [
    'another sequence',
    encodePacket({ ...BODY, sequence: 2n }),
    /want alpha\/07-tendermint-0\/1 .* got alpha\/07-tendermint-0\/2/,
  ],
  ['another source client', encodePacket({ ...BODY, sourceClient: '07-tendermint-7' }), /another packet/],
  ['another destination client', encodePacket({ ...BODY, destinationClient: '07-tendermint-7' }), /another packet/],
  ['no packet', new Uint8Array([1, 2, 3]), /The bytes are no packet/],
])('rejects the bytes of %s (INPUT_INVALID)', async (_, body, message) => {
  store = await seedStore([{ sequence: 1n, state: 'parked', patch: { parked: PARKED } }]);
  await expect(importPacket(store, testKey(1n), body, SEEN_AT_MS)).rejects.toThrow(message);
  expect(await store.packets.find([testKey(1n)])).toMatchObject([{ state: 'parked' }]);
});

test('rejects bytes for a packet that does not wait for them (INPUT_INVALID)', async () => {
  store = await seedStore([{ sequence: 1n }]);
  const attempt = (sequence: bigint): Promise<unknown> => importPacket(store, testKey(sequence), encodePacket(BODY), 0);
  await expect(attempt(1n)).rejects.toThrow(/got seen/);
  await expect(attempt(9n)).rejects.toThrow(/got no such packet/);
});
