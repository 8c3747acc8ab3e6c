/** What `/block_results` and `/tx_search` say about a block, cut down to what a relayer keeps. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import { type JsonObject, readArray, readBase64, readInteger, readObject, readText } from './read-json.ts';

/** What executing a transaction gave. All but the log is hashed into the next header. */
export interface TxOutcome {
  readonly code: number;
  readonly data: Uint8Array;
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
  readonly log: string;
}

/** An event as the chain emitted it. */
export interface ChainEvent {
  readonly type: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Position of its transaction in the block; `undefined` for what the chain did by itself. */
  readonly txIndex: number | undefined;
}

export interface ReadResults {
  readonly outcomes: readonly TxOutcome[];
  /** Of the wanted types only, those of failed transactions left out. */
  readonly events: readonly ChainEvent[];
}

/** Reads the `result` of `/block_results`, of CometBFT 0.34 to 0.38. @throws {DecodeError} */
export function readBlockResults(result: unknown, wanted: ReadonlySet<string>): ReadResults {
  const block = readObject(result, 'result');
  const executed = readArray(block.txs_results, 'txs_results').map((entry, index) =>
    readExecuted(entry, index, wanted, `txs_results[${index}]`),
  );
  const own = (field: string) => readArray(block[field], field).flatMap((event) => readEvent(event, undefined, wanted));
  return {
    outcomes: executed.map(({ outcome }) => outcome),
    events: [
      ...own('begin_block_events'),
      ...executed.flatMap(({ events }) => events),
      ...own('end_block_events'),
      ...own('finalize_block_events'),
    ],
  };
}

export interface SearchPage {
  readonly total: number;
  readonly found: readonly FoundTx[];
}

export interface FoundTx {
  readonly hash: string;
  readonly height: bigint;
  readonly index: number;
  readonly outcome: TxOutcome;
  readonly events: readonly ChainEvent[];
}

/** Reads the `result` of `/tx_search`. @throws {DecodeError} */
export function readSearchPage(result: unknown, wanted: ReadonlySet<string>): SearchPage {
  const page = readObject(result, 'result');
  return {
    total: Number(readInteger(page.total_count, 'total_count')),
    found: readArray(page.txs, 'txs').map((value, at) => {
      const field = `txs[${at}]`;
      const entry = readObject(value, field);
      const index = Number(readInteger(entry.index, `${field}.index`));
      return {
        hash: readText(entry.hash, `${field}.hash`).toUpperCase(),
        height: readInteger(entry.height, `${field}.height`),
        index,
        ...readExecuted(entry.tx_result, index, wanted, `${field}.tx_result`),
      };
    }),
  };
}

function readExecuted(value: unknown, index: number, wanted: ReadonlySet<string>, field: string) {
  const entry = readObject(value, field);
  const outcome = readOutcome(entry, field);
  // A failed transaction changed nothing, whatever its events say.
  if (outcome.code !== 0) return { outcome, events: [] };
  const events = readArray(entry.events, `${field}.events`).flatMap((event) => readEvent(event, index, wanted));
  return { outcome, events };
}

function readOutcome(entry: JsonObject, field: string): TxOutcome {
  const code = readInteger(entry.code, `${field}.code`);
  if (code < 0n || code > 0xffff_ffffn) throw new DecodeError(`${field}.code`, 'a uint32', `${code}`);
  return {
    code: Number(code),
    data: readBase64(entry.data, `${field}.data`),
    gasWanted: readInteger(entry.gas_wanted, `${field}.gas_wanted`),
    gasUsed: readInteger(entry.gas_used, `${field}.gas_used`),
    log: code === 0n ? '' : `${entry.log ?? ''}`,
  };
}

function readEvent(value: unknown, txIndex: number | undefined, wanted: ReadonlySet<string>): readonly ChainEvent[] {
  const event = readObject(value, 'event');
  const type = readText(event.type, 'event.type');
  if (!wanted.has(type)) return [];
  const pairs = readArray(event.attributes, 'event.attributes').map((entry): [string, string] => {
    const { key, value: text } = readObject(entry, 'event.attribute');
    return [`${key ?? ''}`, `${text ?? ''}`];
  });
  const isEncoded = pairs.some(([key]) => ENCODED_KEYS.has(key)) && !pairs.some(([key]) => KNOWN_KEYS.has(key));
  const plain = isEncoded ? pairs.map(([key, text]) => [fromBase64(key), fromBase64(text)] as const) : pairs;
  return [{ type, attributes: new Map(plain.filter(([key]) => USED_KEYS.has(key))), txIndex }];
}

/** What decoding reads. Blocks are kept for a while, and the rest of an event is larger than this. */
const USED_KEYS = new Set([
  ...['encoded_packet_hex', 'encoded_acknowledgement_hex', 'packet_source_client', 'packet_dest_client'],
  ...['client_id', 'consensus_height', 'consensus_heights'],
]);

/** One of these is in every event that we read; nodes up to 0.34 give attributes in base64. */
const KNOWN_KEYS = new Set(['encoded_packet_hex', 'client_id', 'packet_sequence']);
const ENCODED_KEYS = new Set([...KNOWN_KEYS].map((key) => Buffer.from(key).toString('base64')));

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString();
}
