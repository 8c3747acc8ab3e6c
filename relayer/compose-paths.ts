/** Puts the directions of all linked paths together. @module */
import type { Config, PathConfig, PathEndConfig } from '../config/config.ts';
import { createCometbftClientFactory } from './clients/cometbft/create-client-factory.ts';
import { createCometbftOnCosmos } from './clients/cometbft-on-cosmos.ts';
import type { ComposedChain } from './compose-chain.ts';
import type { DirectionDeps } from './pipeline/deps.ts';
import type { ClientDriver } from './ports/client-driver.ts';
import type { ClientFactory } from './ports/client-factory.ts';
import { RelayerError } from './ports/fault.ts';
import type { Lane } from './ports/lane.ts';
import { ibcV2 } from './protocols/ibc-v2.ts';

export type Chains = ReadonlyMap<string, ComposedChain>;

export function chainOf(chains: Chains, name: string): ComposedChain {
  const chain = chains.get(name);
  if (chain === undefined) throw new Error(`unreachable: the configuration was checked to have a chain ${name}`);
  return chain;
}

/** Both directions of each path that is linked; a path without both lanes is left out. */
export function composeDirections(config: Config, chains: Chains, lanes: readonly Lane[]): readonly DirectionDeps[] {
  return config.paths.flatMap((path) => {
    const ends = linkedEnds(path, lanes);
    return ends === undefined ? [] : directionsOf(path, chains, ends);
  });
}

interface Ends {
  readonly a: Lane;
  readonly b: Lane;
}

/** @returns Both ends once each is registered with the other; `undefined` before. */
export function linkedEnds(path: PathConfig, lanes: readonly Lane[]): Ends | undefined {
  const find = (end: PathEndConfig): Lane | undefined =>
    lanes.find((lane) => lane.path === path.name && lane.chain === end.chain && isOf(end, lane));
  const a = find(path.a);
  const b = find(path.b);
  if (a === undefined || b === undefined) return undefined;
  return a.counterparty.lane === b.lane && b.counterparty.lane === a.lane ? { a, b } : undefined;
}

/** A client that the configuration names wins over one that an earlier link has recorded. */
function isOf({ client }: PathEndConfig, lane: Lane): boolean {
  return client === undefined || client === lane.clientId;
}

function directionsOf(path: PathConfig, chains: Chains, { a, b }: Ends): readonly DirectionDeps[] {
  const onA = createDriver(path, chains, a);
  const onB = createDriver(path, chains, b);
  const portsA = chainOf(chains, a.chain).ports;
  const portsB = chainOf(chains, b.chain).ports;
  const base = { path: path.name, protocol: 'v2' } as const;
  return [
    {
      direction: { ...base, source: a, destination: b },
      protocol: ibcV2,
      source: portsA,
      destination: portsB,
      onSource: onA,
      onDestination: onB,
    },
    {
      direction: { ...base, source: b, destination: a },
      protocol: ibcV2,
      source: portsB,
      destination: portsA,
      onSource: onB,
      onDestination: onA,
    },
  ];
}

function createDriver(path: PathConfig, chains: Chains, lane: Lane): ClientDriver {
  const host = chainOf(chains, lane.chain);
  return createCometbftOnCosmos({
    host: host.headers,
    counterparty: chainOf(chains, lane.counterparty.chain).headers,
    clientId: lane.clientId,
    signer: host.ports.writer.signer,
    refreshRate: path.refreshRate,
    verifier: host.verifier,
  });
}

/** Creates and checks the client on one end of a path. */
export function composeFactory(chains: Chains, end: PathEndConfig, other: PathEndConfig): ClientFactory {
  const host = chainOf(chains, end.chain);
  return createCometbftClientFactory({
    host: host.headers,
    counterparty: chainOf(chains, other.chain).headers,
    signer: host.ports.writer.signer,
    trustingPeriodNs: end.trustingPeriodNs,
    trustLevel: end.trustLevel,
    maxClockDriftNs: end.clockDriftNs,
  });
}

/** @throws {RelayerError} CONFIG_INVALID naming the paths that exist. */
export function pathOf({ paths }: Config, name: string): PathConfig {
  const path = paths.find((candidate) => candidate.name === name);
  if (path !== undefined) return path;
  throw new RelayerError({
    code: 'CONFIG_INVALID',
    message: `there is no path '${name}'`,
    want: paths.length === 0 ? 'a path in the configuration' : `one of ${paths.map((known) => known.name).join(', ')}`,
    got: `'${name}'`,
  });
}
