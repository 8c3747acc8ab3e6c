/** The result of an executed transaction in CometBFT's JSON. @module */
import { fromBase64 } from '@cosmjs/encoding';
import { TxMsgData } from 'cosmjs-types/cosmos/base/abci/v1beta1/abci';
import { at, bigintAt, listAt, textAt } from './read-json.ts';

/** An event; keys may repeat, since several messages share a list. */
export interface ChainEvent {
  readonly type: string;
  readonly attributes: readonly { readonly key: string; readonly value: string }[];
}

/** How a transaction ended. */
export interface TxResult {
  /** 0 when it succeeded. */
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
  readonly events: readonly ChainEvent[];
  /** One per message; empty when the transaction failed. */
  readonly responses: readonly { readonly typeUrl: string; readonly value: Uint8Array }[];
}

/** Reads `tx_result` of `/tx`, or an element of `txs_results` of `/block_results`. */
export function readTxResult(json: unknown): TxResult {
  const data = at(json, 'data');
  return {
    code: Number(at(json, 'code') ?? 0),
    codespace: String(at(json, 'codespace') ?? ''),
    log: String(at(json, 'log') ?? ''),
    gasWanted: bigintAt(json, 'gas_wanted'),
    gasUsed: bigintAt(json, 'gas_used'),
    events: listAt(json, 'events').map(readEvent),
    responses: typeof data === 'string' ? TxMsgData.decode(fromBase64(data)).msgResponses : [],
  };
}

/** Reads one event. */
function readEvent(json: unknown): ChainEvent {
  return {
    type: textAt(json, 'type'),
    attributes: listAt(json, 'attributes').map((attribute) => ({
      key: textAt(attribute, 'key'),
      value: String(at(attribute, 'value') ?? ''),
    })),
  };
}

/** The value of the first attribute `key` of the first event of `type`, if any. */
export function attributeOf(events: readonly ChainEvent[], type: string, key: string): string | undefined {
  return events.find((event) => event.type === type)?.attributes.find((attribute) => attribute.key === key)?.value;
}
