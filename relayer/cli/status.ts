/** `causeway status`. @module */
import { Command } from 'commander';
import { type Globals, readGlobals } from './globals.ts';
import type { Screen } from './show/fit-screen.ts';

const EVERY_MS = 2_000;
const CLEAR_SCREEN = '\u001b[2J\u001b[H';

export function createStatusCommand(): Command {
  return new Command('status')
    .description('show paths, packets, chains, clients and endpoints; works beside a running service and without one')
    .option('--watch', 'show it again every two seconds')
    .action(async ({ watch }: { readonly watch?: boolean }, command: Command) => {
      const globals = readGlobals(command);
      if (watch !== true) {
        await showOnce(globals);
        return;
      }
      const { setTimeout: sleep } = await import('node:timers/promises');
      const isTerminal = process.stdout.isTTY === true;
      for (;;) {
        await showOnce(globals, isTerminal && !globals.json ? process.stdout : undefined);
        await sleep(EVERY_MS);
      }
    });
}

/** @param screen Takes the place of what it showed before, as far as there is room. */
async function showOnce(globals: Globals, screen?: Screen): Promise<void> {
  const { withStore } = await import('./open-store.ts');
  const { readStatus } = await import('../ops/report-status.ts');
  const { readLive } = await import('./read-live.ts');
  const { print } = await import('./show/print.ts');
  const { showStatus } = await import('./show/show-status.ts');
  const { createPaint } = await import('./show/paint.ts');
  const { fitScreen } = await import('./show/fit-screen.ts');
  await withStore(globals, true, async (store, config) => {
    const { live, why } = await readLive(config);
    const chains = config.chains.map(({ name }) => name);
    const paths = config.paths.map(({ name }) => name);
    const status = await readStatus(store, { chains, paths, nowMs: Date.now(), live });
    print(globals.json, status, () => {
      const text = showStatus(status, createPaint(), why);
      return screen === undefined ? text : `${CLEAR_SCREEN}${fitScreen(text, screen)}`;
    });
  });
}
