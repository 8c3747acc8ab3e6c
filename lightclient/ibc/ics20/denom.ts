/** Denominations and the hops they took. Source: ibc-go `apps/transfer/types/denom.go`, ADR 001. @module */
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8, toHex } from '../../codec/index.ts';
import { isChannelIdFormat, isClientIdFormat } from '../identifiers.ts';

/** The receiving end of one transfer. Over IBC v2 the channel is a client id. */
export interface Hop {
  readonly portId: string;
  readonly channelId: string;
}

/** A denomination: what it is called at home, and the way it came. */
export interface Denom {
  readonly base: string;
  /** Newest hop first; empty for a token in its home. */
  readonly trace: readonly Hop[];
}

/**
 * Splits a full path into hops and base as ibc-go does: pairs are hops as long as the second of a pair looks like a
 * channel or client id.
 */
export function parseDenom(path: string): Denom {
  const parts = path.split('/');
  const trace: Hop[] = [];
  let at = 0;
  while (parts.length > 2 && at < parts.length - 1) {
    const portId = parts[at] ?? '';
    const channelId = parts[at + 1] ?? '';
    if (!isChannelIdFormat(channelId) && !isClientIdFormat(channelId)) break;
    trace.push({ portId, channelId });
    at += 2;
  }
  return { base: parts.slice(at).join('/'), trace };
}

/** The full path, as packets carry it. */
export function formatDenom({ base, trace }: Denom): string {
  return [...trace.map(formatHop), base].join('/');
}

/** The coin's denomination on its chain: the base, or `ibc/` and the upper-case hex SHA-256 of the full path. */
export function toCoinDenom(denom: Denom): string {
  return denom.trace.length === 0 ? denom.base : `ibc/${toHex(hashDenom(denom)).toUpperCase()}`;
}

/** SHA-256 of the full path. */
export function hashDenom(denom: Denom): Uint8Array {
  return sha256(encodeUtf8(formatDenom(denom)));
}

/**
 * Whether the token goes back over the hop it came by. Source port and channel of a packet are what the receiver once put
 * in front, so the sender burns and the receiver releases from escrow.
 */
export function isReturning(denom: Denom, source: Hop): boolean {
  const [newest] = denom.trace;
  return newest !== undefined && newest.portId === source.portId && newest.channelId === source.channelId;
}

/** The denomination after receipt: without its newest hop when returning, else with the destination put in front. */
export function receiveDenom(
  denom: Denom,
  { source, destination }: { readonly source: Hop; readonly destination: Hop },
): Denom {
  if (isReturning(denom, source)) return { base: denom.base, trace: denom.trace.slice(1) };
  return { base: denom.base, trace: [destination, ...denom.trace] };
}

function formatHop({ portId, channelId }: Hop): string {
  return `${portId}/${channelId}`;
}
