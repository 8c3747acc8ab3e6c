/** Receipts and logs in the JSON of execution nodes. @module */
import { DecodeError } from '../../codec/index.ts';
import { type Json, toArray, toData, toObject, toQuantity } from './json.ts';
import type { Log, Receipt } from './receipt.ts';

/** A log with its place in the block. */
export interface BlockLog extends Log {
  /** Among all logs of the block. */
  readonly logIndex: bigint;
  readonly transactionIndex: bigint;
}

/** More than the gas of any block pays for. */
const MAX_RECEIPTS = 100_000;
const MAX_LOGS = 1_000_000;

/**
 * The answer of `eth_getBlockReceipts`: all receipts of a block in their order. Fields that the receipts root does not commit to
 * are ignored. @throws {DecodeError} also when one is out of place.
 */
export function parseReceipts(json: unknown, field = 'receipts'): readonly Receipt[] {
  return toArray(json, field, MAX_RECEIPTS).map((receipt, i) => {
    const place = `${field}[${i}]`;
    const object = toObject(receipt, place);
    const index = toQuantity(object.transactionIndex, `${place}.transactionIndex`, 64);
    if (index !== BigInt(i)) throw new DecodeError(`${place}.transactionIndex`, `${i}`, `${index}`);
    return parseReceipt(object, place);
  });
}

/** The answer of `eth_getLogs`. @throws {DecodeError} */
export function parseLogs(json: unknown, field = 'logs'): readonly BlockLog[] {
  return toArray(json, field, MAX_LOGS).map((log, i) => {
    const place = `${field}[${i}]`;
    const object = toObject(log, place);
    return {
      ...parseLog(object, place),
      logIndex: toQuantity(object.logIndex, `${place}.logIndex`, 64),
      transactionIndex: toQuantity(object.transactionIndex, `${place}.transactionIndex`, 64),
    };
  });
}

function parseReceipt(json: Json, field: string): Receipt {
  const { type = '0x0', status, root, cumulativeGasUsed, logsBloom, logs } = json;
  return {
    type: Number(toQuantity(type, `${field}.type`, 64)),
    outcome: isGiven(status) ? parseStatus(status, `${field}.status`) : toData(root, `${field}.root`, 32),
    cumulativeGasUsed: toQuantity(cumulativeGasUsed, `${field}.cumulativeGasUsed`, 64),
    logsBloom: toData(logsBloom, `${field}.logsBloom`, 256),
    logs: toArray(logs, `${field}.logs`, MAX_LOGS).map((log, i) =>
      parseLog(toObject(log, `${field}.logs[${i}]`), `${field}.logs[${i}]`),
    ),
  };
}

function parseStatus(value: unknown, field: string): boolean {
  const status = toQuantity(value, field, 64);
  if (status > 1n) throw new DecodeError(field, '0 or 1', `${status}`);
  return status === 1n;
}

function parseLog({ address, topics, data }: Json, field: string): Log {
  return {
    address: toData(address, `${field}.address`, 20),
    topics: toArray(topics, `${field}.topics`, 4).map((topic, i) => toData(topic, `${field}.topics[${i}]`, 32)),
    data: toData(data, `${field}.data`),
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
