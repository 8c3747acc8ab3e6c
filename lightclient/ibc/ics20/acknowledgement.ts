/** What an application acknowledgement of ICS-20 over IBC v2 means. Source: ibc-go `apps/transfer/v2/ibc_module.go`. @module */
import { DecodeError, decodeUtf8, encodeUtf8, equalBytes } from '../../codec/index.ts';
import { UNIVERSAL_ERROR_ACKNOWLEDGEMENT } from '../v2/acknowledgement.ts';

/** The success that both stacks write: 16 bytes. */
export const TRANSFER_SUCCESS: Uint8Array = encodeUtf8('{"result":"AQ=="}');

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Success keeps the transfer, error refunds it. A success must be the exact bytes that ibc-go would write again; anything
 * else, custom errors included, is what ibc-go refuses, so that the packet stays unacknowledged.
 * @throws {DecodeError}
 */
export function classifyTransferAcknowledgement(ack: Uint8Array, field = 'acknowledgement'): 'success' | 'error' {
  if (equalBytes(ack, UNIVERSAL_ERROR_ACKNOWLEDGEMENT)) return 'error';
  if (equalBytes(ack, TRANSFER_SUCCESS)) return 'success';
  const text = decodeUtf8(ack, field);
  // What ibc-go writes for a result that was never set.
  if (text === '{"result":null}') return 'success';
  const match = /^\{"result":"([A-Za-z0-9+/]*={0,2})"\}$/.exec(text);
  if (match === null || !isCanonicalBase64(match[1] ?? '')) {
    throw new DecodeError(field, '{"result":"…"} or the universal error', JSON.stringify(text.slice(0, 90)));
  }
  return 'success';
}

/** Whole groups of four, and no bits set that padding drops. */
function isCanonicalBase64(text: string): boolean {
  const digits = text.replace(/=+$/, '');
  const droppedValues = 4 ** (text.length - digits.length);
  const last = BASE64.indexOf(digits.charAt(digits.length - 1));
  return text.length % 4 === 0 && last % droppedValues === 0;
}
