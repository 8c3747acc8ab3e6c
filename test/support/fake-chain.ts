/** An IBC v2 chain in memory, behind the relayer's ports: real packets and commitments, invented consensus. For unit tests only. @module */
import { createHash } from 'node:crypto';
import { decodeUtf8, encodeUtf8, fromHex, toHex } from '@causeway/lightclient/codec';
import {
  commitAcknowledgement,
  commitPacket,
  decodePacket,
  encodeAcknowledgement,
  encodePacket,
  packetAcknowledgementKey,
  packetCommitmentKey,
  packetReceiptKey,
} from '@causeway/lightclient/ibc';
import type { ProvenBlock, ProvenTx } from '../../relayer/ports/chain-reader.ts';
import type { ChainMessage, SignedTx } from '../../relayer/ports/chain-writer.ts';
import type { BlockEvents, ChainHead, IbcEvent } from '../../relayer/ports/events.ts';
import type { Packet } from '../../relayer/ports/packet.ts';
import type { StepResponse } from '../../relayer/ports/packet-protocol.ts';
import { toPacket } from '../../relayer/protocols/ibc-v2.ts';

export const START_NS = 1_700_000_000_000_000_000n;
const SECOND_NS = 1_000_000_000n;
const SUCCESS = { appAcknowledgements: [encodeUtf8('{"result":"AQ=="}')] };

/** A step message in this chain's own encoding. */
export interface FakeMessage {
  readonly type: 'recv' | 'ack' | 'timeout' | 'update';
  readonly body?: string;
  readonly acknowledgement?: string;
  readonly proofHeight?: string;
  readonly height?: string;
}

export interface FakeChain {
  readonly name: string;
  readonly lane: string;
  readonly counterparty: string;
  readonly counterpartyLane: string;
  head(): ChainHead;
  events(height: bigint): BlockEvents;
  /** The value under a path in the state that block `height` commits to (that of its parent). */
  valueAt(height: bigint, path: Uint8Array): Uint8Array | undefined;
  provenBlock(height: bigint): ProvenBlock | undefined;
  readonly knownHeights: Set<bigint>;
  readonly mempool: SignedTx[];
  accountSequence: bigint;
  /** Sequences whose recv makes the whole transaction fail. */
  readonly poisoned: Set<bigint>;
  /** Of the one client on this chain. */
  clientStatus: 'active' | 'frozen';
  /** Messages executed without failing, as `type/sequence/response`. */
  readonly effects: string[];
  send(timeoutSeconds: bigint): Packet;
  check(tx: SignedTx): { readonly failedAt: number; readonly log: string } | undefined;
  tick(): void;
  readonly failedTxs: string[];
}

interface Names {
  readonly name: string;
  readonly lane: string;
  readonly counterparty: string;
  readonly counterpartyLane: string;
}

export function encodeMessage(message: FakeMessage): ChainMessage {
  return { type: message.type, bytes: encodeUtf8(JSON.stringify(message)) };
}

export function encodeTx(messages: readonly ChainMessage[], salt: string): Uint8Array {
  return encodeUtf8(JSON.stringify({ salt, messages: messages.map(({ bytes }) => decodeUtf8(bytes)) }));
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').toUpperCase();
}

