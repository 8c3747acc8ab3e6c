/**
 * What a sync committee must never sign, signed with the keys of a devnet's validators: two updates that each follow every rule
 * of the protocol and contradict one another; and pairs that look like it and are no attack.
 * @module
 */
import { toHex } from '@causeway/lightclient/codec';
import {
  type BeaconConfig,
  computeSyncCommitteePeriodAtSlot,
  hashBeaconBlockHeader,
  type LightClientBootstrap,
  type LightClientFinalityUpdate,
  type LightClientUpdate,
  parseLightClientBootstrap,
  parseLightClientFinalityUpdate,
  parseLightClientUpdate,
  type SyncCommittee,
} from '@causeway/lightclient/ethereum';
import type { EthereumChain, ValidatorKey } from 'causeway/devnet';
import { waitUntil } from '../devnet/process/wait-until.ts';
import { type BeaconChainOptions, buildBeaconChain } from './build-beacon-chain.ts';
import { type BlsSigner, buildSyncCommittee, type CommitteeOfSigners } from './build-sync-committee.ts';

/** Longer than a period of the devnet. */
const PLACE_TIMEOUT_MS = 300_000;

/** What two updates of one pair of slots disagree on. */
export type ConflictKind =
  /** Two finalized blocks of one slot: an attack. */
  | 'finalized-headers'
  /** The committee of the next period, both updates finalizing one block of this period: an attack. */
  | 'next-committees'
  /** Only the attested block, both finalizing the same one: an honest fork can look like this. */
  | 'attested-headers'
  /** Two finalized blocks of one slot, but the second is signed by one member less than two thirds: anyone's lie. */
  | 'minority';

/** An update that finalizes something. */
export type FinalizingUpdate = LightClientUpdate & Required<Pick<LightClientUpdate, 'finality'>>;

/** Two updates signed by the committee of one period. */
export interface ConflictingUpdates {
  readonly period: bigint;
  /** Who signed. */
  readonly committee: SyncCommittee;
  readonly updates: readonly [FinalizingUpdate, FinalizingUpdate];
}

/** Where in a chain a conflict is placed, and who can sign there. */
export interface ConflictBasis {
  readonly config: BeaconConfig;
  /** The finalized slot lies in the period of the signature. */
  readonly slots: Pick<LightClientUpdate, 'signatureSlot'> & {
    readonly attestedSlot: bigint;
    readonly finalizedSlot: bigint;
  };
  readonly committee: CommitteeOfSigners;
  readonly nextCommittee: CommitteeOfSigners;
  /** Fields of the payload headers, such as a `stateRoot` that the attacker likes. */
  readonly payloadOf?: BeaconChainOptions['payloadOf'];
}

/** A basis on a real chain. */
export interface ConflictPlace extends ConflictBasis {
  /** What the chain itself has for these slots. */
  readonly honest: LightClientFinalityUpdate;
  /** Of the block that `honest` finalizes: a client that begins there knows the committee. */
  readonly finalizedRoot: Uint8Array;
  readonly bootstrap: LightClientBootstrap;
}

/** Both updates have the slots of the basis; all but the block in question is the same in them. */
export function signConflictingUpdates(basis: ConflictBasis, kind: ConflictKind): ConflictingUpdates {
  const { config, slots, committee, nextCommittee, payloadOf } = basis;
  const period = computeSyncCommitteePeriodAtSlot(config, slots.signatureSlot);
  const first = buildBeaconChain({
    config,
    name: 'a false history',
    committeeOf: (asked) =>
      new Map([
        [period, committee],
        [period + 1n, nextCommittee],
      ]).get(asked),
    ...(payloadOf && { payloadOf }),
  });
  const isSameFinality = kind === 'attested-headers' || kind === 'next-committees';
  const since = isSameFinality ? slots.attestedSlot : slots.finalizedSlot;
  const second = first.fork({ name: 'another', since, committees: kind === 'next-committees' });
  const participants = kind === 'minority' ? Math.ceil((committee.signers.length * 2) / 3) - 1 : undefined;
  const shape = { ...slots, nextCommittee: kind === 'next-committees' };
  return {
    period,
    committee: committee.committee,
    updates: [
      toFinalizing(first.updateAt(shape)),
      toFinalizing(second.updateAt({ ...shape, ...(participants !== undefined && { participants }) })),
    ],
  };
}

/**
 * The newest finality of a running chain as a place for a conflict: everyone's clock is past it, and its committee is in office.
 * Waits for a finality, and while the newest lies in the period before its signature.
 */
export async function findConflictPlace(chain: EthereumChain): Promise<ConflictPlace> {
  const found = await waitUntil({
    what: 'a finality in the period of its signature, with its committees',
    ask: () => readFinality(chain),
    timeoutMs: PLACE_TIMEOUT_MS,
  });
  const { honest, finalized, bootstrap, nextCommittee } = found;
  const { signatureSlot, attestedHeader } = honest;
  return {
    config: chain.config,
    slots: { finalizedSlot: finalized.slot, attestedSlot: attestedHeader.beacon.slot, signatureSlot },
    committee: takeKeys(bootstrap.currentSyncCommittee, chain.validatorKeys),
    nextCommittee: takeKeys(nextCommittee, chain.validatorKeys),
    honest,
    finalizedRoot: hashBeaconBlockHeader(finalized),
    bootstrap,
  };
}

/** What the node says of its newest finality; undefined when that lies in another period than its signature. */
async function readFinality({ beacon, config }: EthereumChain) {
  const path = '/eth/v1/beacon/light_client';
  const honest = parseLightClientFinalityUpdate(await beacon.get(`${path}/finality_update`), { config });
  const finalized = honest.finality?.header.beacon;
  const period = computeSyncCommitteePeriodAtSlot(config, honest.signatureSlot);
  if (finalized === undefined || computeSyncCommitteePeriodAtSlot(config, finalized.slot) !== period) return undefined;
  const root = toHex(hashBeaconBlockHeader(finalized));
  const bootstrap = parseLightClientBootstrap(await beacon.get(`${path}/bootstrap/0x${root}`), { config });
  const updates = await beacon.get(`${path}/updates?start_period=${period}&count=1`);
  const update = parseLightClientUpdate(Array.isArray(updates) ? updates[0] : undefined, { config });
  const nextCommittee = update.nextSyncCommittee?.committee;
  return nextCommittee && { honest, finalized, bootstrap, nextCommittee };
}

/** @throws {Error} when a member's key is not ours. */
function takeKeys({ pubkeys, aggregatePubkey }: SyncCommittee, keys: readonly ValidatorKey[]): CommitteeOfSigners {
  const ours = new Map(keys.map((key) => [toHex(key.publicKey), key]));
  const signers = pubkeys.map((pubkey): BlsSigner => {
    const key = ours.get(toHex(pubkey));
    if (key === undefined) throw new Error(`want a committee of our validators, got a member ${toHex(pubkey)}`);
    return { pubkey, secret: BigInt(`0x${toHex(key.secretKey)}`) };
  });
  const found = buildSyncCommittee(signers);
  const aggregate = toHex(found.committee.aggregatePubkey);
  if (aggregate === toHex(aggregatePubkey)) return found;
  throw new Error(`want the aggregate key ${aggregate}, got ${toHex(aggregatePubkey)}`);
}

function toFinalizing(update: LightClientUpdate): FinalizingUpdate {
  const { finality } = update;
  if (finality === undefined) throw new Error('unreachable: an update without finality');
  return { ...update, finality };
}
