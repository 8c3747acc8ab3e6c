/** The wrapper of every npm script: a stranger's process around ours must not be noticed. @module */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

const WRAPPER = join(import.meta.dirname, '../../support/with-setup.mjs');

async function startWrapped(source: string, ...args: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-setup-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const script = join(folder, 'script.ts');
  await writeFile(script, source);
  return spawn(process.execPath, [WRAPPER, script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

test('passes arguments and the exit code through, on the Node of the project with the sources as condition', async () => {
  const source = `
    const facts: readonly unknown[] = [process.version.startsWith('v24.'), process.execArgv, process.argv.slice(2)];
    console.log(JSON.stringify(facts));
    process.exitCode = 7;`;
  const wrapper = await startWrapped(source, '--keep', 'two words');
  const [printed, [code]] = await Promise.all([text(wrapper.stdout), once(wrapper, 'close')]);
  expect(code).toBe(7);
  expect(JSON.parse(printed)).toEqual([true, ['--conditions=causeway-source'], ['--keep', 'two words']]);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('forwards %s and waits for the end', async (signal) => {
  const source = `
    process.once('${signal}', () => {
      console.log('tidied up');
      process.exit(3);
    });
    setInterval(() => undefined, 1_000);
    console.log('ready');`;
  const wrapper = await startWrapped(source);
  await once(wrapper.stdout, 'data');
  wrapper.kill(signal);
  const [rest, [code]] = await Promise.all([text(wrapper.stdout), once(wrapper, 'close')]);
  expect(rest).toContain('tidied up');
  expect(code).toBe(3);
});

test('reports a script that a signal ended as shells do', async () => {
  const wrapper = await startWrapped(`process.kill(process.pid, 'SIGKILL');`);
  const [code] = await once(wrapper, 'close');
  expect(code).toBe(128 + 9);
});

test('rejects a call without a script', async () => {
  const wrapper = spawn(process.execPath, [WRAPPER], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, [code]] = await Promise.all([text(wrapper.stderr), once(wrapper, 'close')]);
  expect(code).toBe(1);
  expect(said).toBe('set-up: want a script to run, got no argument\n');
});
