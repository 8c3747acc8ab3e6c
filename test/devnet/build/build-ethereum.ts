/** Builds the programs of a proof-of-stake Ethereum: geth executes, Prysm agrees. @module */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildProgram, type ProgressChoice } from './build-program.ts';
import { parseRequired } from './check-toolchain.ts';
import { locateModule } from './locate-sources.ts';

/** Absolute paths of the executables. */
export interface EthereumPrograms {
  readonly geth: string;
  readonly beaconChain: string;
  readonly validator: string;
  /** Makes the genesis state. */
  readonly prysmctl: string;
}

const GETH = 'github.com/ethereum/go-ethereum';
const PRYSM = 'github.com/OffchainLabs/prysm/v7';

/**
 * Builds geth and Prysm or finds them in the cache; several processes may ask at once.
 * @throws {Error} when Go is missing or too old, or with the compiler's last lines.
 */
export async function buildEthereum(options: ProgressChoice = {}): Promise<EthereumPrograms> {
  // One after the other: a single build keeps all cores busy.
  const execution = await buildCommands('geth', GETH, ['geth'], options);
  const consensus = await buildCommands('prysm', PRYSM, ['beacon-chain', 'validator', 'prysmctl'], options);
  return {
    geth: join(execution, 'geth'),
    beaconChain: join(consensus, 'beacon-chain'),
    validator: join(consensus, 'validator'),
    prysmctl: join(consensus, 'prysmctl'),
  };
}

/** Commands of one repository, in the version that our go.mod fixes. */
function buildCommands(
  family: string,
  repository: string,
  names: readonly string[],
  options: ProgressChoice,
): Promise<string> {
  const module = locateModule(family);
  const version = parseRequired(readFileSync(module.mod, 'utf8'), repository);
  return buildProgram({ family, version, module, commands: names.map((name) => `${repository}/cmd/${name}`) }, options);
}
