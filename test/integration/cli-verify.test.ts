/** `causeway verify` as a process: both forms of input, exit codes, and what it loads. @module */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientMessageCases } from '../support/client-message-requests.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';
import { celestiaCases, modelBasedCases, proofCases, type VerifyCase } from '../support/verify-requests.ts';

const EXIT = { valid: 0, invalid: 1, 'not-enough-trust': 2 } as const;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'causeway-verify-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function writeFile(name: string, content: string): string {
  const file = join(dir, name);
  writeFileSync(file, content);
  return file;
}

let written = 0;

/** A new name each time: the cases run side by side. */
function writeJson(name: string, content: unknown): string {
  written += 1;
  return writeFile(`${name}-${written}.json`, JSON.stringify(content));
}

/** The flags that say the same as a batch line. */
function toFlags(request: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(request).flatMap(([name, value]) => {
    if (name === 'trusted' || name === 'untrusted') return [`--${name}`, writeJson(name, value)];
    if (name === 'messageType') return ['--type', String(value)];
    if (name === 'consensusStates') return toStateFlags(value);
    return [`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, String(value)];
  });
}

function toStateFlags(value: unknown): readonly string[] {
  const states: readonly { height: string; value: string }[] = Array.isArray(value) ? value : [];
  return states.flatMap((state) => ['--consensus-state', `${state.height}=${state.value}`]);
}

function lines({ stdout }: CliRun): readonly unknown[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

/** Without `value`, which only membership takes. */
function toProofFlags({
  kind,
  request,
}: {
  kind: string;
  request: Readonly<Record<string, unknown>>;
}): readonly string[] {
  const { value, ...rest } = request;
  return toFlags(kind === 'membership' ? request : rest);
}

describe('verify --batch', () => {
  const groups: readonly [string, readonly VerifyCase[]][] = [
    ['tendermint', [...modelBasedCases(), ...celestiaCases()]],
    ['membership', proofCases().filter(({ kind }) => kind === 'membership')],
    ['non-membership', proofCases().filter(({ kind }) => kind === 'non-membership')],
    ['client-message', clientMessageCases()],
  ];

  test.each(groups)('%s judges every case from a file and from standard input, in order', async (command, cases) => {
    expect(cases.length).toBeGreaterThan(10);
    const jsonl = cases.map(({ id, request }) => `${JSON.stringify({ id, ...request })}\n`).join('');
    const want = cases.map(({ id, want: verdict }) => expect.objectContaining({ id, verdict }));
    const fromFile = await runCli(['verify', command, '--batch', writeFile(`${command}.jsonl`, jsonl)]);
    expect(fromFile.stderr).toBe('');
    expect(lines(fromFile)).toEqual(want);
    expect(fromFile.code).toBe(0);
    const fromInput = await runCli(['verify', command, '--batch', '-'], { input: jsonl });
    expect(fromInput).toEqual(fromFile);
  });

  test('goes on after malformed lines and says so with exit code 65', async () => {
    const [valid] = proofCases();
    const { root, ...incomplete } = valid?.request ?? {};
    const input = [
      'not json',
      '',
      JSON.stringify({ id: 'x' }),
      '[]',
      JSON.stringify({ id: 7, ...incomplete, root: 'zz' }),
    ];
    const last = JSON.stringify({ id: { any: 'json' }, ...incomplete, root, note: 'other keys are ignored' });
    const run = await runCli(['verify', 'membership', '--batch', '-'], { input: `${input.join('\n')}\r\n${last}` });
    expect(lines(run)).toEqual([
      { id: null, line: 1, error: expect.objectContaining({ code: 'malformed-input', field: 'request' }) },
      { id: 'x', error: expect.objectContaining({ code: 'malformed-input', want: 'a text', got: 'nothing' }) },
      { id: null, line: 4, error: expect.objectContaining({ want: 'a JSON object', got: 'a list' }) },
      { id: 7, error: expect.objectContaining({ field: 'root', want: 'hex digits' }) },
      { id: { any: 'json' }, verdict: 'valid' },
    ]);
    expect(run.code).toBe(65);
  });

  test('judges thousands of cases in one process', async () => {
    const [valid] = proofCases();
    const input = Array.from({ length: 5000 }, (_, id) => `${JSON.stringify({ id, ...valid?.request })}\n`).join('');
    const run = await runCli(['verify', 'membership', '--batch', '-'], { input });
    const answers = lines(run);
    expect(answers).toHaveLength(5000);
    expect(answers.at(-1)).toEqual({ id: 4999, verdict: 'valid' });
  });

  test('rejects a file that is not there (66)', async () => {
    const run = await runCli(['verify', 'tendermint', '--batch', join(dir, 'none.jsonl')]);
    expect(run).toMatchObject({ code: 66, stdout: '', stderr: expect.stringContaining('ENOENT') });
  });
});

describe('verify with flags', () => {
  test.concurrent.each([...modelBasedCases(), ...celestiaCases()])(
    'tendermint judges $id as $want',
    async ({ want, request }) => {
      const run = await runCli(['verify', 'tendermint', ...toFlags(request)]);
      expect(run).toMatchObject({ code: EXIT[want], stderr: '' });
      expect(lines(run)).toMatchObject([{ verdict: want }]);
    },
  );

  const vectors = proofCases().filter(({ id }) => /_(left|middle|right)( with another key)?$/.test(id));
  test.concurrent.each(vectors)('$kind judges $id as $want', async ({ kind, want, request }) => {
    const run = await runCli(['verify', kind, ...toProofFlags({ kind, request })]);
    expect(run).toMatchObject({ code: EXIT[want], stderr: '' });
    expect(lines(run)).toMatchObject([{ verdict: want }]);
  });

  test.concurrent.each(clientMessageCases().filter(({ request }) => request.consensusStates.length > 0))(
    'client-message judges $id as $want',
    async ({ want, effect, request }) => {
      const run = await runCli(['verify', 'client-message', ...toFlags(request)]);
      expect(run).toMatchObject({ code: EXIT[want], stderr: '' });
      expect(lines(run)).toMatchObject([{ verdict: want, ...(effect === undefined ? {} : { effect }) }]);
    },
  );

  test('client-message takes hex from files', async () => {
    const [valid] = clientMessageCases();
    const { message = '', clientState = '', now = '' } = valid?.request ?? {};
    const states = toStateFlags(valid?.request.consensusStates);
    const files = [
      '--message',
      `@${writeFile('m.hex', `${message}\n`)}`,
      '--client-state',
      `@${writeFile('c.hex', clientState)}`,
    ];
    const run = await runCli(['verify', 'client-message', ...files, ...states, '--type', 'Header', '--now', now]);
    expect(lines(run)).toEqual([{ verdict: 'valid', effect: 'updated' }]);
  });
});

describe('verify exit codes', () => {
  const [valid] = celestiaCases();
  const flags = (change: Readonly<Record<string, unknown>> = {}): readonly string[] => [
    'verify',
    'tendermint',
    ...toFlags({ ...valid?.request, ...change }),
  ];

  test.each<[string, () => readonly string[], number, RegExp]>([
    ['no subcommand', () => ['verify'], 64, /Usage: causeway verify/],
    ['an unknown subcommand', () => ['verify', 'nothing'], 64, /unknown command/],
    ['an unknown flag', () => [...flags(), '--foo'], 64, /unknown option/],
    [
      'a missing flag',
      () => ['verify', 'tendermint', '--chain-id', 'x'],
      64,
      /--trusted, --untrusted, --trusting-period, --now/,
    ],
    [
      'a negative duration',
      () => flags({ trustingPeriod: '-1h' }),
      64,
      /--trusting-period cannot be read: want a duration/,
    ],
    ['a bad time', () => flags({ now: 'now' }), 64, /--now cannot be read/],
    ['a low trust level', () => flags({ trustLevel: '1/4' }), 64, /--trust-level cannot be read/],
    [
      'a light block that is no JSON',
      () => [...flags(), '--untrusted', writeFile('bad.json', '{')],
      65,
      /untrusted is malformed/,
    ],
    [
      'a light block without a header',
      () => [...flags(), '--untrusted', writeFile('empty.json', '{}')],
      65,
      /signed_header/,
    ],
    ['a file that is not there', () => [...flags(), '--trusted', join(dir, 'none')], 66, /none cannot be read/],
    [
      'bad hex',
      () => ['verify', 'non-membership', '--root', 'zz', '--path', 'a/b', '--proof', ''],
      65,
      /root is malformed/,
    ],
    [
      'a state without a height',
      () => ['verify', 'client-message', '--consensus-state', 'ff'],
      64,
      /REVISION-HEIGHT=HEX/,
    ],
  ])('rejects %s', async (_, args, code, message) => {
    const run = await runCli(args());
    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n {4}at /);
    expect(run.stdout).toBe('');
  });

  test('prints one JSON object on standard output with --json', async () => {
    const run = await runCli([...flags({ now: 'now' }), '--json']);
    expect(lines(run)).toEqual([{ error: expect.objectContaining({ code: 'USAGE', want: 'an RFC 3339 time' }) }]);
  });

  test('adds a stack trace with --debug only', async () => {
    const run = await runCli([...flags({ now: 'now' }), '--debug']);
    expect(run.stderr).toMatch(/\n {4}at /);
  });
});

describe('verify loads', () => {
  const trace = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) { process._rawDebug('loaded ' + url); return next(url, context); } });`)}`;

  test('the library, commander and nothing of the service', async () => {
    const [valid] = clientMessageCases();
    const run = await runCli(['verify', 'client-message', '--batch', '-'], {
      input: JSON.stringify(valid?.request),
      node: ['--import', trace],
    });
    expect(lines(run)).toMatchObject([{ verdict: 'valid' }]);
    const loaded = run.stderr.split('\n').filter((line) => line.startsWith('loaded file:'));
    const foreign = loaded.filter(
      (url) => !/\/(lightclient|relayer\/cli|relayer\/ports|config)\/|node_modules\/(@noble|commander)\//.test(url),
    );
    expect(loaded.length).toBeGreaterThan(20);
    expect(foreign).toEqual([]);
  });

  test('nothing on a Node that is too old, but says so', async () => {
    const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'22.12.0'})";
    const run = await runCli(['verify', '--help'], { node: ['--import', old] });
    expect(run).toEqual({ code: 69, stdout: '', stderr: 'causeway: want Node.js 22.13 or later, got 22.12.0\n' });
  });
});
