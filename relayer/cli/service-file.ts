/** Where a running service can be asked: a small file beside the configuration, for `status` and for scripts. @module */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../config/config.ts';

const schema = z.strictObject({ pid: z.int(), url: z.string(), startedAtMs: z.number() });
export type ServiceRecord = Readonly<z.output<typeof schema>>;

export function writeServiceFile(config: Config, record: ServiceRecord): void {
  writeFileSync(fileOf(config), `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

export function removeServiceFile(config: Config): void {
  rmSync(fileOf(config), { force: true });
}

/** `undefined` when no service has left one: it may be stale after a crash, so its address must still be tried. */
export function readServiceFile(config: Config): ServiceRecord | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(fileOf(config), 'utf8')));
  } catch {
    return undefined;
  }
}

function fileOf({ home }: Config): string {
  return join(home, 'service.json');
}
