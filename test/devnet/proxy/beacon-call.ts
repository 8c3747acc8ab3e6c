/** Requests of the beacon API as calls: the route is the method, its placeholders and the query are the parameters. @module */
import { isObject, textAt } from '../client/read-json.ts';
import type { RpcCall, RpcExchange, RpcReply } from './rpc-call.ts';

/** Routes that faults look into; method names are theirs without `/eth/vN/` and without placeholders. */
const ROUTES = [
  '/eth/v1/beacon/genesis',
  '/eth/v1/beacon/headers/{block_id}',
  '/eth/v1/beacon/light_client/bootstrap/{block_root}',
  '/eth/v1/beacon/light_client/finality_update',
  '/eth/v1/beacon/light_client/optimistic_update',
  '/eth/v1/beacon/light_client/updates',
  '/eth/v1/beacon/states/{state_id}/finality_checkpoints',
  '/eth/v1/config/fork_schedule',
  '/eth/v1/config/spec',
  '/eth/v1/node/syncing',
  '/eth/v2/beacon/blocks/{block_id}',
] as const;

/** Undefined for a path that is no beacon API's. Other routes than the known keep their path as the method. */
export function parseBeaconGet(pathAndQuery: string): RpcExchange | undefined {
  const url = new URL(pathAndQuery, 'http://endpoint');
  if (!url.pathname.startsWith('/eth/')) return undefined;
  const query = Object.fromEntries(url.searchParams);
  for (const route of ROUTES) {
    const placed = matchRoute(route, url.pathname);
    if (placed !== undefined) return toExchange(methodOf(route), { ...placed, ...query });
  }
  return toExchange(url.pathname, query);
}

/** Whether a method is one of the beacon API; those of JSON-RPC have no slash. */
export function isBeaconMethod(method: string): boolean {
  return method.includes('/');
}

/** The request line's path for a call. */
export function formatBeaconGet({ method, params }: RpcCall): string {
  const route = ROUTES.find((known) => methodOf(known) === method) ?? method;
  const query = new URLSearchParams();
  let path: string = route;
  for (const [name, value] of Object.entries(params)) {
    const placeholder = `{${name}}`;
    if (path.includes(placeholder)) path = path.replace(placeholder, encodeURIComponent(String(value)));
    else query.append(name, String(value));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

/** @throws {Error} when the answer is no JSON. */
export function toBeaconReply(status: number, body: string): RpcReply {
  const json: unknown = JSON.parse(body);
  if (status === 200) return { result: json };
  return { error: { code: status, message: isObject(json) ? textAt(json, 'message') : body } };
}

/** HTTP status and body of a reply; the code of an error is the status. */
export function formatBeaconReply(reply: RpcReply): { readonly status: number; readonly body: string } {
  if ('result' in reply) return { status: 200, body: JSON.stringify(reply.result) };
  const { code, message } = reply.error;
  return { status: code, body: JSON.stringify({ code, message }) };
}

function toExchange(method: string, params: Readonly<Record<string, string>>): RpcExchange {
  return { form: 'rest', calls: [{ method, params, id: -1 }] };
}

/** `beacon/headers` for `/eth/v1/beacon/headers/{block_id}`. */
function methodOf(route: string): string {
  const parts = route.split('/').slice(3);
  return parts.filter((part) => !part.startsWith('{')).join('/');
}

function matchRoute(route: string, path: string): Record<string, string> | undefined {
  const [wanted, got] = [route.split('/'), path.split('/')];
  if (wanted.length !== got.length) return undefined;
  const placed: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const value = got[i] ?? '';
    if (part.startsWith('{')) placed[part.slice(1, -1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return placed;
}
