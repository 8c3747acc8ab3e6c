/** The account that holds tokens on their way. Source: ibc-go `apps/transfer/types/keys.go`, SDK ADR 028. @module */
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8 } from '../../codec/index.ts';
import type { Hop } from './denom.ts';

/** 20 bytes: the start of `H("ics20-1" || 0x00 || "{port}/{channel}")`. The version never changes, or funds would be lost. */
export function escrowAddress({ portId, channelId }: Hop): Uint8Array {
  return sha256(encodeUtf8(`ics20-1\u0000${portId}/${channelId}`)).slice(0, 20);
}
