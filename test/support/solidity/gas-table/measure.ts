/** Every figure of the Ethereum table of `docs/gas.md`, from transactions on anvil. @module */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BASE_TIME, SECOND } from '../../build-header.ts';
import { ALL_ERRORS, deployBridge } from '../bridge.ts';
import { openStage } from '../stage.ts';
import { measurePackets } from './measure-packets.ts';
import { measureUpdates } from './measure-updates.ts';
import { DEPLOYED, GAS_ROWS, type GasRowId } from './rows.ts';

/** A figure for each row. */
export type GasFigures = Readonly<Record<GasRowId, number>>;

/** Deploys everything and measures it. @throws {Error} when something is refused */
export async function measureReceipts(root: string): Promise<GasFigures> {
  // So late that the first blocks are not of a time to come.
  const stage = await openStage(ALL_ERRORS, { timestamp: Number(BASE_TIME / SECOND) + 60 });
  try {
    const bridge = await deployBridge(stage);
    const updates = await measureUpdates(stage, bridge);
    const packets = await measurePackets(stage, bridge);
    return complete({ ...updates, ...packets, ...(await forgeFigures(root)), ...deployments(bridge.gas) });
  } finally {
    await stage.stop();
  }
}

/** Those that anvil cannot tell, as forge has them. */
async function forgeFigures(root: string): Promise<Pick<GasFigures, 'header-hash'>> {
  const written = JSON.parse(await readFile(join(root, 'test/contracts/gas/hard-cases.json'), 'utf8'));
  return { 'header-hash': Number(written['hash of a header']) };
}

function deployments(gas: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  const single = DEPLOYED.map((name) => [`deploy-${name}`, gas.get(name) ?? Number.NaN] as const);
  return { ...Object.fromEntries(single), 'deploy-everything': [...gas.values()].reduce((a, b) => a + b, 0) };
}

function complete(figures: Readonly<Record<string, number>>): GasFigures {
  const ids = Object.keys(GAS_ROWS) as GasRowId[];
  const missing = ids.filter((id) => !Number.isFinite(figures[id]));
  if (missing.length > 0) throw new Error(`gas: want a figure for each row, got none for ${missing.join(', ')}`);
  return Object.fromEntries(ids.map((id) => [id, figures[id]])) as GasFigures;
}
