/** Points that are none, in the virtual machine's BLS functions (rule 30): each of their answers, as the contract reads it. */
import type { SyncCommittee } from '@causeway/lightclient/ethereum';
import type { WasmHeader } from '@causeway/lightclient/ethereum/wasm-client';
import { createInitialStates } from '@causeway/lightclient/ethereum/wasm-client';
import { describe, expect, test } from 'vitest';
import { createBeaconConfig } from '../support/beacon-config.ts';
import { type BeaconChain, buildBeaconChain, type UpdateOptions } from '../support/build-beacon-chain.ts';
import {
  bitsOf,
  buildSyncCommittee,
  type CommitteeOfSigners,
  createBlsSigners,
  opposite,
  spoilKey,
  spoilSignature,
} from '../support/build-sync-committee.ts';
import { createClient, type HostedClient } from '../support/wasm-vm/host-client.ts';
import { useContract } from '../support/wasm-vm/use-contract.ts';

/** Committees of 32, periods of 64 slots; what is attested in slot 104 finalizes slot 88. */
const CONFIG = createBeaconConfig({ electra: 0n });
const TRUSTED = 72n;
const NOW = CONFIG.genesisTime + 100_000n;
const contract = useContract();

/** A chain whose committee of one period is another. */
function chainWith(period: bigint, change: (committee: CommitteeOfSigners) => CommitteeOfSigners): BeaconChain {
  return buildBeaconChain({
    config: CONFIG,
    name: 'points',
    changeCommittee: (of, committee) => (of === period ? change(committee) : committee),
  });
}

/** Those who sign are the members as they would have been. */
function changed({ signers, committee }: CommitteeOfSigners, change: Partial<SyncCommittee>): CommitteeOfSigners {
  return { signers, committee: { ...committee, ...change } };
}

function withKey(index: number, key: Uint8Array): (committee: CommitteeOfSigners) => CommitteeOfSigners {
  return (whole) => {
    const pubkeys = whole.committee.pubkeys.map((old, at) => (at === index ? key : old));
    return changed(whole, { pubkeys });
  };
}

function headerOf(chain: BeaconChain, options: Partial<UpdateOptions> = {}): WasmHeader {
  const update = chain.updateAt({ attestedSlot: 104n, ...options });
  const { finality } = update;
  if (finality === undefined) throw new Error('want a finalized header');
  const activeSyncCommittee = { role: 'current', committee: chain.committeeOf(1n).committee } as const;
  return { kind: 'header', trustedSlot: TRUSTED, activeSyncCommittee, update: { ...update, finality } };
}

/** Knows the committee of period 1 and not the one after. */
function begin(chain: BeaconChain): Promise<HostedClient> {
  const header = chain.headerAt(TRUSTED);
  const { clientState: client, consensusState: consensus } = createInitialStates({
    config: CONFIG,
    chainId: 1n,
    header,
    currentSyncCommittee: chain.committeeOf(1n).committee,
    ibcContractAddress: new Uint8Array(20),
    ibcCommitmentSlot: 0n,
  });
  return createClient(contract.vm, contract.checksum, { client, consensus }, NOW);
}

async function refusalOf(chain: BeaconChain, header: WasmHeader): Promise<string | undefined> {
  return (await (await begin(chain)).update(header, NOW)).error;
}

const [member] = createBlsSigners(1);
if (member === undefined) throw new Error('want a signer');
const keys = Object.entries(spoilKey(member.pubkey)).filter(([, key]) => key.length === 48);

describe('a key of the committee', () => {
  test.each(keys)('that signs is rejected when it %s (bad-public-key)', async (_, key) => {
    const chain = chainWith(1n, withKey(3, key));
    expect(await refusalOf(chain, headerOf(chain, { nextCommittee: false }))).toMatch(/^bad-public-key: /);
  });

  test.each(keys)('of the next committee is rejected when it %s (bad-public-key)', async (_, key) => {
    const chain = chainWith(2n, withKey(31, key));
    expect(await refusalOf(chain, headerOf(chain))).toMatch(/^bad-public-key: /);
  });
});

describe('an aggregate', () => {
  test('of participants is rejected at infinity (aggregate-at-infinity)', async () => {
    const half = createBlsSigners(11, 'cancelled ');
    const members = [...half, ...half.map(opposite), ...createBlsSigners(10)];
    const chain = chainWith(1n, () => buildSyncCommittee(members));
    const header = headerOf(chain, { nextCommittee: false });
    // Two thirds, whose keys cancel out.
    const syncCommitteeBits = bitsOf(32, (index) => index < 22);
    const syncAggregate = { ...header.update.syncAggregate, syncCommitteeBits };
    const error = await refusalOf(chain, { ...header, update: { ...header.update, syncAggregate } });
    expect(error).toMatch(/^aggregate-at-infinity: /);
  });

  test('that is not the sum of a new committee is rejected (wrong-aggregate)', async () => {
    const chain = chainWith(2n, (committee) => changed(committee, { aggregatePubkey: member.pubkey }));
    expect(await refusalOf(chain, headerOf(chain))).toMatch(/^wrong-aggregate: /);
  });
});

describe('a signature', () => {
  const chain = chainWith(0n, (committee) => committee);
  const { update } = headerOf(chain, { nextCommittee: false });
  const spoiled = Object.entries(spoilSignature(update.syncAggregate.syncCommitteeSignature));

  test.each(spoiled.filter(([, bytes]) => bytes.length === 96))(
    'is rejected when it %s (bad-signature-encoding)',
    async (_, syncCommitteeSignature) => {
      const header = headerOf(chain, { nextCommittee: false });
      const syncAggregate = { ...header.update.syncAggregate, syncCommitteeSignature };
      const { error } = await (await begin(chain)).update(
        { ...header, update: { ...header.update, syncAggregate } },
        NOW,
      );
      expect(error).toMatch(/^bad-signature-encoding: /);
    },
  );

  test('of somebody else is rejected (wrong-signature)', async () => {
    const header = headerOf(chain, { nextCommittee: false, signers: createBlsSigners(32, 'somebody ') });
    expect(await refusalOf(chain, header)).toMatch(/^wrong-signature: /);
  });

  test('is accepted when it is right', async () => {
    expect(await refusalOf(chain, headerOf(chain))).toBeUndefined();
  });
});