export function createFakeChain(names: Names): FakeChain {
  let height = 1n;
  let state = new Map<string, Uint8Array>();
  let events: IbcEvent[] = [];
  let nextSequence = 1n;
  const snapshots = new Map<bigint, Map<string, Uint8Array>>([[1n, new Map()]]);
  const blocks = new Map<bigint, { events: BlockEvents; proven: ProvenBlock }>();
  const timeOf = (of: bigint): bigint => START_NS + of * SECOND_NS;
  const laneChains = { source: names.name, destination: names.counterparty };

  const chain: FakeChain = {
    ...names,
    knownHeights: new Set(),
    mempool: [],
    accountSequence: 0n,
    poisoned: new Set(),
    clientStatus: 'active',
    effects: [],
    failedTxs: [],
    head: () => ({ height, timeNs: timeOf(height) }),
    events: (at) => blocks.get(at)?.events ?? { height: at, events: [] },
    valueAt: (at, path) => snapshots.get(at - 1n)?.get(toHex(path)),
    provenBlock: (at) =>
      at < height ? (blocks.get(at)?.proven ?? { height: at, timeNs: timeOf(at), transactions: [] }) : undefined,
    send(timeoutSeconds) {
      const wire = {
        sequence: nextSequence,
        sourceClient: names.lane,
        destinationClient: names.counterpartyLane,
        timeoutSeconds,
        payloads: [
          {
            sourcePort: 'transfer',
            destinationPort: 'transfer',
            version: 'ics20-1',
            encoding: 'application/json',
            value: encodeUtf8(`{"n":${nextSequence}}`),
          },
        ],
      };
      nextSequence += 1n;
      state.set(toHex(packetCommitmentKey(names.lane, wire.sequence)), commitPacket(wire));
      const packet = toPacket(encodePacket(wire), laneChains);
      events.push({ type: 'packet-sent', packet, tx: `SEND${wire.sequence}` });
      return packet;
    },
    check(tx) {
      const draft = new Map(state);
      const result = execute(tx.bytes, draft, []);
      return 'failedAt' in result ? result : undefined;
    },
    tick() {
      height += 1n;
      const transactions: ProvenTx[] = [];
      for (const tx of chain.mempool.splice(0)) {
        if (tx.sequence !== chain.accountSequence || tx.timeoutHeight < height) continue;
        chain.accountSequence += 1n;
        transactions.push(include(tx));
      }
      blocks.set(height, {
        events: { height, events },
        proven: { height, timeNs: timeOf(height), transactions },
      });
      snapshots.set(height, new Map(state));
      events = [];
    },
  };

  function include(tx: SignedTx): ProvenTx {
    const draft = new Map(state);
    const written: IbcEvent[] = [];
    const result = execute(tx.bytes, draft, written);
    const base = { hash: tx.hash, gasWanted: tx.gasLimit, gasUsed: 100_000n };
    if ('failedAt' in result) {
      chain.failedTxs.push(tx.hash);
      return { ...base, code: 1, data: new Uint8Array(0), log: result.log };
    }
    state = draft;
    events.push(...written);
    chain.effects.push(...result.effects);
    for (const known of result.known) chain.knownHeights.add(known);
    return { ...base, code: 0, data: encodeUtf8(JSON.stringify(result.responses)), log: '' };
  }

  interface Done {
    readonly responses: StepResponse[];
    readonly effects: string[];
    readonly known: bigint[];
  }

  function execute(
    bytes: Uint8Array,
    draft: Map<string, Uint8Array>,
    written: IbcEvent[],
  ): Done | { failedAt: number; log: string } {
    const { messages } = JSON.parse(decodeUtf8(bytes)) as { messages: string[] };
    const done: Done = { responses: [], effects: [], known: [] };
    for (const [index, text] of messages.entries()) {
      const message = JSON.parse(text) as FakeMessage;
      const answer = apply(message, { draft, written, done });
      if (answer.startsWith('!'))
        return { failedAt: index, log: `failed to execute message; message index: ${index}: ${answer}` };
      done.responses.push(answer as StepResponse);
      if (message.type !== 'update') done.effects.push(`${message.type}/${sequenceOf(message)}/${answer}`);
    }
    return done;
  }

  interface Draft {
    readonly draft: Map<string, Uint8Array>;
    readonly written: IbcEvent[];
    readonly done: Done;
  }

  /** The response, or a reason that starts with `!`. */
  function apply(message: FakeMessage, at: Draft): string {
    if (chain.clientStatus === 'frozen') return '!client state is not active';
    if (message.type === 'recv') return receive(message, at);
    if (message.type !== 'update') return close(message, at);
    at.done.known.push(BigInt(message.height ?? '0'));
    return 'other';
  }

  function isKnown(message: FakeMessage, { done }: Draft): boolean {
    const height = BigInt(message.proofHeight ?? '0');
    return chain.knownHeights.has(height) || done.known.includes(height);
  }

  function receive(message: FakeMessage, at: Draft): string {
    const { draft, written } = at;
    const {
      timeoutSeconds,
      destinationClient,
      sourceClient: lane,
      sequence,
    } = decodePacket(fromHex(message.body ?? ''));
    if (timeoutSeconds * SECOND_NS <= timeOf(height)) return '!timeout elapsed';
    const receipt = toHex(packetReceiptKey(destinationClient, sequence));
    if (draft.has(receipt)) return 'noop';
    if (!isKnown(message, at)) return '!consensus state not found';
    if (chain.poisoned.has(sequence)) return '!poisoned';
    draft.set(receipt, Uint8Array.of(2));
    draft.set(toHex(packetAcknowledgementKey(destinationClient, sequence)), commitAcknowledgement(SUCCESS));
    written.push({
      type: 'ack-written',
      key: { chain: names.counterparty, protocol: 'v2', lane, sequence },
      destination: { chain: names.name, lane: names.lane },
      acknowledgement: encodeAcknowledgement(SUCCESS),
      tx: `RECV${sequence}`,
    });
    return 'success';
  }

  function close(message: FakeMessage, at: Draft): string {
    const { sourceClient, sequence } = decodePacket(fromHex(message.body ?? ''));
    const commitment = toHex(packetCommitmentKey(sourceClient, sequence));
    if (!at.draft.has(commitment)) return 'noop';
    if (!isKnown(message, at)) return '!consensus state not found';
    at.draft.delete(commitment);
    return 'success';
  }

  return chain;
}

function sequenceOf(message: FakeMessage): bigint {
  return decodePacket(fromHex(message.body ?? '')).sequence;
}
