/** One GET of a beacon node's API: JSON with limits on time and size, and what went wrong by kind. @module */
import { BeaconError, type BeaconFaultCode } from '../../sync/ethereum/index.ts';
import type { Signal } from '../../sync/index.ts';
import { createLimitedFetch, FetchError, type FetchLimits, shorten } from '../limited-fetch.ts';

/** How one beacon node is called. */
export interface BeaconGetOptions extends FetchLimits {
  /** Of the node's API, such as `http://localhost:5052`; a path and a query in it stay. */
  readonly url: string;
  /** Names the node in errors. Default: the host of the URL. */
  readonly id?: string | undefined;
}

/** One question to a beacon node. */
export interface BeaconQuestion {
  /** From `/eth` on. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Of the answer. */
  readonly maxBytes?: number;
}

/** The JSON that a beacon node answers. @throws {BeaconError} */
export interface BeaconGet {
  readonly id: string;
  (question: BeaconQuestion, signal?: Signal): Promise<unknown>;
}

/** A committee of 512 keys is 52 kB in JSON. */
const MAX_BYTES = 1024 * 1024;

/** @throws {TypeError} when the URL is none. */
export function createBeaconGet(options: BeaconGetOptions): BeaconGet {
  const base = new URL(options.url);
  const id = options.id ?? base.host;
  const get = async ({ path, query = {}, maxBytes = MAX_BYTES }: BeaconQuestion, signal?: Signal): Promise<unknown> => {
    const send = createLimitedFetch({ ...options, maxBytes: options.maxBytes ?? maxBytes });
    const headers = { accept: 'application/json' };
    try {
      const { status, body } = await send(toUrl(base, path, query), { headers }, signal);
      if (status < 200 || status >= 300) throw new BeaconError(id, refusalOf(path, status, body));
      return parseJson(id, path, body);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      const fault = { code: error.code, want: 'an answer', got: shorten(`${path}: ${error.message}`) };
      throw new BeaconError(id, fault, { cause: error });
    }
  };
  return Object.assign(get, { id });
}

function toUrl(base: URL, path: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(base);
  url.pathname = base.pathname.replace(/\/+$/, '') + path;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

function refusalOf(path: string, status: number, body: string) {
  const code: BeaconFaultCode = isAbsence(status, body) ? 'not-found' : 'unreachable';
  return { code, want: 'HTTP 200', got: shorten(`${path}: HTTP ${status} ${body}`.trim()) };
}

/** Some nodes say with status 400 or 500 that they have it no more, or not yet. */
function isAbsence(status: number, body: string): boolean {
  if (status === 404 || status === 410) return true;
  return (status === 400 || status === 500) && /not (?:found|available)|unavailable|pruned|no light client/i.test(body);
}

function parseJson(id: string, path: string, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const got = shorten(`${path}: ${body === '' ? 'nothing' : body}`);
    throw new BeaconError(id, { code: 'malformed', want: 'JSON', got }, { cause: error });
  }
}
