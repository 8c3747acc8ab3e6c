/** The program without chains: set-up, keys, configuration, and reports from a store that a service has left. @module */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { packetPageSchema, statusSchema, whySchema } from '../../relayer/ops/http/api-schema.ts';
import { type CliOptions, type CliRun, runCli } from '../support/run-cli.ts';
import { seedStore, testTx } from '../support/seed-store.ts';

const WORDS = `${'abandon '.repeat(11)}about`;
const ADDRESS = 'cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4';
const CONFIG = `chains:
  alpha: { chainId: alpha-1, rpc: ["http://me:hunter2@127.0.0.1:9"], gasPrice: 1stake, key: hot }
  beta: { chainId: beta-1, rpc: ["http://127.0.0.1:9"], gasPrice: 1stake, key: hot, addressPrefix: osmo }
paths:
  main: { a: { chain: alpha }, b: { chain: beta } }
http: { port: 9 }
`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'causeway-cli-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function run(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return runCli(args, { ...options, env: { CAUSEWAY_HOME: home, CAUSEWAY_PASSPHRASE: 'pass word', ...options.env } });
}

function writeConfig(text = CONFIG): void {
  writeFileSync(join(home, 'causeway.yaml'), text);
}

/** Standard output is one JSON object, with --json on success and on failure. */
async function runJson(
  args: readonly string[],
  options: CliOptions = {},
): Promise<{ code: number | null; json: unknown }> {
  const { code, stdout } = await run([...args, '--json'], options);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  return { code, json: JSON.parse(stdout) };
}

describe('init', () => {
  test('writes a configuration that validates, with its schema and a private key folder', async () => {
    const nested = join(home, 'new', 'home');
    expect(await run(['init', '--home', nested])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('causeway link'),
    });
    expect(readdirSync(nested).sort()).toEqual(['causeway.schema.json', 'causeway.yaml', 'keys']);
    expect(statSync(join(nested, 'keys')).mode & 0o777).toBe(0o700);
    expect(await run(['config', 'validate', '--home', nested])).toMatchObject({ code: 0, stderr: '' });
  });

  test('does not replace a configuration unless told to (78)', async () => {
    writeConfig('mine: true');
    expect(await run(['init'])).toMatchObject({ code: 78, stderr: expect.stringContaining('--force') });
    expect(readFileSync(join(home, 'causeway.yaml'), 'utf8')).toBe('mine: true');
    expect((await run(['init', '--force'])).code).toBe(0);
  });

  test('rejects a home that cannot be made, and says what to name instead (78)', async () => {
    writeFileSync(join(home, 'file'), '');
    expect(await run(['init', '--home', join(home, 'file', 'home')])).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('--home or CAUSEWAY_HOME'),
    });
  });
});

describe('config', () => {
  test('validate names every problem with its line (78)', async () => {
    writeConfig(`${CONFIG}lag: 1\nlog: { level: loud }\n`);
    const { code, stderr } = await run(['config', 'validate']);
    expect(code).toBe(78);
    expect(stderr).toContain("causeway.yaml:7: lag: want a known setting, got 'lag'");
    expect(stderr).toContain(
      "causeway.yaml:8: log.level: want one of fatal, error, warn, info, debug, trace, silent, got 'loud'",
    );
    expect((await runJson(['config', 'validate'])).json).toMatchObject({
      error: {
        code: 'CONFIG_INVALID',
        problems: [
          { path: 'log.level', line: 8 },
          { path: 'lag', line: 7 },
        ],
      },
    });
  });

  test('validate --live asks the endpoints, without keys and without a store (69)', async () => {
    writeConfig();
    const { code, json } = await runJson(['config', 'validate', '--live']);
    expect(code).toBe(69);
    expect(json).toMatchObject({
      valid: true,
      checks: [
        { name: 'alpha: endpoints', status: 'fail' },
        { name: 'beta: endpoints', status: 'fail' },
      ],
    });
    expect(readdirSync(home)).toEqual(['causeway.yaml']);
  });

  test('show fills in defaults and environment and hides secrets', async () => {
    writeConfig();
    const { stdout } = await run(['config', 'show'], { env: { CAUSEWAY_LOG_LEVEL: 'debug' } });
    expect(stdout).toContain('level: debug');
    expect(stdout).toContain('refreshRate: 1/3');
    expect(stdout).not.toContain('hunter2');
  });

  test('schema prints the JSON schema', async () => {
    expect(JSON.parse((await run(['config', 'schema'])).stdout)).toMatchObject({ title: 'Causeway configuration' });
  });

  test('a missing configuration says what to do (78)', async () => {
    expect(await run(['status'])).toMatchObject({ code: 78, stderr: expect.stringContaining('causeway init') });
  });
});

