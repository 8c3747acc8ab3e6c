/** The durable writes and sends after which a fault test can kill the process. @module */

/** Labels of `PacketStore.commit`. A test holds this list against the sources. */
export const COMMIT_LABELS = [
  'await-ack',
  'await-finality',
  'broadcast-recorded',
  'clear',
  'confirmed',
  'deferred',
  'evidence',
  'expire',
  'expired',
  'identified',
  'import-packet',
  'intent',
  'isolated',
  'linked',
  'parked',
  'proofs-dropped',
  'prove-ack',
  'prove-recv',
  'prove-timeout',
  'reconciled',
  'redundant',
  'refresh',
  'refused',
  'revive',
  'settle',
  'triage',
  'updates-dropped',
  'watched',
] as const;

/** All crash points: the commits, the other writes that outlive the process, and the send. */
export const CRASH_LABELS = [...COMMIT_LABELS, 'light-block', 'lease', 'broadcast', 'manifest'] as const;
export type CrashLabel = (typeof CRASH_LABELS)[number];

export function isCrashLabel(text: string): text is CrashLabel {
  return CRASH_LABELS.some((label) => label === text);
}
