/** `causeway verify ethereum-update`, `ethereum-sync` and `ethereum-follow` as a process. @module */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toHex } from '@causeway/lightclient/codec';
import { decodeFollowerState } from '@causeway/lightclient/sync/ethereum';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBeaconConfig, formatBeaconGenesis, formatBeaconSpec } from '../support/beacon-config.ts';
import { type BeaconNode, type BeaconNodeOptions, createBeaconNode, refusal } from '../support/beacon-node.ts';
import { type BeaconChain, buildBeaconChain } from '../support/build-beacon-chain.ts';
import { type CliOptions, type CliRun, runCli } from '../support/run-cli.ts';
import { type ServedBeaconNode, serveBeaconNode } from '../support/serve-beacon-node.ts';

const VECTORS = fileURLToPath(new URL('../vectors/', import.meta.url));

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'causeway-verify-ethereum-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

let made = 0;

/** A new name each time: the cases run side by side. */
function newPath(name: string): string {
  made += 1;
  return join(dir, `${made}-${name}`);
}

function lines({ stdout }: CliRun): readonly unknown[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

describe('verify ethereum-sync', () => {
  const folders = [
    join(VECTORS, 'eth-lc-spec/deneb'),
    ...['altair', 'capella', 'electra', 'gloas'].map((fork) =>
      join(VECTORS, 'eth-lc-spec-generated', fork, 'minimal/sync'),
    ),
  ];
  const cases = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const official = join(VECTORS, 'eth-lc-spec/deneb/light_client_sync');

  test('accepts every case of the specification, in one process', async () => {
    expect(cases.length).toBeGreaterThan(20);
    const input = cases.map((folder) => `${JSON.stringify({ id: folder, case: folder })}\n`).join('');
    const run = await runCli(['verify', 'ethereum-sync', '--batch', '-'], { input });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(lines(run)).toEqual(cases.map((id) => ({ id, verdict: 'valid', steps: expect.any(Number) })));
  });

  test('accepts a single case', async () => {
    const run = await runCli(['verify', 'ethereum-sync', '--case', official]);
    expect(run).toEqual({ code: 0, stdout: '{"verdict":"valid","steps":10}\n', stderr: '' });
  });

  const spoilers: readonly (readonly [string, number, RegExp, (folder: string) => void])[] = [
    [
      'another finalized slot',
      1,
      /"code":"case-slot-mismatch".*"at":"steps\[0\]/,
      replaceIn('steps.yaml', 'slot: 24', 'slot: 25'),
    ],
    [
      'a slot before the signature',
      1,
      /"signature-slot-in-future"/,
      replaceIn('steps.yaml', 'current_slot: 41', 'current_slot: 40'),
    ],
    [
      'another trusted block',
      1,
      /"block-root-mismatch".*"at":"bootstrap"/,
      replaceIn('meta.yaml', "block_root: '0x", "block_root: '0xff"),
    ],
    [
      'another genesis',
      65,
      /bootstrap_fork_digest is malformed/,
      replaceIn('meta.yaml', "validators_root: '0x", "validators_root: '0xff"),
    ],
    [
      'no meta.yaml',
      65,
      /meta.yaml is malformed: want a file of the case/,
      (folder) => rmSync(join(folder, 'meta.yaml')),
    ],
    ['no bootstrap', 65, /bootstrap.ssz_snappy is malformed/, (folder) => rmSync(join(folder, 'bootstrap.ssz_snappy'))],
    [
      'half a bootstrap',
      65,
      /bootstrap.ssz_snappy is malformed/,
      (folder) => truncateSync(join(folder, 'bootstrap.ssz_snappy'), 500),
    ],
    ['steps that are no YAML', 65, /steps.yaml is malformed/, replaceIn('steps.yaml', 'checks:', 'checks: [')],
    [
      'an unknown step',
      65,
      /want one of process_update, force_update, upgrade_store/,
      replaceIn('steps.yaml', 'process_update', 'process_more'),
    ],
  ];
  test.concurrent.each(spoilers)('refuses one with %s (%i)', async (_, code, said, spoil) => {
    const folder = newPath('case');
    cpSync(official, folder, { recursive: true });
    spoil(folder);
    const run = await runCli(['verify', 'ethereum-sync', '--case', folder]);
    expect(run.code).toBe(code);
    expect(code === 1 ? run.stdout : run.stderr).toMatch(said);
    expect(run.stderr).not.toMatch(/\n {4}at /);
  });

  test('refuses a folder that is not there (66), in a batch (65)', async () => {
    const none = join(dir, 'none');
    expect(await runCli(['verify', 'ethereum-sync', '--case', none])).toMatchObject({ code: 66, stdout: '' });
    const run = await runCli(['verify', 'ethereum-sync', '--batch', '-'], { input: JSON.stringify({ case: none }) });
    expect(run.code).toBe(65);
    expect(lines(run)).toMatchObject([{ error: { code: 'malformed-input', field: 'case' } }]);
  });
});

/** Spoils every place where the text stands. The root stays as long as it was. */
function replaceIn(file: string, from: string, to: string): (folder: string) => void {
  return (folder) => {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    const spoiled = to.includes('0xff') ? text.replace(new RegExp(`${from}..`), to) : text.replace(from, to);
    expect(spoiled).not.toBe(text);
    writeFileSync(path, spoiled);
  };
}

describe('verify ethereum-update', () => {
  const folder = join(VECTORS, 'eth-lc-spec/deneb/light_client_sync');
  const meta = readFileSync(join(folder, 'meta.yaml'), 'utf8');
  const [, root = ''] = /trusted_block_root: '(0x[0-9a-f]{64})'/.exec(meta) ?? [];
  const fileOf = (prefix: string) => join(folder, readdirSync(folder).find((name) => name.startsWith(prefix)) ?? '');
  const [first, second] = [fileOf('update_0xbccd'), fileOf('update_0xd4ce')];
  const update = (...args: readonly string[]) =>
    runCli(['verify', 'ethereum-update', '--preset', 'minimal', '--config', join(folder, 'config.yaml'), ...args]);

  test('goes from a bootstrap in snappy over a written store to the next update', async () => {
    const store = newPath('store.json');
    const from = ['--genesis-validators-root', `@${join(folder, 'meta.yaml')}`, '--store', fileOf('bootstrap')];
    const start = await update(
      ...from,
      '--trusted-block-root',
      root,
      '--update',
      first,
      '--now-slot',
      '41',
      '--write-store',
      store,
    );
    expect(start).toMatchObject({ code: 0, stderr: '' });
    expect(lines(start)).toMatchObject([
      { verdict: 'valid', kind: 'update', finalized: { slot: '24' }, optimistic: { slot: '40' } },
    ]);
    const next = await update('--store', store, '--update', second, '--now-slot', '89');
    expect(next).toMatchObject({ code: 0, stderr: '' });
    expect(lines(next)).toMatchObject([{ verdict: 'valid', finalized: { slot: '72' } }]);
    const early = await update('--store', store, '--update', second, '--now-slot', '88');
    expect(early.code).toBe(1);
    expect(lines(early)).toMatchObject([{ verdict: 'invalid', reason: { code: 'signature-slot-in-future' } }]);
  });

  test.each([
    ['no flags', [], 64, /--store, --update, --now-slot/],
    [
      'another preset',
      [
        '--preset',
        'mainnet',
        '--genesis-validators-root',
        root,
        '--store',
        first,
        '--update',
        first,
        '--now-slot',
        '1',
      ],
      64,
      /--preset cannot be read/,
    ],
    [
      'a slot that is none',
      ['--genesis-validators-root', root, '--store', first, '--update', first, '--now-slot', 'now'],
      64,
      /--now-slot cannot be read/,
    ],
    [
      'a store that is not there',
      ['--store', '/none', '--update', first, '--now-slot', '1'],
      66,
      /none cannot be read/,
    ],
    ['no genesis', ['--store', first, '--update', first, '--now-slot', '1'], 65, /genesisValidatorsRoot is malformed/],
  ])('refuses %s', async (_, args, code, said) => {
    const run = await update(...args);
    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(said);
    expect(run.stdout).toBe('');
  });
});

describe('verify ethereum-follow', () => {
  const head = 158n;
  // It is slot 200, so that the nodes are a little behind.
  const genesisTime = BigInt(Math.floor(Date.now() / 1000)) - 200n * 6n;
  const config = createBeaconConfig({ electra: 0n }, { genesisTime });
  const chain = buildBeaconChain({ config });
  const checkpoint = `0x${toHex(chain.blockAt(16n).root)}`;
  const served: ServedBeaconNode[] = [];
  afterAll(async () => {
    await Promise.all(served.map((node) => node.close()));
  });

  async function serve(
    options: Partial<BeaconNodeOptions> = {},
    from: BeaconChain = chain,
  ): Promise<{ url: string; node: BeaconNode }> {
    const node = createBeaconNode(from, { head, ...options });
    const { url, close } = await serveBeaconNode(node);
    served.push({ url, close });
    return { url, node };
  }

  const follow = (urls: readonly string[], args: readonly string[], options?: CliOptions) =>
    runCli(['verify', 'ethereum-follow', ...urls.flatMap((url) => ['--beacon', url]), ...args], options);

  const slotsOf = (run: CliRun) => lines(run).map((line) => Object(line).finalized?.slot);

  test('prints each finalized header once, and ends at a slot', async () => {
    const { url } = await serve();
    const run = await follow([url], ['--checkpoint', checkpoint, '--until', '136']);
    expect(run.code).toBe(0);
    expect(slotsOf(run)).toEqual(['24', '88', '136']);
    const host = url.replace('http://', '');
    expect(lines(run)[2]).toMatchObject({
      finalized: {
        root: `0x${toHex(chain.blockAt(136n).root)}`,
        epoch: '17',
        period: '2',
        participants: 32,
        committeeSize: 32,
        source: host,
      },
    });
  });

  test('takes the chain from files, and refuses another one (69)', async () => {
    const { url } = await serve();
    const files = (chainConfig: typeof config) => {
      const [spec, genesis] = [newPath('spec.json'), newPath('genesis.json')];
      writeFileSync(spec, JSON.stringify({ data: formatBeaconSpec(chainConfig) }));
      writeFileSync(genesis, JSON.stringify({ data: formatBeaconGenesis(chainConfig) }));
      return ['--config', spec, '--genesis-validators-root', `@${genesis}`];
    };
    const right = await follow([url], ['--checkpoint', checkpoint, '--count', '1', ...files(config)]);
    expect(right.code).toBe(0);
    const other = files({ ...config, genesisValidatorsRoot: new Uint8Array(32) });
    const wrong = await follow([url], ['--checkpoint', checkpoint, '--max-outage', '0s', ...other]);
    expect(wrong).toMatchObject({ code: 69, stderr: expect.stringContaining('wrong-network') });
    const [flag = '', spec = ''] = files(config);
    const rootOnly = ['--genesis-validators-root', toHex(config.genesisValidatorsRoot)];
    const timeless = await follow([url], ['--checkpoint', checkpoint, flag, spec, ...rootOnly]);
    expect(timeless).toMatchObject({ code: 64, stderr: expect.stringContaining('The time of genesis is not known') });
  });

  test('resumes from its store with what was not told, and needs no checkpoint', async () => {
    const { url, node } = await serve();
    const store = newPath('store.json');
    const first = await follow([url], ['--checkpoint', checkpoint, '--store', store, '--count', '2']);
    expect(slotsOf(first)).toEqual(['24', '88']);
    expect(decodeFollowerState(readFileSync(store, 'utf8'), config).store.finalizedHeader.beacon.slot).toBe(136n);
    node.set({ head: head + 8n });
    const next = await follow([url], ['--store', store, '--count', '2']);
    expect(next.code).toBe(0);
    expect(slotsOf(next)).toEqual(['136', '144']);
    expect(node.calls.filter((call) => call.includes('/bootstrap/'))).toHaveLength(1);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s', async (signalAfterLine) => {
    const { url } = await serve();
    const run = await follow([url], ['--checkpoint', checkpoint], { signalAfterLine });
    expect(run.code).toBe(0);
    expect(slotsOf(run)).toEqual(['24', '88', '136']);
  });

  test('goes on beside an endpoint that lies, and says that it is put aside', async () => {
    const bad = await serve({ signing: { signers: chain.committeeOf(9n).signers } });
    const down = await serve({ answer: () => refusal(503, 'down') });
    const good = await serve();
    const run = await follow([bad.url, down.url, good.url], ['--checkpoint', checkpoint, '--until', '136']);
    expect(run.code).toBe(0);
    expect(slotsOf(run)).toEqual(['24', '88', '136']);
    expect(run.stderr).toContain(`${bad.url.replace('http://', '')} is not asked again: invalid-update`);
  });

  test('stops at two histories with the evidence (77)', async () => {
    const evidence = newPath('evidence.json');
    const [one, two] = [await serve(), await serve({}, chain.fork({ name: 'other', since: 130n }))];
    const run = await follow([one.url, two.url], ['--checkpoint', checkpoint, '--evidence', evidence]);
    expect(run.code).toBe(77);
    expect(slotsOf(run)).toEqual(['24', '88', '136']);
    expect(run.stderr).toContain('both signed by two thirds of a sync committee');
    expect(JSON.parse(readFileSync(evidence, 'utf8'))).toMatchObject({
      evidence: {
        kind: 'conflicting-finalized-headers',
        slot: '136',
        known: { version: 'electra' },
        rival: { version: 'electra' },
      },
    });
  });

  test('gives up when nobody was right for too long (69)', async () => {
    const { url, node } = await serve({ answer: () => refusal(503, 'down') });
    const run = await follow([url], ['--checkpoint', checkpoint, '--max-outage', '0s', '--json']);
    expect(run.code).toBe(69);
    expect(lines(run)).toMatchObject([
      { error: { code: 'UNAVAILABLE', message: expect.stringContaining('HTTP 503') } },
    ]);
    expect(node.calls.length).toBeGreaterThan(0);
  });

  test('says which file it cannot use (69), and ends at once where the slot was reached before', async () => {
    const { url } = await serve();
    const store = join(dir, 'none', 'store.json');
    writeFileSync(join(dir, 'none'), '');
    const unusable = await follow([url], ['--checkpoint', checkpoint, '--store', store]);
    expect(unusable).toMatchObject({ code: 69, stderr: expect.stringContaining(`${store} cannot be used`) });
    const good = newPath('store.json');
    await follow([url], ['--checkpoint', checkpoint, '--store', good, '--until', '136']);
    const again = await follow([url], ['--store', good, '--until', '136']);
    expect(again).toMatchObject({ code: 0, stdout: '' });
  });

  test('refuses a checkpoint that is too old, and a store that is damaged or of another checkpoint', async () => {
    const { url } = await serve();
    const old = await follow([url], ['--checkpoint', checkpoint, '--max-checkpoint-age', '1m']);
    expect(old).toMatchObject({ code: 77, stderr: expect.stringContaining('give a newer checkpoint') });
    const store = newPath('store.json');
    await follow([url], ['--checkpoint', checkpoint, '--store', store, '--count', '1']);
    const other = await follow([url], ['--checkpoint', `0x${'11'.repeat(32)}`, '--store', store]);
    expect(other).toMatchObject({ code: 77, stderr: expect.stringContaining('use another store') });
    truncateSync(store, 1000);
    const damaged = await follow([url], ['--store', store]);
    expect(damaged).toMatchObject({ code: 65, stderr: expect.stringContaining('the store cannot be used') });
    expect(existsSync(store)).toBe(true);
  });

  test.each([
    ['no endpoint', ['--checkpoint', '0x00'], /--beacon/],
    ['an address that is none', ['--beacon', 'localhost'], /--beacon cannot be used/],
    ['half a checkpoint', ['--beacon', 'http://localhost', '--checkpoint', '0x12'], /--checkpoint cannot be read/],
    ['no header at all', ['--beacon', 'http://localhost', '--count', '0'], /--count cannot be read/],
    ['an unknown network', ['--beacon', 'http://localhost', '--network', 'ropsten'], /mainnet, sepolia/],
  ])('refuses %s (64)', async (_, args, said) => {
    const run = await runCli(['verify', 'ethereum-follow', ...args]);
    expect(run.code).toBe(64);
    expect(run.stderr).toMatch(said);
  });
});
