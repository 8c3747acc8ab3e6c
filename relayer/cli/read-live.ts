/** Asks the running service for what only it knows. @module */
import type { Config } from '../../config/config.ts';
import { statusSchema } from '../ops/http/api-schema.ts';
import type { LiveReport } from '../ports/control.ts';
import { readServiceFile } from './service-file.ts';

export interface LiveAnswer {
  readonly live?: LiveReport;
  /** Why there is none. */
  readonly why?: string;
}

/** Longer than the service itself waits for its chains. */
const WAIT_MS = 6_000;

export async function readLive(config: Config): Promise<LiveAnswer> {
  if (!config.http.enabled) return { why: 'unknown: http.enabled is false, so it cannot be asked' };
  const record = readServiceFile(config);
  // Without a record a free port could be any.
  if (record === undefined && config.http.port === 0) return { why: 'not running' };
  const url = record?.url ?? `http://${config.http.host}:${config.http.port}`;
  try {
    const response = await fetch(`${url}/api/v1/status`, { signal: AbortSignal.timeout(WAIT_MS) });
    const parsed = statusSchema.safeParse(await response.json());
    const live = parsed.data?.live;
    return live === undefined ? { why: `no answer from its chains in time, or none of ours at ${url}` } : { live };
  } catch {
    return { why: `not running (nothing answers at ${url})` };
  }
}
