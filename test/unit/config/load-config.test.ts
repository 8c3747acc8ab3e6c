/** Loading: what a valid file becomes, and what each spoiled one is told. @module */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Config } from '../../../config/config.ts';
import { ConfigError, type ConfigProblem, formatProblem } from '../../../config/config-error.ts';
import { configJsonSchema } from '../../../config/json-schema.ts';
import { findConfigFile, findHome, loadConfig } from '../../../config/load-config.ts';
import { renderExample } from '../../../config/render-example.ts';

const VALID = `version: 1
chains:
  alpha:
    chainId: alpha-1
    rpc: [http://127.0.0.1:1]
    gasPrice: 0.025stake
  beta-2:
    chainId: beta-1
    rpc: [http://127.0.0.1:2, http://127.0.0.1:3, https://rpc.example.org]
    gasPrice: 1000000000000.000001ibc/ABC
    consistency: 2-of-3
    trust: { height: 12, hash: ${'ab'.repeat(32)} }
    trustingPeriod: 336h
paths:
  main:
    a: { chain: alpha }
    b: { chain: beta-2, client: 07-tendermint-3 }
`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'causeway-config-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function load(text: string, env: Record<string, string> = {}): Config {
  writeFileSync(join(home, 'causeway.yaml'), text);
  return loadConfig({ home, env });
}

