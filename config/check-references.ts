/** Checks that span several settings, which a schema cannot express. @module */
import { parseFraction } from './build-config.ts';
import type { ChainFile, ConfigFile, PathFile } from './schema.ts';

export interface Contradiction {
  readonly path: readonly string[];
  readonly want: string;
  readonly got: string;
}

export function checkReferences(file: ConfigFile): readonly Contradiction[] {
  return [
    ...Object.entries(file.chains).flatMap(([name, chain]) => checkChain(name, chain)),
    ...sameChainTwice(file),
    ...Object.entries(file.paths).flatMap(([name, path]) => checkPath(name, path, Object.keys(file.chains))),
    ...sameClientTwice(file),
  ];
}

function checkChain(name: string, chain: ChainFile): readonly Contradiction[] {
  const out: Contradiction[] = [];
  const [agree, of] = chain.consistency.split('-of-').map(Number);
  if (of !== undefined && of !== chain.rpc.length) {
    const want = `n equal to the number of endpoints (${chain.rpc.length})`;
    out.push({ path: ['chains', name, 'consistency'], want, got: chain.consistency });
  } else if (of !== undefined && agree !== undefined && 2 * agree <= of) {
    // Less than a majority could agree on two different answers.
    out.push({ path: ['chains', name, 'consistency'], want: 'k of more than half of n', got: chain.consistency });
  }
  const level = parseFraction(chain.trustLevel);
  if (3n * level.numerator < level.denominator || level.numerator > level.denominator) {
    out.push({ path: ['chains', name, 'trustLevel'], want: 'a fraction from 1/3 to 1/1', got: chain.trustLevel });
  }
  const repeated = chain.rpc.find((url, index) => chain.rpc.indexOf(url) !== index);
  if (repeated !== undefined) {
    out.push({ path: ['chains', name, 'rpc'], want: 'each endpoint once', got: 'the same URL twice' });
  }
  return out;
}

function sameChainTwice(file: ConfigFile): readonly Contradiction[] {
  const seen = new Map<string, string>();
  const out: Contradiction[] = [];
  for (const [name, chain] of Object.entries(file.chains)) {
    const first = seen.get(chain.chainId);
    if (first === undefined) seen.set(chain.chainId, name);
    else
      out.push({
        path: ['chains', name, 'chainId'],
        want: `a chain id other than that of ${first}`,
        got: chain.chainId,
      });
  }
  return out;
}

function checkPath(name: string, path: PathFile, chains: readonly string[]): readonly Contradiction[] {
  const out: Contradiction[] = [];
  for (const end of ['a', 'b'] as const) {
    if (chains.includes(path[end].chain)) continue;
    const want = chains.length === 0 ? 'a chain under chains' : `one of ${chains.join(', ')}`;
    out.push({ path: ['paths', name, end, 'chain'], want, got: path[end].chain });
  }
  if (path.a.chain === path.b.chain) {
    out.push({ path: ['paths', name, 'b', 'chain'], want: 'a chain other than that of a', got: path.b.chain });
  }
  const rate = parseFraction(path.refreshRate);
  if (rate.numerator >= rate.denominator) {
    out.push({ path: ['paths', name, 'refreshRate'], want: 'a fraction below 1', got: path.refreshRate });
  }
  return out;
}

function sameClientTwice(file: ConfigFile): readonly Contradiction[] {
  const seen = new Map<string, string>();
  const out: Contradiction[] = [];
  for (const [name, path] of Object.entries(file.paths)) {
    for (const end of ['a', 'b'] as const) {
      const { chain, client } = path[end];
      if (client === undefined) continue;
      const first = seen.get(`${chain}/${client}`);
      if (first === undefined) seen.set(`${chain}/${client}`, name);
      else
        out.push({
          path: ['paths', name, end, 'client'],
          want: `a client that path ${first} does not use`,
          got: client,
        });
    }
  }
  return out;
}
