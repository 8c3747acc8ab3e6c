/** Faults that strike HTTP requests, whatever they ask. @module */
import type { Fault } from '../fault.ts';

/** Every request waits before the node sees it. */
export function delay(ms: number): Fault {
  return { name: 'delay', transport: { do: 'delay', ms } };
}

/** The request is taken and never answered. */
export function hang(): Fault {
  return { name: 'hang', transport: { do: 'hang' } };
}

/** The connection is cut: before the node sees the request, or `after` it acted on it and the answer is lost. */
export function drop(when: 'before' | 'after' = 'before'): Fault {
  return { name: 'drop', transport: { do: 'drop', when } };
}

/** HTTP 429. */
export function rateLimit(retryAfterSeconds = 1): Fault {
  const headers = { 'retry-after': String(retryAfterSeconds), 'content-type': 'text/plain' };
  return { name: 'rate-limit', transport: { do: 'status', status: 429, headers, body: 'Too Many Requests\n' } };
}

/** HTTP 500, or another status, with a body that is no JSON. */
export function serverError(status = 500): Fault {
  const headers = { 'content-type': 'text/html' };
  const body = `<html><body><h1>${status} Server Error</h1></body></html>\n`;
  return { name: 'server-error', transport: { do: 'status', status, headers, body } };
}

/** A part of the body only: the connection ends in the middle, or (`clean`) the length was wrong from the start. */
export function truncate(fraction = 0.5, clean = false): Fault {
  return { name: 'truncate', transport: { do: 'truncate', fraction, clean } };
}
