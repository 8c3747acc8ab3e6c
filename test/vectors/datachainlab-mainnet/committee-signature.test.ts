import { fromHex } from '@causeway/lightclient/codec';
import { createPortableBls } from '@causeway/lightclient/ethereum';
import { createNativeBls } from '@causeway/lightclient/native';
import { describe, expect, test } from 'vitest';
import { readVector } from '../../support/read-vector.ts';

interface Committee {
  readonly pubkeys: string[];
  readonly aggregate_pubkey: string;
}
interface Update {
  /** With its branch. */
  readonly next_sync_committee: readonly [Committee, string[]];
  readonly sync_aggregate: { readonly sync_committee_bits: string; readonly sync_committee_signature: string };
}
const read = (name: string) => readVector(`datachainlab-mainnet/mainnet_${name}.json`);
const committee = read('sync_committee_period_713') as Committee;
const update = read('light_client_update_slot_5841038') as Update;

const [next] = update.next_sync_committee;
const pubkeys = committee.pubkeys.map((key) => fromHex(key));
const nextKeys = next.pubkeys.map((key) => fromHex(key));
const bits = fromHex(update.sync_aggregate.sync_committee_bits);
const signature = fromHex(update.sync_aggregate.sync_committee_signature);
const signingRoot = fromHex(read('signing_root_slot_5841037') as string);

describe.each([
  ['portable', createPortableBls()],
  ['blst', createNativeBls().verifier],
])('a committee of mainnet: %s', (_, bls) => {
  test('accepts both committees', () => {
    expect(bls.checkCommittee(pubkeys, fromHex(committee.aggregate_pubkey))).toEqual({ status: 'valid' });
    expect(bls.checkCommittee(nextKeys, fromHex(next.aggregate_pubkey))).toEqual({ status: 'valid' });
  });

  test('accepts the signature of 511 of 512, and no other participants, message or committee', () => {
    expect(bls.verifySyncAggregate(pubkeys, bits, signingRoot, signature)).toEqual({ status: 'valid' });
    const wrong = { reason: { code: 'wrong-signature' } };
    const everyone = new Uint8Array(64).fill(0xff);
    expect(bls.verifySyncAggregate(pubkeys, everyone, signingRoot, signature)).toMatchObject(wrong);
    expect(bls.verifySyncAggregate(pubkeys, bits, signingRoot.toReversed(), signature)).toMatchObject(wrong);
    expect(bls.verifySyncAggregate(nextKeys, bits, signingRoot, signature)).toMatchObject(wrong);
  });
});
