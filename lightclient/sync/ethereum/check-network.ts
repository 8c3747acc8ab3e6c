/** Whether endpoints serve the network that we follow. What they say is no proof; it tells a mistake from a lie. @module */
import { equalBytes, toHex } from '../../codec/index.ts';
import type { BeaconConfig } from '../../ethereum/index.ts';
import type { Signal } from '../signal.ts';
import type { FollowContext } from './context.ts';
import { BeaconError, type BeaconNetwork, type BeaconProvider } from './provider.ts';

/** Asks those that were not asked yet. One that serves another network fails. */
export async function checkNetworks(context: Omit<FollowContext, 'state'>, signal?: Signal): Promise<void> {
  const { pool, now, identified, config } = context;
  const unknown = pool.ready(now()).filter((source) => !identified.has(source));
  await Promise.all(
    unknown.map(async (source) => {
      try {
        requireNetwork(source, await source.network(signal), config);
        identified.add(source);
      } catch (error) {
        if (!(error instanceof BeaconError)) throw error;
        pool.fail(source, error, now());
      }
    }),
  );
}

/** @throws {BeaconError} `wrong-network` naming the first difference. A fork that only the endpoint knows is none. */
function requireNetwork({ id }: BeaconProvider, network: BeaconNetwork, config: BeaconConfig): void {
  const refuse = (want: string, got: string): never => {
    throw new BeaconError(id, { code: 'wrong-network', want, got });
  };
  if (!equalBytes(network.genesisValidatorsRoot, config.genesisValidatorsRoot)) {
    const name = (root: Uint8Array) => `genesis validators root ${toHex(root)}`;
    refuse(name(config.genesisValidatorsRoot), name(network.genesisValidatorsRoot));
  }
  if (network.genesisTime !== config.genesisTime) {
    refuse(`genesis time ${config.genesisTime}`, `${network.genesisTime}`);
  }
  for (const { name, version, epoch } of config.forks) {
    const theirs = network.forks.find((fork) => fork.name === name);
    const describe = (fork: { version: Uint8Array; epoch: bigint }) =>
      `${toHex(fork.version)} from epoch ${fork.epoch} on`;
    const isSame = theirs !== undefined && equalBytes(theirs.version, version) && theirs.epoch === epoch;
    if (!isSame) refuse(`${name} ${describe({ version, epoch })}`, theirs === undefined ? 'none' : describe(theirs));
  }
}
