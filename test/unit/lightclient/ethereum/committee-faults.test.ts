/** Committees with keys that no key may be, that cancel out or that stand in for others: what the chain's own states say. */
import {
  initializeLightClientStore,
  type LightClientUpdate,
  processLightClientUpdate,
} from '@causeway/lightclient/ethereum';
import { describe, expect, test } from 'vitest';
import { type BeaconChain, buildBeaconChain } from '../../../support/build-beacon-chain.ts';
import {
  type BlsSigner,
  bitsOf,
  buildSyncCommittee,
  type CommitteeOfSigners,
  createBlsSigner,
  opposite,
  signTogether,
  spoilKey,
  sumOf,
} from '../../../support/build-sync-committee.ts';
import { contextOf, follow, judge, outcome, startStore } from '../../../support/light-client-case.ts';

const INFINITE_SIGNATURE = Uint8Array.of(0xc0, ...new Uint8Array(95));

/** The chain whose committee of this period has other keys; those who sign are the members as they would have been. */
const withKeys = (period: bigint, change: (pubkeys: readonly Uint8Array[]) => readonly Uint8Array[]): BeaconChain =>
  buildBeaconChain({
    changeCommittee: (of, built) =>
      of === period ? { ...built, committee: { ...built.committee, pubkeys: change(built.committee.pubkeys) } } : built,
  });

/** The chain whose committee of period 0 begins with these members. */
const withMembers = (...members: readonly BlsSigner[]): BeaconChain =>
  buildBeaconChain({
    changeCommittee: (period, built): CommitteeOfSigners =>
      period === 0n ? buildSyncCommittee([...members, ...built.signers.slice(members.length)]) : built,
  });

const badKeys = Object.entries(spoilKey(createBlsSigner('m0').pubkey)).filter(([, key]) => key.length === 48);

describe.each(badKeys)('a key that %s, which the state of the chain really has', (_, bad) => {
  test('rejects the bootstrap (bad-public-key)', () => {
    const chain = withKeys(0n, (pubkeys) => [...pubkeys.slice(1), bad]);
    const { verdict } = initializeLightClientStore(chain.blockAt(8n).root, chain.bootstrapAt(8n), contextOf(chain, 8n));
    expect(verdict).toMatchObject({ reason: { code: 'bad-public-key' } });
  });

  test('rejects whatever such a committee signs, even without that member (bad-public-key)', () => {
    const chain = withKeys(1n, (pubkeys) => [...pubkeys.slice(1), bad]);
    const store = follow(chain, startStore(chain, 8n), [chain.updateAt({ attestedSlot: 40n })]);
    const update = chain.updateAt({ attestedSlot: 100n, participants: 31 });
    expect(outcome(judge(chain, store, update))).toBe('bad-public-key');
  });
});

test('rejects the bootstrap of a committee whose aggregate key is another (wrong-aggregate-key)', () => {
  const chain = buildBeaconChain({
    changeCommittee: (_, { committee, ...built }) => ({
      ...built,
      committee: { ...committee, aggregatePubkey: createBlsSigner('m0').pubkey },
    }),
  });
  const { verdict } = initializeLightClientStore(chain.blockAt(8n).root, chain.bootstrapAt(8n), contextOf(chain, 8n));
  expect(verdict).toMatchObject({ reason: { code: 'wrong-aggregate-key' } });
});

describe('two members whose keys cancel out', () => {
  const one = createBlsSigner('m0');
  const chain = withMembers(one, opposite(one));
  const store = startStore(chain, 8n);
  const update = chain.updateAt({ attestedSlot: 40n });
  const signedBy = (participants: (index: number) => boolean, signature: Uint8Array): LightClientUpdate => ({
    ...update,
    syncAggregate: { syncCommitteeBits: bitsOf(32, participants), syncCommitteeSignature: signature },
  });

  test('rejects them alone, with any signature (aggregate-at-infinity, bad-signature-encoding)', () => {
    const both = (index: number): boolean => index < 2;
    const byOne = signTogether([one], update.attestedHeader.beacon.stateRoot);
    expect(outcome(judge(chain, store, signedBy(both, byOne)))).toBe('aggregate-at-infinity');
    expect(outcome(judge(chain, store, signedBy(both, INFINITE_SIGNATURE)))).toBe('bad-signature-encoding');
  });

  test('cannot lend the others a signature, but count where the others signed', () => {
    const byOthers = chain.updateAt({ attestedSlot: 40n, participants: (index) => index >= 2 }).syncAggregate;
    const all = signedBy(() => true, byOthers.syncCommitteeSignature);
    // As the specification has it: the sum of the keys is that of the others. No chain lets such a key in, without proof of possession.
    expect(outcome(judge(chain, store, all))).toBe('valid');
    const oneMore = signedBy((index) => index >= 1, byOthers.syncCommitteeSignature);
    expect(outcome(judge(chain, store, oneMore))).toBe('wrong-signature');
  });
});

describe('members that have the sum of others', () => {
  const pair = [createBlsSigner('m0'), createBlsSigner('m1')];
  const chain = withMembers(...pair, sumOf(pair));
  const store = startStore(chain, 8n);

  test('accepts one set of members for the other, and does not count both', () => {
    const two = chain.updateAt({ attestedSlot: 40n, participants: 2 });
    const claiming = (isIn: (index: number) => boolean): LightClientUpdate => ({
      ...two,
      syncAggregate: { ...two.syncAggregate, syncCommitteeBits: bitsOf(32, isIn) },
    });
    expect(outcome(judge(chain, store, two))).toBe('valid');
    expect(
      outcome(
        judge(
          chain,
          store,
          claiming((index) => index === 2),
        ),
      ),
    ).toBe('valid');
    expect(
      outcome(
        judge(
          chain,
          store,
          claiming((index) => index < 3),
        ),
      ),
    ).toBe('wrong-signature');
  });
});

test('a member who sits several times counts as often, and signs as often', () => {
  const often = createBlsSigner('m0');
  const chain = withMembers(...Array.from({ length: 22 }, () => often));
  const store = startStore(chain, 8n);
  const update = chain.updateAt({ attestedSlot: 40n, participants: 22 });
  const { verdict, store: after } = processLightClientUpdate(store, update, contextOf(chain, update.signatureSlot));
  expect(verdict.status).toBe('valid');
  expect(after.finalizedHeader.beacon.slot).toBe(24n);
  const once = { ...update, syncAggregate: chain.updateAt({ attestedSlot: 40n, participants: 1 }).syncAggregate };
  const claim = { ...once.syncAggregate, syncCommitteeBits: update.syncAggregate.syncCommitteeBits };
  expect(outcome(judge(chain, store, { ...update, syncAggregate: claim }))).toBe('wrong-signature');
});