function problemsOf(text: string, env: Record<string, string> = {}): readonly ConfigProblem[] {
  try {
    load(text, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  test('accepts a small file and fills in the defaults', () => {
    const config = load(VALID);
    expect(config).toMatchObject({
      home,
      file: join(home, 'causeway.yaml'),
      store: { kind: 'sqlite', file: join(home, 'causeway.db') },
      queue: { driver: 'local' },
      http: { enabled: true, host: '127.0.0.1', port: 3001 },
      log: { level: 'info', format: 'auto' },
      keysDir: join(home, 'keys'),
    });
    expect(config.chains[0]).toMatchObject({
      name: 'alpha',
      consistency: { kind: 'first-answer' },
      key: 'default',
      gasPrice: { amount: '0.025', denom: 'stake' },
      clockDriftNs: 10_000_000_000n,
      requestTimeoutMs: 10_000,
      trustLevel: { numerator: 1n, denominator: 3n },
    });
    expect(config.chains[1]).toMatchObject({
      consistency: { kind: 'agree', agree: 2, of: 3 },
      gasPrice: { amount: '1000000000000.000001', denom: 'ibc/ABC' },
      trust: { height: 12n, hash: new Uint8Array(32).fill(0xab) },
    });
  });

  test('gives the client on one end the terms of the chain on the other', () => {
    const [path] = load(VALID).paths;
    expect(path?.a).toMatchObject({ chain: 'alpha', trustingPeriodNs: 1_209_600_000_000_000n });
    expect(path?.b).toMatchObject({ chain: 'beta-2', client: '07-tendermint-3' });
    expect(path?.b).not.toHaveProperty('trustingPeriodNs');
  });

  test('accepts the example that init writes, and the devnet example', () => {
    expect(load(renderExample()).paths).toHaveLength(1);
    expect(load(readFileSync('config/networks/devnet.yaml', 'utf8')).chains).toHaveLength(2);
  });

  test('accepts an empty file', () => {
    expect(load('')).toMatchObject({ chains: [], paths: [] });
  });

  test('takes --home before CAUSEWAY_HOME before the default', () => {
    expect(findHome({ home: '/a', env: { CAUSEWAY_HOME: '/b' } })).toBe('/a');
    expect(findHome({ env: { CAUSEWAY_HOME: '/b' } })).toBe('/b');
    expect(findHome({ env: {} })).toMatch(/\.causeway$/);
    expect(findConfigFile({ home: '/a', env: { CAUSEWAY_CONFIG: '/c.yaml' } })).toBe('/c.yaml');
  });
});

/** Each case spoils one thing of the valid file. */
const SPOILED: readonly [string, string, string, Partial<ConfigProblem>][] = [
  ['an unknown setting', 'gasPrice: 0.025stake', 'gasPrise: 1', { path: 'chains.alpha.gasPrise', line: 6 }],
  ['a missing setting', '    gasPrice: 0.025stake\n', '', { path: 'chains.alpha.gasPrice', got: 'nothing' }],
  ['an unknown section', 'version: 1', 'versions: 1', { path: 'versions', line: 1, want: 'a known setting' }],
  ['a later version', 'version: 1', 'version: 2', { path: 'version', want: '1', got: '2' }],
  ['an empty endpoint list', '[http://127.0.0.1:1]', '[]', { path: 'chains.alpha.rpc', line: 5, got: 'an empty list' }],
  ['a text where a list belongs', '[http://127.0.0.1:1]', 'x', { path: 'chains.alpha.rpc', want: 'a list of URLs' }],
  ['an endpoint that is no URL', 'http://127.0.0.1:2', 'nowhere', { path: 'chains.beta-2.rpc.0', got: "'nowhere'" }],
  ['another protocol', 'http://127.0.0.1:2', 'ftp://h', { path: 'chains.beta-2.rpc.0', line: 9 }],
  ['the same endpoint twice', '127.0.0.1:2', '127.0.0.1:3', { path: 'chains.beta-2.rpc', want: 'each endpoint once' }],
  ['a price without a denom', '0.025stake', '0.025', { path: 'chains.alpha.gasPrice' }],
  ['a duration in days', '336h', '14d', { path: 'chains.beta-2.trustingPeriod', got: "'14d'" }],
  ['a period of zero', '336h', '0h', { path: 'chains.beta-2.trustingPeriod' }],
  ['a short hash', 'ab'.repeat(32), 'abab', { path: 'chains.beta-2.trust.hash', line: 12 }],
  ['agreement among a wrong number', '2-of-3', '2-of-4', { path: 'chains.beta-2.consistency', line: 11 }],
  [
    'agreement of a minority',
    '2-of-3',
    '1-of-3',
    { path: 'chains.beta-2.consistency', want: 'k of more than half of n' },
  ],
  ['a chain name in capitals', '  alpha:\n', '  Alpha:\n', { path: 'chains.Alpha', line: 3, got: "'Alpha'" }],
  ['the same chain id twice', 'beta-1', 'alpha-1', { path: 'chains.beta-2.chainId', got: "'alpha-1'" }],
  [
    'a path to an unknown chain',
    'a: { chain: alpha }',
    'a: { chain: gamma }',
    { path: 'paths.main.a.chain', line: 16 },
  ],
  ['a path from a chain to itself', 'chain: beta-2,', 'chain: alpha,', { path: 'paths.main.b.chain', line: 17 }],
  ['broken YAML', 'version: 1', 'version: [1', { want: 'well-formed YAML' }],
  ['a repeated key', 'version: 1', 'version: 1\nversion: 1', { line: 2, want: 'well-formed YAML' }],
];

describe('loadConfig refuses', () => {
  test.each(SPOILED)('rejects %s', (_, from, to, problem) => {
    expect(VALID).toContain(from);
    expect(problemsOf(VALID.replace(from, to))).toContainEqual(expect.objectContaining(problem));
  });

  test.each([
    ['store: { sqlite: a, postgres: postgres://h/d }', 'exactly one of sqlite and postgres'],
    ['store: {}', 'exactly one of sqlite and postgres'],
    ['queue: { driver: bullmq }', 'redis, since driver is bullmq'],
    ['queue: { driver: local, redis: redis://h }', 'no redis with driver local, or driver bullmq'],
    ['http: { port: 70000 }', 'a port (0 to 65535)'],
    ['http: { port: "80" }', 'a port (0 to 65535)'],
    ['paths: { p: { a: { chain: alpha }, b: { chain: beta } } }', 'a chain under chains'],
    ['chains: []', 'a mapping from names to chains'],
  ])('rejects %s', (text, want) => {
    expect(problemsOf(text)).toContainEqual(expect.objectContaining({ want, line: 1 }));
  });

  test('rejects a file that is not there', () => {
    expect(() => loadConfig({ home: join(home, 'none'), env: {} })).toThrow(/causeway init/);
  });

  test('reports every problem at once', () => {
    expect(problemsOf('http: { port: x, host: 5 }\nlog: { level: loud }')).toHaveLength(3);
  });

  test('does not repeat a password', () => {
    const [problem] = problemsOf('store: { postgres: "mysql://me:secret@h/d" }');
    expect(formatProblem('f', problem ?? { path: '', want: '', got: '' })).toBe(
      "f:1: store.postgres: want a postgres:// URL, got 'mysql://me:***@h/d'",
    );
  });

  test('rejects a file that aliases blow up', () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [${'*a, '.repeat(9)}]\nc: [${'*b, '.repeat(9)}]\nd: [${'*b, '.repeat(9)}]`;
    expect(problemsOf(bomb)).toContainEqual(expect.objectContaining({ want: 'at most 100 aliases' }));
  });
});

describe('environment overrides', () => {
  test('override what the file says', () => {
    const config = load(VALID, {
      CAUSEWAY_HTTP_PORT: '9',
      CAUSEWAY_HTTP_ENABLED: 'false',
      CAUSEWAY_LOG_LEVEL: 'debug',
      CAUSEWAY_CHAINS_ALPHA_RPC: 'http://h:1,http://h:2',
      CAUSEWAY_CHAINS_ALPHA_GAS_PRICE: '2atom',
      CAUSEWAY_CHAINS_BETA_2_TRUST_HEIGHT: '99',
      CAUSEWAY_PATHS_MAIN_A_CLIENT: '07-tendermint-8',
      CAUSEWAY_KEYS_DIR: '/keys',
      CAUSEWAY_KEY_DEFAULT: 'not a setting',
      CAUSEWAY_CRASH_AT: 'not a setting',
    });
    expect(config).toMatchObject({ http: { port: 9, enabled: false }, log: { level: 'debug' }, keysDir: '/keys' });
    expect(config.chains[0]).toMatchObject({ rpc: ['http://h:1', 'http://h:2'], gasPrice: { denom: 'atom' } });
    expect(config.chains[1]).toMatchObject({ trust: { height: 99n } });
    expect(config.paths[0]?.a).toMatchObject({ client: '07-tendermint-8' });
  });

  test('replace the alternatives of store and queue', () => {
    const env = { CAUSEWAY_STORE_POSTGRES: 'postgres://h/d', CAUSEWAY_QUEUE_REDIS: 'redis://h' };
    const config = load(`${VALID}store: { sqlite: x.db }\nqueue: { driver: local }\n`, env);
    expect(config.store).toEqual({ kind: 'postgres', url: 'postgres://h/d' });
    expect(config.queue).toEqual({ driver: 'bullmq', redis: 'redis://h' });
  });

  test('rejects a bad value and names the variable', () => {
    const [problem] = problemsOf(VALID, { CAUSEWAY_HTTP_PORT: 'eighty' });
    expect(formatProblem('f', problem ?? { path: '', want: '', got: '' })).toBe(
      "environment CAUSEWAY_HTTP_PORT: http.port: want a port (0 to 65535), got 'eighty'",
    );
  });

  test('rejects a variable that begins like a section but is no setting', () => {
    expect(problemsOf(VALID, { CAUSEWAY_CHAINS_GAMMA_RPC: 'http://h' })).toContainEqual(
      expect.objectContaining({ variable: 'CAUSEWAY_CHAINS_GAMMA_RPC' }),
    );
  });
});

describe('generated files', () => {
  test('config/example.yaml is what init writes', () => {
    expect(readFileSync('config/example.yaml', 'utf8')).toBe(renderExample());
  });

  test('config/causeway.schema.json is up to date', () => {
    const stored: unknown = JSON.parse(readFileSync('config/causeway.schema.json', 'utf8'));
    expect(stored).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
  });

  test('every setting and section of the schema appears in docs/configuration.md', () => {
    const docs = readFileSync('docs/configuration.md', 'utf8');
    const names: string[] = [];
    const collect = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('properties' in node && typeof node.properties === 'object')
        names.push(...Object.keys(node.properties ?? {}));
      for (const child of Object.values(node)) collect(child);
    };
    collect(configJsonSchema());
    expect(names.length).toBeGreaterThan(30);
    expect([...new Set(names)].filter((name) => !docs.includes(`\`${name}\``) && !docs.includes(`.${name}\``))).toEqual(
      [],
    );
  });
});
