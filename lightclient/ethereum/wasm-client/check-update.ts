/**
 * The checks that headers and misbehaviours share, in the contract's order: what costs nothing first, signatures last.
 * Spec: consensus-specs `specs/electra/light-client/sync-protocol.md`, `validate_light_client_update`.
 * @module
 */
import { verifyMerkleBranch } from '../../proofs/index.ts';
import { firstFailure, invalid, VALID } from '../../verdict.ts';
import type { BlsVerifier } from '../bls.ts';
import { syncCommitteeType } from '../object-types.ts';
import { computeSyncCommitteeSigningRoot, hashBeaconBlockHeader } from '../signing.ts';
import { forkAt, periodAt, slotAt, toBeaconConfig } from './chain-time.ts';
import type { ActiveSyncCommittee, FinalizingUpdate } from './client-message.ts';
import { checkExecutionBranch, executionOf } from './execution.ts';
import type { WasmClientFaultCode, WasmClientVerdict } from './fault.ts';
import type { WasmClientState, WasmConsensusState } from './state.ts';

/** What a message is judged from. */
export interface Judged {
  readonly client: WasmClientState;
  /** The client's state at the trusted slot. */
  readonly trusted: WasmConsensusState;
  /** Block time of the chain that judges, seconds since 1970. */
  readonly now: bigint;
  readonly bls: BlsVerifier;
}

/** Whether the state may be trusted at all, and is the one that the message names. */
export function checkTrusted({ client, trusted, now }: Judged, trustedSlot: bigint): WasmClientVerdict {
  if (client.isFrozen) return invalid('client-frozen', 'a client that is not frozen', 'one that is');
  if (client.secondsPerSlot * client.slotsPerEpoch * client.epochsPerSyncCommitteePeriod === 0n) {
    return invalid('bad-client-state', 'slots, epochs and periods of at least one second, slot and epoch', 'a zero');
  }
  if (isExpired(client, trusted.timestamp, now)) {
    const want = `a trusted state of less than ${client.trustingPeriod} seconds ago`;
    return invalid('trusted-state-expired', want, `one of ${trusted.timestamp} at ${now}`);
  }
  if (trustedSlot === trusted.slot) return VALID;
  return invalid('wrong-trusted-slot', `the trusted state of slot ${trustedSlot}`, `${trusted.slot}`);
}

/** Whether a state of this time is past the trusting period; both in seconds since 1970. Without a period, never. */
export function isExpired({ trustingPeriod }: WasmClientState, timestamp: bigint, now: bigint): boolean {
  return trustingPeriod !== undefined && now >= timestamp + trustingPeriod;
}

/** Participation, and the order of slots. */
export function checkOrder({ client, now }: Judged, update: FinalizingUpdate): WasmClientVerdict {
  const participation = checkParticipation(client, update.syncAggregate.syncCommitteeBits);
  if (participation.status === 'invalid') return participation;
  const finalized = update.finality.header.beacon.slot;
  const attested = update.attestedHeader.beacon.slot;
  const signature = update.signatureSlot;
  const current = slotAt(client, now);
  const isInOrder =
    client.genesisSlot < finalized &&
    finalized <= attested &&
    attested < signature &&
    current !== undefined &&
    signature <= current;
  if (isInOrder) return VALID;
  const got = `${client.genesisSlot} < ${finalized} <= ${attested} < ${signature} <= ${current ?? 'before genesis'}`;
  return invalid('bad-slot-order', 'genesis < finalized <= attested < signature <= current slot', got);
}

function checkParticipation(client: WasmClientState, bits: Uint8Array): WasmClientVerdict {
  const { syncCommitteeSize: size, minSyncCommitteeParticipants: least } = client;
  if (BigInt(bits.length * 8) !== size) return invalid('bad-bits', `${size} bits`, `${bits.length * 8}`);
  const signed = BigInt(countBits(bits));
  if (signed === 0n) return invalid('no-participants', 'at least one participant', 'none');
  if (signed >= least && signed * 3n >= size * 2n) return VALID;
  return invalid('not-enough-participants', `at least ${least} participants and two thirds of ${size}`, `${signed}`);
}

