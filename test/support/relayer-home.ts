/** A home folder for a relayer of a devnet: configuration on disk, as an operator would write it. @module */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface HomeChain {
  readonly name: string;
  readonly chainId: string;
  readonly rpc: readonly string[];
  /** The client on this chain, when there is one already. */
  readonly client?: string | undefined;
  /** More settings of the chain, as YAML scalars. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface HomeOptions {
  /** The two ends of the one path. */
  readonly chains: readonly [HomeChain, HomeChain];
  /** `CAUSEWAY_KEY_RELAYER`: mnemonic or hex. Given to processes by their environment, never written. */
  readonly key: string;
  readonly redisUrl?: string | undefined;
  readonly gasPrice?: string;
  /** Settings of the path, as YAML scalars. */
  readonly pathSettings?: Readonly<Record<string, string>>;
  /** More lines for the end of the file. */
  readonly extra?: string;
}

export interface RelayerHome {
  readonly folder: string;
  readonly file: string;
  readonly path: string;
  /** What a process of this relayer needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Writes `causeway.yaml` into a new temporary folder. The HTTP port is any free one. */
export function createRelayerHome(options: HomeOptions): RelayerHome {
  const { chains, redisUrl, gasPrice = '0.025stake', pathSettings = {}, extra = '' } = options;
  const [a, b] = chains;
  const folder = mkdtempSync(join(tmpdir(), 'causeway-relayer-'));
  const path = `${a.name}-${b.name}`;
  const chainLines = chains.flatMap(({ name, chainId, rpc, settings = {} }) => [
    `  ${name}:`,
    `    chainId: ${chainId}`,
    '    rpc:',
    ...rpc.map((url) => `      - ${url}`),
    `    gasPrice: ${gasPrice}`,
    '    addressPrefix: cosmos',
    '    key: relayer',
    ...toLines(settings),
  ]);
  const text = [
    'version: 1',
    'chains:',
    ...chainLines,
    'paths:',
    `  ${path}:`,
    `    a: ${toEnd(a)}`,
    `    b: ${toEnd(b)}`,
    ...toLines(pathSettings),
    'store:',
    '  sqlite: causeway.db',
    'queue:',
    ...(redisUrl === undefined ? ['  driver: local'] : ['  driver: bullmq', `  redis: ${redisUrl}`]),
    'http:',
    '  host: 127.0.0.1',
    '  port: 0',
    extra,
  ];
  const file = join(folder, 'causeway.yaml');
  writeFileSync(file, `${text.join('\n')}\n`);
  return { folder, file, path, env: { CAUSEWAY_KEY_RELAYER: options.key, CAUSEWAY_HOME: folder } };
}

function toLines(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings).map(([name, value]) => `    ${name}: ${value}`);
}

function toEnd({ name, client }: HomeChain): string {
  return client === undefined ? `{ chain: ${name} }` : `{ chain: ${name}, client: ${client} }`;
}
