/** No process of a devnet outlives its parent, and no two take the same port. @module */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { startGuarded } from '../devnet/process/guarded-process.ts';
import { reservePorts } from '../devnet/process/reserve-ports.ts';
import { readFirstLine, runModule, waitForEnd } from '../support/run-module.ts';

/** A zombie counts as gone: only its parent can clear it away, and that may be slow to. */
function isRunning(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return state !== '' && !state.startsWith('Z');
  } catch {
    return false; // ps knows no such process
  }
}

/** The processes that belong to the groups which `pids` lead: the programs and their guards. */
function groupMembers(pids: readonly number[]): readonly string[] {
  const listed = execFileSync('ps', ['-eo', 'pgid=,stat=,args='], { encoding: 'utf8' });
  return listed.split('\n').filter((line) => {
    const [group = '', state = ''] = line.trim().split(/\s+/);
    return pids.includes(Number(group)) && !state.startsWith('Z');
  });
}

describe('after kill -9 of the parent', () => {
  test.each(['stubborn', 'chain'])('nothing is left of %s processes, running or stopped', async (kind) => {
    const parent = runModule('./crash-with-children.ts', [kind]);
    const { pids, folder }: { pids: number[]; folder: string } = JSON.parse(await readFirstLine(parent));
    expect(pids).toHaveLength(2);
    expect(pids.every(isRunning)).toBe(true);
    parent.kill('SIGKILL');
    await waitForEnd(parent);
    await vi.waitFor(() => expect(groupMembers(pids)).toEqual([]), { timeout: 10_000, interval: 100 });
    await vi.waitFor(() => expect(existsSync(folder)).toBe(false), { timeout: 10_000, interval: 100 });
  });
});

describe('a guarded process', () => {
  test('ends by itself and takes its guard with it', async () => {
    const child = await startGuarded({ command: '/bin/sh', args: ['-c', 'exit 7'] });
    expect(await child.exited).toEqual({ code: 7, signal: null });
    expect(child.isRunning()).toBe(false);
    await vi.waitFor(() => expect(groupMembers([child.pid])).toEqual([]));
  });

  test('is stopped politely, and by force when it does not listen', async () => {
    const startTrapping = async (trap: string) => {
      const args = ['-c', `trap "${trap}" TERM; echo ready; while :; do sleep 0.05; done`];
      let hear: (line: string) => void = () => undefined;
      const ready = new Promise<string>((resolve) => {
        hear = resolve;
      });
      const child = await startGuarded({ command: '/bin/sh', args, onLine: (line) => hear(line) });
      expect(await ready).toBe('ready');
      return child;
    };
    const [polite, deaf] = await Promise.all([startTrapping('exit 3'), startTrapping('')]);
    expect(await polite.stop(5_000)).toEqual({ code: 3, signal: null });
    expect(await deaf.stop(200)).toEqual({ code: null, signal: 'SIGKILL' });
    await vi.waitFor(() => expect(groupMembers([polite.pid, deaf.pid])).toEqual([]));
  });

  test('is ended also while it is stopped', async () => {
    const child = await startGuarded({ command: '/bin/sleep', args: ['1000'] });
    child.signal('SIGSTOP');
    expect(await child.stop(5_000)).toEqual({ code: null, signal: 'SIGTERM' });
  });

  test('writes both outputs to its log', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-log-'));
    const logFile = join(folder, 'out.log');
    const child = await startGuarded({ command: '/bin/sh', args: ['-c', 'echo one; echo two >&2'], logFile });
    await child.exited;
    expect(readFileSync(logFile, 'utf8').split('\n').sort()).toEqual(['', 'one', 'two']);
    rmSync(folder, { recursive: true });
  });

  test('gives every line, however soon it ends', async () => {
    for (let round = 0; round < 20; round++) {
      const lines: string[] = [];
      const onLine = (line: string) => lines.push(line);
      const child = await startGuarded({ command: '/bin/sh', args: ['-c', 'echo one; echo two'], onLine });
      expect((await child.exited).code).toBe(0);
      expect(lines).toEqual(['one', 'two']);
    }
  });

  test('rejects a program that is not there', async () => {
    const child = await startGuarded({ command: '/nowhere/at-all', args: [] });
    expect((await child.exited).code).toBe(127);
  });
});

describe('reservePorts', () => {
  test('gives free ports, each to one caller only, until they are released', async () => {
    const claims = await Promise.all([1, 2, 3].map(() => reservePorts(20)));
    const ports = claims.flatMap((claim) => claim.ports);
    expect(new Set(ports).size).toBe(60);
    const [port = 0] = ports;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => server.close(resolve));
    for (const claim of claims) claim.release();
    expect(existsSync(join(tmpdir(), 'causeway-ports', String(port)))).toBe(false);
  });
});
