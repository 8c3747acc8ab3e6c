/** Whether a sync committee signed a header. @module */
import { type BinaryVerdict, invalid, VALID } from '../verdict.ts';
import type { BlsFaultCode } from './bls.ts';
import type { BeaconConfig } from './config.ts';
import type { LightClientContext } from './context.ts';
import { computeSyncCommitteeSigningRoot } from './signing.ts';
import type { LightClientOptimisticUpdate, SyncAggregate, SyncCommittee } from './types.ts';
import { countParticipants, MIN_SYNC_COMMITTEE_PARTICIPANTS } from './update-facts.ts';

/** What can be wrong with who took part. */
export type ParticipationFaultCode = 'bad-participation-size' | 'too-few-participants';

/** One bit a member, of which at least one is set. */
export function checkParticipation(
  aggregate: SyncAggregate,
  { syncCommitteeSize }: Pick<BeaconConfig, 'syncCommitteeSize'>,
): BinaryVerdict<ParticipationFaultCode> {
  const bits = aggregate.syncCommitteeBits.length * 8;
  if (bits !== syncCommitteeSize) return invalid('bad-participation-size', `${syncCommitteeSize} bits`, `${bits}`);
  const count = countParticipants(aggregate);
  if (count >= MIN_SYNC_COMMITTEE_PARTICIPANTS) return VALID;
  return invalid('too-few-participants', `${MIN_SYNC_COMMITTEE_PARTICIPANTS} or more`, `${count}`);
}

/** A committee has as many members as the preset says. */
export function checkCommitteeSize(
  { pubkeys }: SyncCommittee,
  { syncCommitteeSize }: Pick<BeaconConfig, 'syncCommitteeSize'>,
): BinaryVerdict<'bad-committee-size'> {
  if (pubkeys.length === syncCommitteeSize) return VALID;
  return invalid('bad-committee-size', `${syncCommitteeSize} members`, `${pubkeys.length}`);
}

/** Costly: do it last. */
export function checkCommitteeSignature(
  { attestedHeader, syncAggregate, signatureSlot }: LightClientOptimisticUpdate,
  { pubkeys }: SyncCommittee,
  { config, bls, sha256 }: LightClientContext,
): BinaryVerdict<BlsFaultCode> {
  const message = computeSyncCommitteeSigningRoot(config, attestedHeader.beacon, signatureSlot, sha256);
  const { syncCommitteeBits, syncCommitteeSignature } = syncAggregate;
  return bls.verifySyncAggregate(pubkeys, syncCommitteeBits, message, syncCommitteeSignature);
}
