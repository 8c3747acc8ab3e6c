/**
 * Identifiers with ibc-go's exact rules. Source: ICS-24, ibc-go `24-host/validate.go`, `02-client/types/keys.go`,
 * `04-channel/types/keys.go`.
 * @module
 */
import { DecodeError } from '../codec/index.ts';
import { type BinaryVerdict, invalid, VALID } from '../verdict.ts';

/** What can be wrong with an identifier. */
export type IdentifierFaultCode =
  /** The identifier is too short, too long or holds a character that ICS-24 does not allow. */
  'bad-identifier';

const LOCALHOST_CLIENT_ID = '09-localhost';
const MAX_UINT64 = (1n << 64n) - 1n;
const CHARSET = /^[a-zA-Z0-9._+\-#[\]<>]+$/;
const LENGTHS = {
  client: [4, 64],
  connection: [10, 64],
  channel: [8, 64],
  /** ibc-go holds the client fields of a v2 packet to the rule for channels, since an alias may be a channel id. */
  'packet client': [8, 64],
  port: [2, 128],
} as const;

/** What an identifier names, and so how long it may be. */
export type IdentifierKind = keyof typeof LENGTHS;

/** Checks length and characters of an identifier. `field` names it in the fault. */
export function validateIdentifier(
  kind: IdentifierKind,
  id: string,
  field: string,
): BinaryVerdict<IdentifierFaultCode> {
  const [least, most] = LENGTHS[kind];
  if (id.length >= least && id.length <= most && CHARSET.test(id)) return VALID;
  const want = `${field}: a ${kind} identifier of ${least} to ${most} letters, digits or ._+-#[]<>`;
  return invalid('bad-identifier', want, JSON.stringify(id.slice(0, 130)));
}

/** Whether `validateIdentifier` finds nothing wrong. */
export function isIdentifier(kind: IdentifierKind, id: string): boolean {
  return validateIdentifier(kind, id, kind).status === 'valid';
}

/** The parts of a client id such as `07-tendermint-0`. */
export interface ClientIdentifier {
  readonly clientType: string;
  readonly sequence: bigint;
}

/**
 * Splits `{clientType}-{sequence}`, the form that MsgRegisterCounterparty and the transfer app demand.
 * @throws {DecodeError} when `isClientIdFormat` would be false.
 */
export function parseClientId(clientId: string, field = 'clientId'): ClientIdentifier {
  const parsed = splitClientId(clientId);
  if (parsed === undefined) {
    throw new DecodeError(field, 'a client id {type}-{number}', JSON.stringify(clientId.slice(0, 130)));
  }
  return parsed;
}

/** ibc-go's `IsValidClientID`: `^\w+([\w-]+\w)?-[0-9]{1,20}$` with a 64-bit number, or `09-localhost`. */
export function isClientIdFormat(clientId: string): boolean {
  return splitClientId(clientId) !== undefined;
}

/** `{clientType}-{sequence}`. */
export function formatClientId(clientType: string, sequence: bigint): string {
  return `${clientType}-${sequence}`;
}

/** ibc-go's `IsValidChannelID`: `channel-{number}` with a 64-bit number. */
export function isChannelIdFormat(channelId: string): boolean {
  return channelId.startsWith('channel-') && parseSequence(channelId.slice('channel-'.length)) !== undefined;
}

/** Split by hand: ibc-go's expression backtracks, and a peer chooses how long a denom's hops are. */
function splitClientId(clientId: string): ClientIdentifier | undefined {
  if (clientId === LOCALHOST_CLIENT_ID) return { clientType: clientId, sequence: 0n };
  const dash = clientId.lastIndexOf('-');
  const clientType = clientId.slice(0, Math.max(dash, 0));
  const isWord = /^[\w-]+$/.test(clientType) && !clientType.startsWith('-') && !clientType.endsWith('-');
  const sequence = parseSequence(clientId.slice(dash + 1));
  return isWord && sequence !== undefined ? { clientType, sequence } : undefined;
}

function parseSequence(digits: string): bigint | undefined {
  if (!/^[0-9]{1,20}$/.test(digits)) return undefined;
  const value = BigInt(digits);
  return value <= MAX_UINT64 ? value : undefined;
}
