/** The one error that decoding throws. @module */

/** Malformed input: names the field (a path such as `header.time.nanos`) and, for binary input, the byte offset. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly field: string;
  readonly want: string;
  readonly got: string;
  readonly offset: number | undefined;

  constructor(field: string, want: string, got: string, offset?: number) {
    super(`${field}: want ${want}, got ${got}${offset === undefined ? '' : ` (at byte ${offset})`}`);
    this.field = field;
    this.want = want;
    this.got = got;
    this.offset = offset;
  }
}
