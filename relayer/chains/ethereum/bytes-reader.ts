/** Reads bytes from the front, as the contracts do: numbers big-endian, nothing skipped. @module */
import { DecodeError } from '@causeway/lightclient/codec';

/** Every read names what it is for; one beyond the end is a `DecodeError` with the offset. */
export class BytesReader {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  #offset = 0;

  /** @param start Where these bytes stand in what a reader of the error has: added to every offset. */
  constructor(bytes: Uint8Array, start = 0) {
    this.#bytes = bytes;
    this.#start = start;
  }

  get offset(): number {
    return this.#start + this.#offset;
  }

  get rest(): number {
    return this.#bytes.length - this.#offset;
  }

  bytes(size: number, field: string): Uint8Array {
    if (size > this.rest) throw new DecodeError(field, `${size} bytes`, `${this.rest}`, this.offset);
    const from = this.#offset;
    this.#offset += size;
    return this.#bytes.slice(from, this.#offset);
  }

  uint(size: number, field: string): bigint {
    return this.bytes(size, field).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }

  /** Of at most six bytes, so that no digit is lost. */
  count(size: number, field: string): number {
    return Number(this.uint(size, field));
  }

  /** A minimal varint of at most nine bytes, as powers are hashed. */
  varint(field: string): bigint {
    const { offset } = this;
    let value = 0n;
    for (let index = 0; index < MAX_VARINT; index++) {
      const byte = this.count(1, field);
      value |= BigInt(byte & 0x7f) << BigInt(index * 7);
      if (byte >= 0x80) continue;
      if (byte === 0 && index > 0) throw new DecodeError(field, 'a minimal varint', 'a zero at its end', offset);
      return value;
    }
    throw new DecodeError(field, `a varint of at most ${MAX_VARINT} bytes`, 'a longer one', offset);
  }

  /** @throws {DecodeError} when something is left. */
  end(field: string): void {
    if (this.rest > 0) throw new DecodeError(field, 'nothing more', `${this.rest} further bytes`, this.offset);
  }
}

const MAX_VARINT = 9;
