/** A program for tests of crashes: starts what its argument names, prints pids and folders as JSON, and waits to be killed. @module */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChain } from '../devnet/chain/start-chain.ts';
import { startGuarded } from '../devnet/process/guarded-process.ts';

/** A process that ignores every polite signal, and one that is stopped: neither can end by itself. */
async function startStubborn() {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-crash-'));
  const inner = mkdtempSync(join(folder, 'home-'));
  const deaf = await startGuarded({
    command: '/bin/sh',
    args: ['-c', 'trap "" HUP INT TERM; while :; do sleep 1; done'],
    removeOnCrash: inner,
  });
  const stopped = await startGuarded({ command: '/bin/sleep', args: ['1000'] });
  stopped.signal('SIGSTOP');
  return { pids: [deaf.pid, stopped.pid], folder };
}

async function startPausedChain() {
  const chain = await startChain({ chainId: 'crash-1', validators: 2, blockTimeMs: 200 });
  chain.nodes[1]?.pause();
  return { pids: chain.nodes.map((node) => node.pid()), folder: chain.folder };
}

const started = process.argv[2] === 'chain' ? await startPausedChain() : await startStubborn();
process.stdout.write(`${JSON.stringify(started)}\n`);
setInterval(() => undefined, 60_000);
