/** `causeway verify eth-proof` as a process: both forms of input, what is printed, exit codes. @module */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lodestarCases, mainnetCases, storageCases } from '../support/eth-proof-requests.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';

const COMMAND = ['verify', 'eth-proof'] as const;
const cases = [...lodestarCases(), ...mainnetCases(), ...storageCases()];

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'causeway-eth-proof-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

let written = 0;

/** A new name each time: the cases run side by side. */
function writeFile(content: unknown): string {
  written += 1;
  const file = join(dir, `${written}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** The flags that say the same as a batch line. */
function toFlags(request: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(request).flatMap(([name, value]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === null) return [];
    if (name === 'proof' || name === 'blockHeader') return [flag, writeFile(value)];
    if (name === 'code') return [flag, `@${writeFile(value)}`];
    return Array.isArray(value) ? [flag, ...value.map(toText)] : [flag, String(value)];
  });
}

function toText(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  const { slot, value } = Object(entry);
  return `${slot}=${value ?? 'absent'}`;
}

function lines({ stdout }: CliRun): readonly unknown[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

test('judges every case of a batch, in order', async () => {
  const input = cases.map(({ id, request }) => `${JSON.stringify({ id, ...request })}\n`).join('');
  const run = await runCli([...COMMAND, '--batch', '-'], { input });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(lines(run)).toEqual(cases.map(({ id, want }) => expect.objectContaining({ id, verdict: want })));
});

describe('with flags', () => {
  const asked = lodestarCases().filter(({ id }) => /with what was asked|under (?:the|another) block hash/.test(id));
  const some = [...asked, ...mainnetCases().slice(0, 2), ...storageCases()];
  test.concurrent.each(some)('judges $id as $want', async ({ want, request }) => {
    const run = await runCli([...COMMAND, ...toFlags(request)]);
    expect(run).toMatchObject({ code: want === 'valid' ? 0 : 1, stderr: '' });
    expect(lines(run)).toMatchObject([{ verdict: want }]);
  });

  test('prints what is proven', async () => {
    const [valid] = storageCases();
    const run = await runCli([...COMMAND, ...toFlags(valid?.request ?? {})]);
    const slot = (last: string) => `0x${last.padStart(64, '0')}`;
    expect(lines(run)).toEqual([
      {
        verdict: 'valid',
        address: `0x${'1'.padStart(40, '0')}`,
        account: { nonce: '1', balance: '0', storageRoot: expect.any(String), codeHash: expect.any(String) },
        storage: [
          { slot: slot('0'), value: slot('2a') },
          { slot: slot('5'), value: `0x${'ff'.repeat(32)}` },
          { slot: slot('9'), value: null },
        ],
      },
    ]);
    const nobody = storageCases().find(({ id }) => id === 'nobody');
    expect(lines(await runCli([...COMMAND, ...toFlags(nobody?.request ?? {})]))).toMatchObject([{ account: null }]);
  });
});

describe('exit codes', () => {
  const [valid] = storageCases();
  const flags = (change: Readonly<Record<string, unknown>> = {}): readonly string[] => [
    ...COMMAND,
    ...toFlags({ ...valid?.request, ...change }),
  ];

  test.each<[string, () => readonly string[], number, RegExp]>([
    ['nothing', () => COMMAND, 64, /--state-root, --proof/],
    ['a block hash without its header', () => [...COMMAND, '--block-hash', 'aa'], 64, /--block-header, --proof/],
    ['a slot without a value', () => flags({ expectStorage: ['0'] }), 64, /--expect-storage cannot be read/],
    ['a value with a sign', () => flags({ expectStorage: ['0=-1'] }), 64, /below 2\^256/],
    ['a value of 257 bits', () => flags({ expectStorage: [`0=${2n ** 256n}`] }), 64, /below 2\^256/],
    ['a balance that is no number', () => flags({ expectBalance: 'much' }), 64, /--expect-balance cannot be read/],
    ['a root of 31 bytes', () => flags({ stateRoot: '00'.repeat(31) }), 65, /stateRoot is malformed/],
    ['a root and a block hash', () => flags({ blockHash: '00'.repeat(32), blockHeader: '{}' }), 65, /nothing beside/],
    ['a header without its hash', () => flags({ blockHeader: '{}' }), 65, /want the trusted hash of blockHeader/],
    ['a proof that is no JSON', () => flags({ proof: '{' }), 65, /proof is malformed/],
    ['an error of the node', () => flags({ proof: { jsonrpc: '2.0', error: { message: 'pruned' } } }), 65, /"pruned"/],
    [
      'a number as the balance',
      () => flags({ proof: { ...Object(valid?.request.proof), balance: 1 } }),
      65,
      /proof.balance/,
    ],
    [
      'a header that is no JSON',
      () => [
        ...COMMAND,
        '--block-hash',
        '00'.repeat(32),
        '--block-header',
        writeFile('{'),
        '--proof',
        writeFile(valid?.request.proof),
      ],
      65,
      /blockHeader is malformed/,
    ],
    ['a proof that is not there', () => [...flags(), '--proof', join(dir, 'none')], 66, /none cannot be read/],
  ])('rejects %s', async (_, args, code, message) => {
    const run = await runCli(args());
    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n {4}at /);
    expect(run.stdout).toBe('');
  });
});