describe('keys', () => {
  test('import keeps a key that list and show name by its addresses only', async () => {
    writeConfig();
    const imported = await runJson(['keys', 'import', 'hot', '--from', '-'], { input: `${WORDS}\n` });
    expect(imported).toMatchObject({ code: 0, json: { name: 'hot', addresses: { alpha: ADDRESS } } });
    const file = join(home, 'keys', 'hot.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain('abandon');
    expect((await runJson(['keys', 'list'])).json).toMatchObject({
      keys: [{ name: 'hot', source: 'file', addresses: { alpha: ADDRESS, beta: expect.stringMatching(/^osmo1/) } }],
    });
    const { stdout } = await run(['keys', 'show', 'hot']);
    expect(stdout).toContain(ADDRESS);
    expect(stdout).not.toContain('abandon');
  });

  test('add shows a new mnemonic once, from which the same key comes again', async () => {
    writeConfig();
    const { stdout } = await run(['keys', 'add', 'hot']);
    const words = stdout.split('\n').find((line) => /^( *[a-z]+){24}$/.test(line));
    const address = /cosmos1[a-z0-9]{38}/.exec(stdout)?.[0];
    expect(address).toBeDefined();
    for (const args of [
      ['keys', 'show', 'hot'],
      ['keys', 'list'],
      ['keys', 'show', 'hot', '--json'],
    ]) {
      expect((await run(args)).stdout).not.toContain(words?.trim());
    }
    const env = { CAUSEWAY_KEY_OTHER: words ?? '' };
    expect((await run(['keys', 'show', 'other'], { env })).stdout).toContain(address);
  });

  test.each<[string, readonly string[], CliOptions, number, string]>([
    ['words that are none', ['keys', 'import', 'cold'], { input: 'one two three' }, 65, 'want 12 to 24 words'],
    ['a missing file', ['keys', 'import', 'cold', '--from', '/none'], {}, 66, 'got no such file'],
    ['a bad name', ['keys', 'add', '../x'], {}, 65, 'want lower-case letters'],
    ['an unknown key', ['keys', 'show', 'cold'], {}, 78, 'causeway keys add cold'],
    [
      'no passphrase and nobody to ask',
      ['keys', 'add', 'cold'],
      { env: { CAUSEWAY_PASSPHRASE: '' } },
      78,
      '--passphrase-file',
    ],
  ])('rejects %s', async (_, args, options, code, message) => {
    writeConfig();
    const result = await run(args, options);
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(result.stderr).not.toContain('one two three');
    expect(existsSync(join(home, 'keys', 'cold.json'))).toBe(false);
  });

  test('rejects a key file that others may read (78)', async () => {
    writeConfig();
    for (const name of ['hot', 'other']) await run(['keys', 'import', name], { input: WORDS });
    chmodSync(join(home, 'keys', 'hot.json'), 0o644);
    expect(await run(['keys', 'list'])).toMatchObject({
      code: 78,
      stdout: expect.stringMatching(/^ +other /m),
      stderr: expect.stringContaining('chmod 600'),
    });
  });
});

describe('reports from the store', () => {
  const parked = { reason: 'recv-rejected', resumeTo: 'proving', detail: 'the receiver is blocked' } as const;

  beforeEach(async () => {
    writeConfig();
    const packets = [
      { sequence: 1n, state: 'done', patch: { outcome: 'success' } },
      { sequence: 2n, state: 'parked', patch: { parked, attempts: 3, notBeforeMs: Date.now() + 3_600_000 } },
    ] as const;
    const store = await seedStore(packets, join(home, 'causeway.db'));
    await store.packets.commit('test', [{ change: 'insert-tx', tx: testTx(2n, { state: 'expired' }) }]);
    await store.close();
  });

  test('status says that no service runs and shows what the store knows', async () => {
    const { code, stdout } = await run(['status']);
    expect(code).toBe(0);
    expect(stdout).toContain('not running');
    expect(stdout).toMatch(/main +alpha → beta +1 +#2, .* 1 done, 1 parked +ok/);
    const { json } = await runJson(['status']);
    expect(statusSchema.parse(json).paths).toMatchObject([{ directions: [{ open: 1 }, { open: 0 }] }]);
  });

  test('packets lists, filters and pages', async () => {
    const { json } = await runJson(['packets', '--limit', '1']);
    const page = packetPageSchema.parse(json);
    expect(page).toMatchObject({ packets: [{ sequence: 2n }], next: 'alpha/07-tendermint-0/2' });
    expect((await run(['packets', '--before', page.next ?? ''])).stdout).toContain('alpha/07-tendermint-0/1');
    expect((await run(['packets', '--state', 'done'])).stdout).not.toContain('alpha/07-tendermint-0/2');
    expect((await run(['packets', '--open'])).stdout).not.toContain('alpha/07-tendermint-0/1');
    expect(await run(['packets', '--limit', 'all'])).toMatchObject({ code: 64 });
    expect(await run(['packets', '--state', 'lost'])).toMatchObject({ code: 64 });
  });

  test('why explains a packet in sentences and in JSON', async () => {
    const { stdout } = await run(['why', 'alpha/2']);
    expect(stdout).toContain('alpha/07-tendermint-0/2 to beta: parked');
    expect(stdout).toContain('The destination refuses it. The receiver is blocked.');
    expect(stdout).toMatch(/Waits for the destination to change its mind, or its timeout; .*; tried again at 20/);
    const why = whySchema.parse((await runJson(['why', 'alpha/07-tendermint-0/2'])).json);
    expect(why).toMatchObject({ state: 'parked', parked, transactions: [{ state: 'expired' }] });
  });

  test('why rejects a packet that is not known (77), and a name that is none (65)', async () => {
    expect(await run(['why', 'alpha/07-tendermint-0/9'])).toMatchObject({ code: 77, stdout: '' });
    expect(await runJson(['why', 'nothing'])).toMatchObject({
      code: 65,
      json: { error: { want: expect.stringContaining('CHAIN/') } },
    });
  });

  test('clear makes stuck packets due', async () => {
    expect((await runJson(['clear', '--packet', 'alpha/2'])).json).toEqual({
      revived: ['alpha/07-tendermint-0/2'],
      hastened: [],
      resumedPaths: [],
    });
    expect(whySchema.parse((await runJson(['why', 'alpha/2'])).json)).toMatchObject({ state: 'proving', attempts: 0 });
    expect((await run(['clear', 'main'])).stdout).toBe('Nothing was stuck.\n');
    expect(await run(['clear', 'other'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('one of the paths main'),
    });
  });

  test('packets import refuses bytes that nobody asked for, and what is no hex (65)', async () => {
    const args = ['packets', 'import', 'alpha/2', '--bytes'];
    expect(await run([...args, '0a00'])).toMatchObject({
      code: 65,
      stderr: expect.stringContaining('bytes-unavailable'),
    });
    expect(await run([...args, 'zz'])).toMatchObject({ code: 65, stderr: expect.stringContaining('want hex digits') });
    expect(await run([...args, '@/none'])).toMatchObject({ code: 66 });
  });

  test('no colours where no terminal is', async () => {
    for (const args of [['status'], ['packets'], ['why', 'alpha/2']]) {
      expect((await run(args)).stdout).not.toContain('\u001b');
    }
  });

  test('status --watch shows it again, and ends with its reader', async () => {
    const reader = run(['status', '--watch', '--json'], { endAfterLines: 2 });
    expect((await reader).stdout.trim().split('\n').length).toBeGreaterThanOrEqual(2);
  });
});

describe('commands that need chains', () => {
  const env = { CAUSEWAY_KEY_HOT: WORDS };

  test('doctor says what is wrong and what to do (69)', async () => {
    writeConfig();
    const { code, stdout } = await run(['doctor'], { env });
    expect(code).toBe(69);
    expect(stdout).toMatch(/✗ alpha: endpoints: http:\/\/127.0.0.1:9: status: not reachable/);
    expect(stdout).not.toContain('alpha: wallet');
    expect(stdout).toContain('✓ queue: in memory');
    expect(stdout).toContain("Run 'causeway link main'.");
    expect(stdout).not.toMatch(/hunter2|abandon/);
    const { json } = await runJson(['doctor']);
    expect(json).toMatchObject({
      healthy: false,
      checks: expect.arrayContaining([expect.objectContaining({ status: 'fail' })]),
    });
  });

  test.each<[string, readonly string[], number, string]>([
    ['link without endpoints', ['link'], 69, 'no endpoint could answer'],
    ['link of an unknown path', ['link', 'other'], 64, 'one of the paths main'],
    ['start without endpoints', ['start'], 69, 'no endpoint could answer'],
    ['transfer of no coin', ['transfer', 'much', '--from', 'alpha'], 64, 'such as 100uatom'],
    ['transfer without a sender', ['transfer', '1stake'], 64, '--from'],
    ['transfer from elsewhere', ['transfer', '1stake', '--from', 'gamma'], 64, '--from alpha or beta'],
    ['transfer over a path that is not linked', ['transfer', '1stake', '--from', 'alpha'], 78, 'causeway link main'],
  ])('rejects %s', async (_, args, code, message) => {
    writeConfig();
    const result = await run(args, { env });
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(result.stderr).not.toMatch(/\n {4}at |hunter2|abandon/);
  });

  test('start begins nothing when its port is taken (69)', async () => {
    const other = createServer();
    onTestFinished(() => void other.close());
    const port = await listen(other);
    writeConfig(CONFIG.replace('http: { port: 9 }', `http: { port: ${port} }`));
    // The endpoints are down as well, which would be the answer of a service that had begun.
    expect(await runJson(['start'], { env })).toMatchObject({ code: 69, json: { error: { code: 'API_UNAVAILABLE' } } });
  });

  test('a key appears in no output, log or file of a run', async () => {
    const port = await freePort();
    writeConfig(CONFIG.replaceAll('127.0.0.1:9', `127.0.0.1:${port}`));
    const runs = await Promise.all([['doctor'], ['link'], ['start']].map((args) => run([...args, '--debug'], { env })));
    const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).map((name) => join(home, name));
    const texts = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, 'latin1'));
    const secret = /abandon abandon|c4a48e2fce1481cd3294b4490f6678090ea98d3d0e5cd984558ab0968741b104/i;
    for (const text of [...texts, ...runs.flatMap(({ stdout, stderr }) => [stdout, stderr])])
      expect(text).not.toMatch(secret);
    expect(texts.length).toBeGreaterThan(1);
  });
});

describe('version and help', () => {
  test('version prints the version', async () => {
    expect((await runJson(['version'])).json).toMatchObject({
      name: 'causeway',
      version: expect.stringMatching(/^\d/),
    });
    expect((await run(['--version'])).stdout).toBe((await run(['version'])).stdout);
  });

  test('help succeeds, an unknown command does not (64)', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('verify') });
    expect(await run(['nonsense'])).toMatchObject({
      code: 64,
      stderr: "causeway: unknown command 'nonsense'. See what there is with --help.\n",
    });
    expect(await run(['status', '--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--home <dir>') });
    expect((await runJson(['nonsense'])).json).toMatchObject({ error: { code: 'USAGE' } });
  });
});

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The port that it listens on. */
async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
