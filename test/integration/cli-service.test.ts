/** An operator's day on two real chains, through the program alone: doctor, link, start, transfer, why, status, stop. @module */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Devnet, STAKE_DENOM, startDevnet } from 'causeway/devnet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLocalSigner } from '../../relayer/chains/cosmos/signer.ts';
import { statusSchema, whySchema } from '../../relayer/ops/http/api-schema.ts';
import { createRelayerHome, type RelayerHome } from '../support/relayer-home.ts';
import { runCli } from '../support/run-cli.ts';

const ENTRY = fileURLToPath(new URL('../../relayer/cli/causeway.ts', import.meta.url));

let devnet: Devnet;
let home: RelayerHome;
let service: ChildProcess | undefined;
const key = randomBytes(32).toString('hex');

beforeAll(async () => {
  const defaults = { accounts: ['user'], validators: 1, blockTimeMs: 500 };
  devnet = await startDevnet({ chains: ['alpha-1', 'beta-1'], defaults });
  const { address } = createLocalSigner({ privateKey: Buffer.from(key, 'hex'), addressPrefix: 'cosmos' });
  await Promise.all(
    devnet.chains.map((chain) => chain.fund(address, [{ denom: STAKE_DENOM, amount: 10_000_000_000n }])),
  );
  const toHomeChain = (name: string) => {
    const { chainId, nodes } = devnet.chain(`${name}-1`);
    return { name, chainId, rpc: nodes.map(({ rpcUrl }) => rpcUrl) };
  };
  home = createRelayerHome({ chains: [toHomeChain('alpha'), toHomeChain('beta')], key });
});
afterAll(async () => {
  service?.kill('SIGKILL');
  await devnet.stop();
  rmSync(home.folder, { recursive: true });
});

async function causeway(
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly json: unknown; readonly stderr: string }> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], { env: home.env });
  return { code, json: stdout === '' ? undefined : JSON.parse(stdout), stderr };
}

/** The first line that `start --json` prints. */
async function startService(log: string[]): Promise<string> {
  const child = spawn(process.execPath, ['--conditions=causeway-source', ENTRY, 'start', '--json'], {
    env: { ...process.env, ...home.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  service = child;
  child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text));
  for await (const chunk of child.stdout.setEncoding('utf8')) return String(chunk);
  throw new Error(`the service ended: ${log.join('')}`);
}

test('a day in the life of an operator', async () => {
  expect(await causeway('doctor')).toMatchObject({ code: 0, json: { healthy: true } });
  const linked = await causeway('link');
  expect(linked).toMatchObject({ code: 0, json: { path: home.path, a: { created: true }, b: { created: true } } });
  expect(await causeway('link')).toMatchObject({ code: 0, json: { a: { created: false, registered: false } } });

  const log: string[] = [];
  const started: unknown = JSON.parse(await startService(log));
  expect(started).toMatchObject({
    started: { pid: service?.pid, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
  });
  expect(await causeway('start')).toMatchObject({ code: 69, json: { error: { code: 'STORE_UNAVAILABLE' } } });

  const sent = await causeway('transfer', `25${STAKE_DENOM}`, '--from', 'alpha', '--memo', 'hello');
  expect(sent).toMatchObject({ code: 0, json: { chain: 'alpha', packet: 'alpha/07-tendermint-0/1' } });
  await expect
    .poll(async () => (await causeway('why', 'alpha/1')).json, { timeout: 60_000, interval: 500 })
    .toMatchObject({ state: 'done', outcome: 'success' });
  const why = whySchema.parse((await causeway('why', 'alpha/1')).json);
  expect(why.history.map(({ to }) => to)).toEqual(
    expect.arrayContaining(['seen', 'delivering', 'acknowledging', 'done']),
  );
  expect(why.transactions.map(({ chain, state }) => `${chain} ${state}`).sort()).toEqual([
    'alpha included',
    'beta included',
  ]);

  const status = statusSchema.parse((await causeway('status')).json);
  expect(status.live).toMatchObject({
    clients: [{ status: 'active' }, { status: 'active' }],
    queue: { reachable: true },
  });
  expect(status.paths).toMatchObject([{ directions: [{ states: { done: 1 }, open: 0 }, { open: 0 }] }]);

  const stoppedAt = Date.now();
  const ended = new Promise((resolve) => service?.once('exit', (code, signal) => resolve({ code, signal })));
  service?.kill('SIGTERM');
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(Date.now() - stoppedAt).toBeLessThan(10_000);
  expect(existsSync(join(home.folder, 'service.json'))).toBe(false);

  const after = statusSchema.parse((await causeway('status')).json);
  expect(after).not.toHaveProperty('live');
  expect(after.paths).toEqual(status.paths);
  const files = readdirSync(home.folder).map((name) => join(home.folder, name));
  for (const file of files.filter((name) => statSync(name).isFile())) {
    const bytes = readFileSync(file);
    expect(bytes.includes(Buffer.from(key, 'hex'))).toBe(false);
    expect(bytes.toString('latin1')).not.toContain(key);
  }
  expect(log.join('')).not.toContain(key);
}, 180_000);
