/** What RLP describes: byte strings and lists of them. @module */

/** A byte string, or a list of items. */
export type RlpItem = Uint8Array | readonly RlpItem[];

/** Up to this many bytes, the length is inside the first byte. */
export const SHORT_LIMIT = 55;
/** First byte of an empty string. */
export const STRING_MARK = 0x80;
/** First byte of an empty list. */
export const LIST_MARK = 0xc0;

/** Whether the item is a list. */
export function isRlpList(item: RlpItem): item is readonly RlpItem[] {
  return !(item instanceof Uint8Array);
}
