/** All receipts of a block against its header, and logs that are complete: none left out, none made up. @module */
import { equalBytes, toHex } from '../../codec/index.ts';
import { type BinaryVerdict, invalid, VALID } from '../../verdict.ts';
import type { BlockHeader } from './block-header.ts';
import { bloomOf, fitsFilter, joinBlooms, type LogFilter } from './bloom.ts';
import type { ExecutionFaultCode } from './fault.ts';
import type { BlockLog } from './parse-receipts.ts';
import { buildReceiptsTrie, type Log, type Receipt, type ReceiptProof, readReceipt } from './receipt.ts';

/** What a proven header says about the receipts of its block. */
export type ReceiptsCommitment = Pick<BlockHeader, 'receiptsRoot' | 'logsBloom'>;

type ExecutionVerdict = BinaryVerdict<ExecutionFaultCode>;

/** Whether these are all receipts of the block, in their order, with the bloom filters that belong to them. */
export function verifyReceipts(header: ReceiptsCommitment, receipts: readonly Receipt[]): ExecutionVerdict {
  const { root } = buildReceiptsTrie(receipts);
  if (!equalBytes(root, header.receiptsRoot)) {
    return invalid('receipts-root-mismatch', hex(header.receiptsRoot), `${hex(root)} of ${receipts.length} receipts`);
  }
  const wrong = receipts.findIndex(({ logs, logsBloom }) => !equalBytes(bloomOf(logs), logsBloom));
  if (wrong >= 0) return invalid('bloom-mismatch', `the filter of the logs of receipt ${wrong}`, 'another one');
  const bloom = joinBlooms(receipts.map(({ logsBloom }) => logsBloom));
  if (equalBytes(bloom, header.logsBloom)) return VALID;
  return invalid('bloom-mismatch', 'the filter of all receipts in the header', 'another one');
}

/** The logs of a block that fit a filter, in their order. @param receipts All of the block, verified. */
export function collectLogs(receipts: readonly Receipt[], filter: LogFilter = {}): readonly BlockLog[] {
  const found: BlockLog[] = [];
  let logIndex = 0n;
  receipts.forEach(({ logs }, i) => {
    for (const log of logs) {
      if (fitsFilter(log, filter)) found.push({ ...log, logIndex, transactionIndex: BigInt(i) });
      logIndex += 1n;
    }
  });
  return found;
}

/** Whether an answer of `eth_getLogs` about one block has exactly the logs that fit: by all receipts of the block. */
export function verifyLogs(
  header: ReceiptsCommitment,
  receipts: readonly Receipt[],
  filter: LogFilter,
  answer: readonly BlockLog[],
): ExecutionVerdict {
  const verdict = verifyReceipts(header, receipts);
  if (verdict.status === 'invalid') return verdict;
  const wanted = collectLogs(receipts, filter);
  const at = wanted.findIndex((log, i) => !isSameLog(log, answer[i]));
  const [log, got] = [wanted[at], answer[at]];
  // The first difference: something is left out where what stands there comes later in the block, or nothing does.
  if (log !== undefined && (got === undefined || got.logIndex > log.logIndex)) {
    return invalid('log-missing', describe(log), describe(got));
  }
  const extra = log === undefined ? answer[wanted.length] : got;
  return extra === undefined ? VALID : invalid('log-unknown', describe(log), describe(extra));
}

/** Whether a receipt of the block holds this log at this place among its own logs. */
export function verifyLog(proof: ReceiptProof, position: number, log: Log): ExecutionVerdict {
  const reading = readReceipt(proof);
  if (reading.status === 'invalid') return reading;
  const found = reading.status === 'present' ? reading.receipt.logs[position] : undefined;
  const where = `log ${position} of receipt ${proof.index}`;
  if (found === undefined)
    return invalid('log-unknown', where, reading.status === 'present' ? 'fewer logs' : 'no receipt');
  return hasSameContent(found, log) ? VALID : invalid('log-unknown', where, 'another log');
}

function isSameLog(a: BlockLog, b: BlockLog | undefined): boolean {
  return (
    b !== undefined && a.logIndex === b.logIndex && a.transactionIndex === b.transactionIndex && hasSameContent(a, b)
  );
}

function hasSameContent(a: Log, b: Log): boolean {
  return (
    equalBytes(a.address, b.address) &&
    equalBytes(a.data, b.data) &&
    a.topics.length === b.topics.length &&
    a.topics.every((topic, i) => equalBytes(topic, b.topics[i] ?? new Uint8Array(0)))
  );
}

function describe(log: BlockLog | undefined): string {
  return log === undefined
    ? 'nothing'
    : `log ${log.logIndex} of ${hex(log.address)} in transaction ${log.transactionIndex}`;
}

function hex(bytes: Uint8Array): string {
  return `0x${toHex(bytes)}`;
}
