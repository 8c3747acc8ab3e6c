/** Packs a raw snappy block without making it smaller, for cases whose objects a test spoils. @module */

const MAX_LITERAL = 60;

/** The length as a varint, then literals. */
export function packSnappy(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let rest = bytes.length;
  for (; rest >= 0x80; rest >>>= 7) out.push((rest & 0x7f) | 0x80);
  out.push(rest);
  for (let at = 0; at < bytes.length; at += MAX_LITERAL) {
    const part = bytes.subarray(at, at + MAX_LITERAL);
    out.push((part.length - 1) << 2, ...part);
  }
  return Uint8Array.from(out);
}
