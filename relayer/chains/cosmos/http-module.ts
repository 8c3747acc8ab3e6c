/** Node's HTTP clients. An `import` of `node:http` also loads undici, for names that it re-exports: 10 MiB and 30 ms. @module */
import type { Agent, request } from 'node:http';

interface HttpModule {
  readonly Agent: typeof Agent;
  readonly request: typeof request;
}

/** The module for the scheme of an address. */
export function httpModule({ protocol }: URL): HttpModule {
  return protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
}
