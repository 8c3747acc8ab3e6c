/** `causeway status`. @module */
import { Command } from 'commander';
import { type Globals, readGlobals } from './globals.ts';

const EVERY_MS = 2_000;
const CLEAR_SCREEN = '\u001b[2J\u001b[H';

export function createStatusCommand(): Command {
  return new Command('status')
    .description('show paths, packets, chains, clients and endpoints; works beside a running service and without one')
    .option('--watch', 'show it again every two seconds')
    .action(async ({ watch }: { readonly watch?: boolean }, command: Command) => {
      const globals = readGlobals(command);
      if (watch !== true) {
        await showOnce(globals, '');
        return;
      }
      const { setTimeout: sleep } = await import('node:timers/promises');
      const isTerminal = process.stdout.isTTY === true;
      for (;;) {
        await showOnce(globals, isTerminal && !globals.json ? CLEAR_SCREEN : '');
        await sleep(EVERY_MS);
      }
    });
}

async function showOnce(globals: Globals, before: string): Promise<void> {
  const { withStore } = await import('./open-store.ts');
  const { readStatus } = await import('../ops/report-status.ts');
  const { readLive } = await import('./read-live.ts');
  const { print } = await import('./show/print.ts');
  const { showStatus } = await import('./show/show-status.ts');
  const { createPaint } = await import('./show/paint.ts');
  await withStore(globals, true, async (store, config) => {
    const { live, why } = await readLive(config);
    const chains = config.chains.map(({ name }) => name);
    const paths = config.paths.map(({ name }) => name);
    const status = await readStatus(store, { chains, paths, nowMs: Date.now(), live });
    process.stdout.write(before);
    print(globals.json, status, () => showStatus(status, createPaint(), why));
  });
}
