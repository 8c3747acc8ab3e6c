/** Every figure of the Ethereum table of `docs/gas.md`, from transactions on anvil. @module */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hex } from 'viem';
import { BASE_TIME, SECOND } from '../../build-header.ts';
import { type Bridge, deployBridge } from '../bridge.ts';
import { openStage, type Stage } from '../stage.ts';
import { measurePackets } from './measure-packets.ts';
import { measureUpdates } from './measure-updates.ts';
import { DEPLOYED, GAS_ROWS, type GasRowId } from './rows.ts';

/** A figure for each row. */
export type GasFigures = Readonly<Record<GasRowId, number>>;

/** Deploys everything and measures it. @throws {Error} when something is refused */
export async function measureReceipts(root: string): Promise<GasFigures> {
  // So late that the first blocks are not of a time to come.
  const stage = await openStage({ timestamp: Number(BASE_TIME / SECOND) + 60 });
  try {
    const bridge = await deployBridge(stage);
    const updates = await measureUpdates(stage, bridge);
    const packets = await measurePackets(stage, bridge);
    const deployed = await measureDeployment(stage, bridge);
    return complete({ ...updates, ...packets, ...(await forgeFigures(root)), ...deployed });
  } finally {
    await stage.stop();
  }
}

/** Those that anvil cannot tell, as forge has them. */
async function forgeFigures(root: string): Promise<Pick<GasFigures, 'header-hash'>> {
  const written = JSON.parse(await readFile(join(root, 'test/contracts/gas/hard-cases.json'), 'utf8'));
  return { 'header-hash': Number(written['hash of a header']) };
}

/** Of each contract by its name, and of all transactions of a deployment with the first of its clients. */
async function measureDeployment(stage: Stage, bridge: Bridge): Promise<Readonly<Record<string, number>>> {
  const { contracts, finished, clients } = bridge.manifest();
  const [first] = clients;
  if (finished === undefined || first?.contract === undefined || first.registration === undefined) {
    throw new Error('gas: want a deployment that is done');
  }
  const records = [...Object.values(contracts), first.contract];
  const hashes = new Set([...records, finished, first.registration].map(({ transaction }) => transaction));
  const gas = new Map<Hex, number>();
  for (const hash of hashes) gas.set(hash, Number((await stage.receiptOf(hash)).gasUsed));
  const figures = DEPLOYED.map((name) => {
    const record = records.find(({ contract }) => contract === name);
    return [`deploy-${name}`, record && gas.get(record.transaction)] as const;
  });
  const everything = [...gas.values()].reduce((total, each) => total + each, 0);
  return { ...Object.fromEntries(figures), 'deploy-everything': everything };
}

function complete(figures: Readonly<Record<string, number | undefined>>): GasFigures {
  const ids = Object.keys(GAS_ROWS) as GasRowId[];
  const missing = ids.filter((id) => !Number.isFinite(figures[id]));
  if (missing.length > 0) throw new Error(`gas: want a figure for each row, got none for ${missing.join(', ')}`);
  return Object.fromEntries(ids.map((id) => [id, figures[id]])) as GasFigures;
}