function countBits(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) for (let rest = byte; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** The period, the branches and the signature of an update whose committee the trusted state summarizes. */
export function checkUpdate(judged: Judged, active: ActiveSyncCommittee, update: FinalizingUpdate): WasmClientVerdict {
  const { client } = judged;
  return firstFailure<WasmClientVerdict>(
    () => checkPeriod(judged, active.role, update),
    () => checkExecutionBranch(client, update.attestedHeader),
    () => checkExecutionBranch(client, update.finality.header),
    () => {
      const execution = executionOf(client, update.finality.header);
      return execution.status === 'invalid' ? execution : VALID;
    },
    () => checkAttestedState(client, update),
    () => checkSignature(judged, active, update),
  );
}

/** Whether the committee at hand is that of the signature's period. */
function checkPeriod(
  { client, trusted }: Judged,
  role: ActiveSyncCommittee['role'],
  update: FinalizingUpdate,
): WasmClientVerdict {
  const stored = periodAt(client, trusted.slot);
  const want = role === 'next' ? stored + 1n : stored;
  const got = periodAt(client, update.signatureSlot);
  if (got === want) return VALID;
  return invalid('wrong-period', `a signature of period ${want} by the ${role} committee`, `one of period ${got}`);
}

/** What the attested state says: the finalized block, and the next committee. */
function checkAttestedState(client: WasmClientState, update: FinalizingUpdate): WasmClientVerdict {
  const { slot, stateRoot: root } = update.attestedHeader.beacon;
  const { finality, nextSyncCommittee: next } = update;
  const fork = forkAt(client, slot);
  if ('status' in fork) return fork;
  const leaf = hashBeaconBlockHeader(finality.header.beacon);
  const finalized = verifyMerkleBranch({ leaf, branch: finality.branch, gindex: fork.finalizedRootGindex, root });
  if (finalized.status === 'invalid') return reworded('bad-finality-branch', finalized);
  if (next === undefined) return VALID;
  const committee = syncCommitteeType(next.committee.pubkeys.length).hashTreeRoot(next.committee);
  const handover = { leaf: committee, branch: next.branch, gindex: fork.nextSyncCommitteeGindex, root };
  const verdict = verifyMerkleBranch(handover);
  return verdict.status === 'invalid' ? reworded('bad-next-committee-branch', verdict) : VALID;
}

function checkSignature(
  { client, bls }: Judged,
  { committee }: ActiveSyncCommittee,
  { attestedHeader, syncAggregate, signatureSlot }: FinalizingUpdate,
): WasmClientVerdict {
  const { syncCommitteeBits: bits, syncCommitteeSignature: signature } = syncAggregate;
  const root = computeSyncCommitteeSigningRoot(toBeaconConfig(client), attestedHeader.beacon, signatureSlot);
  const verdict = bls.verifySyncAggregate(committee.pubkeys, bits, root, signature);
  return verdict.status === 'valid' ? VALID : reworded(BLS_CODES[verdict.reason.code], verdict);
}

/** Whether all keys of a committee that becomes part of the state are keys, and sum up to its aggregate. */
export function checkNewCommittee({ bls }: Judged, update: FinalizingUpdate): WasmClientVerdict {
  if (update.nextSyncCommittee === undefined) return VALID;
  const { pubkeys, aggregatePubkey } = update.nextSyncCommittee.committee;
  const verdict = bls.checkCommittee(pubkeys, aggregatePubkey);
  return verdict.status === 'valid' ? VALID : reworded(BLS_CODES[verdict.reason.code], verdict);
}

type BlsCode = Extract<ReturnType<BlsVerifier['checkCommittee']>, { status: 'invalid' }>['reason']['code'];

const BLS_CODES: Readonly<Record<BlsCode, WasmClientFaultCode>> = {
  'bad-public-key': 'bad-public-key',
  'bad-signature-encoding': 'bad-signature-encoding',
  'bad-participation-bits': 'bad-bits',
  'no-participants': 'no-participants',
  'aggregate-at-infinity': 'aggregate-at-infinity',
  'wrong-aggregate-key': 'wrong-aggregate',
  'wrong-signature': 'wrong-signature',
};

function reworded(
  code: WasmClientFaultCode,
  { reason }: { readonly reason: { readonly want: string; readonly got: string } },
): WasmClientVerdict {
  return invalid(code, reason.want, reason.got);
}
