/** What the chains themselves say about a run: each packet's blocks, and the transactions that a relayer paid for. @module */
import { type Chain, listPacketSteps, type PacketStep, parseTimeNs, type ScannedTx, scanBlocks } from 'causeway/devnet';
import { textAt } from '../../devnet/client/read-json.ts';

export interface BlockRange {
  readonly from: bigint;
  readonly to: bigint;
}

export interface ChainRecord {
  /** That a block took, on average over the range. */
  readonly blockSeconds: number;
  readonly steps: readonly TimedStep[];
  /** Of relayers, failed ones included. */
  readonly transactions: number;
  readonly failed: number;
}

export interface TimedStep extends PacketStep {
  readonly hash: string;
  readonly height: bigint;
  /** Time of its block. */
  readonly atSeconds: number;
}

export async function readBlocks(chain: Chain, { from, to }: BlockRange): Promise<ChainRecord> {
  const txs = await scanBlocks(chain.client.rpc, from, to);
  const times = new Map(txs.map((tx) => [tx.height, toSeconds(tx.blockTimeNs)]));
  const steps = listPacketSteps(txs).map((step) => ({ ...step, atSeconds: times.get(step.height) ?? Number.NaN }));
  const relayed = txs.filter(isRelayed);
  const [first, last] = await Promise.all([secondsOf(chain, from), secondsOf(chain, to)]);
  return {
    blockSeconds: (last - first) / Number(to - from),
    steps,
    transactions: relayed.length,
    failed: relayed.filter(({ code }) => code !== 0).length,
  };
}

/** Packets, acknowledgements and client updates are messages of the core; transfers are an application's. */
function isRelayed({ messages }: ScannedTx): boolean {
  return messages.some(({ typeUrl }) => typeUrl.startsWith('/ibc.core.'));
}

async function secondsOf({ client }: Chain, height: bigint): Promise<number> {
  const commit = await client.rpc.call('commit', { height: String(height) });
  return toSeconds(parseTimeNs(textAt(commit, 'signed_header.header.time')));
}

function toSeconds(ns: bigint): number {
  return Number(ns / 1_000n) / 1e6;
}
