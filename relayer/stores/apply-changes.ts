/** One commit: a list of changes as one program. @module */
import type { Change } from '../ports/store.ts';
import { type ChainChanges, createChainChanges } from './chain-changes.ts';
import type { Builder } from './dialect.ts';
import { createPacketChanges, type PacketChanges, type Tally } from './packet-changes.ts';
import { preparePacketStatements } from './packet-statements.ts';
import type { Program } from './program.ts';
import { createTxChanges, type TxChanges } from './tx-changes.ts';

interface Parts {
  readonly packets: PacketChanges;
  readonly txs: TxChanges;
  readonly chains: ChainChanges;
}

/** What changes without a time of their own are stamped with, and what they have counted so far. */
interface Context {
  readonly nowMs: number;
  readonly tally: Tally;
}

/** @returns a function that gives the program of one commit. */
export function createApplyChanges(builder: Builder): (changes: readonly Change[], nowMs: number) => Program<void> {
  const statements = preparePacketStatements(builder);
  const parts: Parts = {
    packets: createPacketChanges(statements),
    txs: createTxChanges(builder, statements),
    chains: createChainChanges(builder),
  };
  return function* applyChanges(changes, nowMs) {
    const context: Context = { nowMs, tally: new Map() };
    for (const change of changes) yield* apply(parts, change, context);
    yield* parts.packets.saveCounts(context.tally);
  };
}

function apply({ packets, txs, chains }: Parts, change: Change, { nowMs, tally }: Context): Program<void> {
  switch (change.change) {
    case 'insert-packet':
      return packets.insert(change, tally);
    case 'observe-ack':
      return packets.observeAck(change, nowMs);
    case 'advance':
      return packets.advance(change, tally);
    case 'defer':
      return packets.defer(change, nowMs);
    case 'replace-packet':
      return packets.replace(change, tally);
    case 'isolate-step':
      return packets.isolateStep(change);
    case 'move-cursor':
      return chains.moveCursor(change);
    case 'insert-tx':
      return txs.insert(change.tx);
    case 'update-tx':
      return txs.update(change);
    case 'save-client-update':
      return txs.saveClientUpdate(change.update);
    case 'prune-client-updates':
      return txs.pruneClientUpdates(change.chain);
    case 'drop-client-update':
      return txs.dropClientUpdate(change);
    case 'upsert-lane':
      return chains.upsertLane(change.lane);
    case 'pause-path':
      return chains.pausePath(change.path, change);
    case 'resume-path':
      return chains.pausePath(change.path, undefined);
    case 'insert-evidence':
      return chains.insertEvidence(change);
    case 'upsert-chain':
      return chains.upsertChain(change);
  }
}
