/** Lies about what happened: packet events altered or left out. @module */
import { fromHex, toHex } from '@cosmjs/encoding';
import { Acknowledgement, Packet } from 'cosmjs-types/ibc/core/channel/v2/packet';
import { at, bigintAt, listAt } from '../../client/read-json.ts';
import { flipByte, withAll, withAt } from '../change-json.ts';
import type { Fault } from '../fault.ts';
import type { RpcReply } from '../rpc-call.ts';

/** Every list of events in an answer, by method. */
const CONCERNED: readonly string[] = ['block_results', 'tx', 'tx_search'];

/** Packets in events are given as `alter` makes them; by default one bit of the payload's value differs. */
export function changePackets(alter: (packet: Packet) => Packet = spoilPayload): Fault {
  return eventLie('change-packets', (event) =>
    changeAttribute(event, 'encoded_packet_hex', (bytes) => Packet.encode(alter(Packet.decode(bytes))).finish()),
  );
}

/** Acknowledgements in events are given with one bit changed. */
export function changeAcknowledgements(): Fault {
  return eventLie('change-acknowledgements', (event) =>
    changeAttribute(event, 'encoded_acknowledgement_hex', (bytes) => {
      const { appAcknowledgements } = Acknowledgement.decode(bytes);
      const spoiled = appAcknowledgements.map((item) => (item.length === 0 ? item : flipByte(item, 0)));
      return Acknowledgement.encode({ appAcknowledgements: spoiled }).finish();
    }),
  );
}

/** Events of these types are left out; a search does not find the transactions that had one. */
export function omitEvents(types: readonly string[] = ['send_packet', 'write_acknowledgement']): Fault {
  const isOmitted = (event: unknown) => types.includes(String(at(event, 'type')));
  const strip = eventLie('omit-events', (event) => (isOmitted(event) ? undefined : event));
  return {
    ...strip,
    onReply: (call, reply, upstream) => {
      if (call.method !== 'tx_search' || !('result' in reply)) return strip.onReply?.(call, reply, upstream);
      const txs = listAt(reply.result, 'txs');
      const kept = txs.filter((tx) => !listAt(tx, 'tx_result.events').some(isOmitted));
      if (kept.length === txs.length) return undefined;
      const total = bigintAt(reply.result, 'total_count') - BigInt(txs.length - kept.length);
      return { result: withAll(reply.result, { txs: kept, total_count: String(total) }) };
    },
  };
}

type ChangeEvent = (event: unknown) => unknown;

function eventLie(name: string, change: ChangeEvent): Fault {
  return {
    name,
    concerns: (call) => CONCERNED.includes(call.method),
    onReply: (call, reply) =>
      'result' in reply ? changeEvents(eventPaths(call.method, reply.result), reply.result, change) : undefined,
  };
}

/** Where the lists of events are. */
function eventPaths(method: string, result: unknown): readonly string[] {
  if (method === 'tx') return ['tx_result.events'];
  if (method === 'tx_search') return listAt(result, 'txs').map((_, i) => `txs.${i}.tx_result.events`);
  return [...listAt(result, 'txs_results').map((_, i) => `txs_results.${i}.events`), 'finalize_block_events'];
}

function changeEvents(paths: readonly string[], result: unknown, change: ChangeEvent): RpcReply | undefined {
  let changed: unknown = result;
  for (const path of paths) {
    const events = listAt(changed, path);
    const told = events.map(change);
    if (told.every((event, i) => event === events[i])) continue;
    changed = withAt(
      changed,
      path,
      told.filter((event) => event !== undefined),
    );
  }
  return changed === result ? undefined : { result: changed };
}

/** The event itself when it has no such attribute. */
function changeAttribute(event: unknown, key: string, change: (bytes: Uint8Array) => Uint8Array): unknown {
  const index = listAt(event, 'attributes').findIndex((attribute) => at(attribute, 'key') === key);
  const value = at(event, `attributes.${index}.value`);
  if (typeof value !== 'string') return event;
  return withAt(event, `attributes.${index}.value`, toHex(change(fromHex(value))));
}

function spoilPayload(packet: Packet): Packet {
  const payloads = packet.payloads.map((payload) => ({ ...payload, value: flipByte(payload.value, -2) }));
  return { ...packet, payloads };
}
