/** Reads the fields of a request: the same names in a batch line and as flags. @module */
import { DecodeError, encodeUtf8, fromHex } from '@causeway/lightclient/codec';
import { parseDuration } from '../../../config/duration.ts';

const HEX_MARK = '0x';

export type Request = Readonly<Record<string, unknown>>;

/** @throws {DecodeError} */
export function toRequest(value: unknown, field = 'request'): Request {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DecodeError(field, 'a JSON object', describe(value));
  }
  return Object.fromEntries(Object.entries(value));
}

/** @throws {DecodeError} when it is missing or no text. */
export function readText(request: Request, field: string): string {
  const value = request[field];
  if (typeof value !== 'string') throw new DecodeError(field, 'a text', describe(value));
  // A lone surrogate has no bytes.
  if (/\p{Surrogate}/u.test(value)) throw new DecodeError(field, 'well-formed Unicode', 'a lone surrogate');
  return value;
}

/** `undefined` when it is absent or `null`. @throws {DecodeError} */
export function readOptionalText(request: Request, field: string): string | undefined {
  return request[field] === undefined || request[field] === null ? undefined : readText(request, field);
}

/** Hex with or without `0x`. @throws {DecodeError} */
export function readHex(request: Request, field: string): Uint8Array {
  return fromHex(readText(request, field), field);
}

/** An unsigned integer of 64 bits: decimal text or, where no digit can have been lost, a number. @throws {DecodeError} */
export function readUint(request: Request, field: string): bigint {
  const value = request[field];
  const isExact = typeof value === 'string' ? /^[0-9]{1,20}$/.test(value) : Number.isSafeInteger(value);
  const integer = isExact ? BigInt(String(value)) : -1n;
  if (integer >= 0n && integer < 1n << 64n) return integer;
  const got = typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 60) : describe(value);
  throw new DecodeError(field, 'a whole number below 2^64, exactly', got);
}

/** Nanoseconds of a duration in Go's notation. @throws {DecodeError} also when it is absent and there is no default. */
export function readDuration(request: Request, field: string, otherwise?: string): bigint {
  const text = readOptionalText(request, field) ?? otherwise ?? readText(request, field);
  try {
    return parseDuration(text);
  } catch {
    throw new DecodeError(
      field,
      'a duration such as 336h, 10s or 1500ns, not negative',
      JSON.stringify(text.slice(0, 60)),
    );
  }
}

/** One of a few texts; `undefined` when the field is absent. @throws {DecodeError} */
export function readChoice<const T extends string>(
  request: Request,
  field: string,
  choices: readonly T[],
): T | undefined {
  const text = readOptionalText(request, field);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new DecodeError(field, choices.join(' or '), JSON.stringify(text.slice(0, 60)));
  return choice;
}

/**
 * The keys of a path such as `ibc/0x6b6579`: as many as there are stores, each in UTF-8 or as `0x` and hex. The last one
 * takes the rest when it is text, so that a key may hold slashes (`ibc/clients/07-tendermint-0/clientState`).
 * @throws {DecodeError}
 */
export function readPath(request: Request, field: string, count: number): readonly Uint8Array[] {
  const parts = readText(request, field).split('/');
  const isTextLast = parts[count - 1]?.startsWith(HEX_MARK) === false;
  const elements = isTextLast ? [...parts.slice(0, count - 1), parts.slice(count - 1).join('/')] : parts;
  // The verdict on a path of another length needs no more of it.
  return elements
    .slice(0, count + 1)
    .map((element, index) =>
      element.startsWith(HEX_MARK) ? fromHex(element, `${field}[${index}]`) : encodeUtf8(element),
    );
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
