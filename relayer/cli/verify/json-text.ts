/** Requests as text: parsing, and the `id` given back as it was written. @module */
import { DecodeError } from '@causeway/lightclient/codec';

/** @throws {DecodeError} */
export function parseJson(text: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DecodeError(field, 'well-formed JSON', error instanceof Error ? error.message : 'something else');
  }
}

/**
 * The id as JSON. A number that no double holds, such as 12345678901234567890, is taken from the text of its line.
 * @throws {DecodeError} when it cannot be told, since it or what is beside it is nested too deeply.
 */
export function formatId(id: unknown, line: string): string {
  const isExact = typeof id !== 'number' || Number.isSafeInteger(id);
  try {
    return (isExact ? undefined : sourceOfId(line)) ?? JSON.stringify(id);
  } catch {
    throw new DecodeError('id', 'JSON of moderate depth', 'a request that is nested too deeply');
  }
}

/** How the request's own `id` is spelled, whatever other objects inside it are called. */
function sourceOfId(line: string): string | undefined {
  const spelled = new Map<unknown, string | undefined>();
  function remember(this: unknown, key: string, value: unknown, context?: { readonly source?: string }): unknown {
    if (key === 'id') spelled.set(this, context?.source);
    return value;
  }
  return spelled.get(JSON.parse(line, remember));
}
