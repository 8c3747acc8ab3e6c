/** `causeway start`: the service. @module */
import { Command } from 'commander';
import { readGlobals } from './globals.ts';
import { limitMemory } from './limit-memory.ts';
import type { OpenedRelayer } from './open-relayer.ts';

const LEAVE_AFTER_MS = 1_000;

export function createStartCommand(): Command {
  return new Command('start')
    .description('relay until stopped; the log goes to standard error')
    .option('--passphrase-file <file>', 'passphrase of the key files (CAUSEWAY_PASSPHRASE_FILE)')
    .addHelpText(
      'after',
      '\nSIGINT or SIGTERM stops it within 10 seconds; a second signal at once. Nothing is lost either way.',
    )
    .action(async (_options, command: Command) => {
      limitMemory();
      const globals = readGlobals(command);
      const { withRelayer } = await import('./open-relayer.ts');
      try {
        await withRelayer(globals, (opened) => serve(opened, globals.json), { service: true });
      } finally {
        // A connection that hangs must not keep a process whose work is done.
        setTimeout(() => process.exit(), LEAVE_AFTER_MS).unref();
      }
    });
}

async function serve(opened: OpenedRelayer, json: boolean): Promise<void> {
  const { config, relayer, logger } = opened;
  const { waitForShutdown } = await import('../ops/shutdown.ts');
  const { removeServiceFile, writeServiceFile } = await import('./service-file.ts');
  const startedAtMs = Date.now();
  let stopping = false;
  // Signals first: whoever stops it while it starts is heard.
  const stopped = waitForShutdown({
    logger,
    stop: async (graceMs) => {
      stopping = true;
      removeServiceFile(config);
      await relayer.stop(graceMs);
    },
  });
  // Before any work: a service that nobody could look at does not begin.
  const server = config.http.enabled ? await openServer(opened) : undefined;
  try {
    await Promise.race([relayer.start(), stopped]);
    if (stopping) return await stopped;
    const url = server?.url;
    if (url !== undefined) writeServiceFile(config, { pid: process.pid, url, startedAtMs });
    logger.info({ url: url ?? 'off', chains: config.chains.map(({ name }) => name).join(',') }, 'relaying');
    if (json) process.stdout.write(`${JSON.stringify({ started: { pid: process.pid, url: url ?? null } })}\n`);
    await Promise.race([stopped, relayer.broken.then((error) => Promise.reject(error))]);
  } finally {
    removeServiceFile(config);
    await server?.close();
  }
}

async function openServer({
  config,
  relayer,
  store,
  metrics,
  logger,
}: OpenedRelayer): Promise<{ url: string; close(): Promise<void> }> {
  const { createHttpServer } = await import('../ops/http/create-http-server.ts');
  const { VERSION } = await import('../version.ts');
  return createHttpServer({
    host: config.http.host,
    port: config.http.port,
    version: VERSION,
    store,
    chains: config.chains.map(({ name }) => name),
    paths: config.paths.map(({ name }) => name),
    live: () => relayer.live(),
    metrics,
    clock: { now: () => Date.now() },
    logger,
  });
}
