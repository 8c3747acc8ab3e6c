/** The ports of a fake chain, which tell the truth unless a test makes them lie. @module */
import { decodeUtf8, toHex } from '@causeway/lightclient/codec';
import { createBlockPace } from '../../relayer/pipeline/block-pace.ts';
import type { ChainPorts } from '../../relayer/pipeline/deps.ts';
import type { PacketClaims } from '../../relayer/ports/chain-reader.ts';
import type { ChainWriter, RejectReason } from '../../relayer/ports/chain-writer.ts';
import { RelayerError } from '../../relayer/ports/fault.ts';
import type { Packet } from '../../relayer/ports/packet.ts';
import type { MessageCodec, StepResponse } from '../../relayer/ports/packet-protocol.ts';
import { ibcV2 } from '../../relayer/protocols/ibc-v2.ts';
import { encodeMessage, encodeTx, type FakeChain, hashOf } from './fake-chain.ts';

/** What a test may make the chains' answers say. All default to the truth. */
export interface Lies {
  unreceived?: (lane: string, truth: ReadonlySet<bigint>) => ReadonlySet<bigint>;
  committed?: (lane: string, truth: ReadonlySet<bigint>) => ReadonlySet<bigint>;
  /** Alters a packet in the event that announces it, or leaves the event out. */
  event?: (packet: Packet) => Packet | undefined;
  /** What the index answers for a packet. */
  index?: (packet: Packet | undefined) => Packet | undefined;
  /** What other endpoints tell of the next sequence, highest first. */
  nextSequences?: readonly bigint[];
  /** Swallows a broadcast after answering `accepted`. */
  vanish?: (hash: string) => boolean;
  /** Refuses a broadcast. */
  refuse?: (chain: string) => RejectReason | undefined;
}

const codec: MessageCodec = {
  build: ({ step, packet, acknowledgement, proofHeight }) =>
    encodeMessage({
      type: step,
      body: toHex(packet.body),
      proofHeight: `${proofHeight.revisionHeight}`,
      ...(acknowledgement === undefined ? {} : { acknowledgement: toHex(acknowledgement) }),
    }),
  readResponses: (data) => JSON.parse(decodeUtf8(data)) as StepResponse[],
};

interface Shared {
  readonly lies: Lies;
  readonly sent: Map<string, Packet>;
  readonly refuted: string[];
}

export function createPorts(chain: FakeChain, { lies, sent, refuted }: Shared): ChainPorts {
  const truth = (
    path: (sequence: bigint) => Uint8Array,
    sequences: readonly bigint[],
    wanted: boolean,
  ): ReadonlySet<bigint> =>
    new Set(
      sequences.filter(
        (sequence) => (chain.valueAt(chain.head().height + 1n, path(sequence)) !== undefined) === wanted,
      ),
    );
  /** By claim, the block of whose state a packet was said to be closed. */
  const saidAt = new Map<string, bigint>();
  const say = (about: string, asked: readonly bigint[], open: ReadonlySet<bigint>): ReadonlySet<bigint> => {
    for (const sequence of asked) {
      if (open.has(sequence)) saidAt.delete(`${about}/${sequence}`);
      else saidAt.set(`${about}/${sequence}`, chain.head().height);
    }
    return open;
  };
  const unreceived: PacketClaims['unreceived'] = async (lane, sequences) => {
    const answer = truth((sequence) => ibcV2.receipt(packetOn(lane, sequence)).path, sequences, false);
    return say('unreceived', sequences, lies.unreceived?.(lane, answer) ?? answer);
  };
  const committed: PacketClaims['committed'] = async (lane, sequences) => {
    const answer = truth((sequence) => ibcV2.commitment(packetOn(lane, sequence)).path, sequences, true);
    return say('committed', sequences, lies.committed?.(lane, answer) ?? answer);
  };
  const packetOn = (lane: string, sequence: bigint): Packet => ({
    protocol: 'v2',
    source: { chain: chain.name, lane },
    destination: { chain: chain.name, lane },
    sequence,
    timeout: {},
    body: new Uint8Array(0),
  });
  const broadcast: ChainWriter['broadcast'] = async (tx) => {
    if (chain.mempool.some(({ hash }) => hash === tx.hash)) return { status: 'unknown', log: 'in cache' };
    if (lies.vanish?.(tx.hash) === true) return { status: 'accepted' };
    const reason = lies.refuse?.(chain.name);
    if (reason !== undefined) return { status: 'rejected', reason, log: reason };
    const expected = chain.accountSequence + BigInt(chain.mempool.length);
    if (tx.sequence !== expected)
      return { status: 'rejected', reason: 'sequence-mismatch', log: `expected ${expected}` };
    const failed = chain.check(tx);
    if (failed !== undefined && !failed.log.includes('consensus state'))
      return { status: 'rejected', reason: 'failed', log: failed.log };
    chain.mempool.push(tx);
    return { status: 'accepted' };
  };
  return {
    name: chain.name,
    codec,
    pace: createBlockPace(),
    events: {
      head: async () => chain.head(),
      async blocks(from, to) {
        const out = [];
        for (let height = from; height <= to; height++) {
          const { events } = chain.events(height);
          for (const event of events)
            if (event.type === 'packet-sent') sent.set(`${chain.name}/${event.packet.sequence}`, event.packet);
          const told = events.flatMap((event) => {
            if (event.type !== 'packet-sent' || lies.event === undefined) return [event];
            const packet = lies.event(event.packet);
            return packet === undefined ? [] : [{ ...event, packet }];
          });
          out.push({ height, events: told });
        }
        return out;
      },
      refute: () => undefined,
      onWake: () => () => undefined,
    },
    reader: {
      chain: chain.name,
      verifiedHead: async () => chain.head(),
      async provenBlock(height) {
        const block = chain.provenBlock(height);
        if (block === undefined)
          throw new RelayerError({ code: 'CHAIN_NOT_FINAL', message: `no block after ${height}` });
        return block;
      },
      balance: async () => 0n,
      claims: {
        unreceived,
        unreceivedByAll: unreceived,
        committed,
        committedByAll: committed,
        committedByAny: async (lane, sequences) =>
          truth((sequence) => ibcV2.commitment(packetOn(lane, sequence)).path, sequences, true),
        nextSequences: async () => [...(lies.nextSequences ?? []), BigInt(sent.size) + 1n],
        async findPacket(_lane, sequence) {
          const known = sent.get(`${chain.name}/${sequence}`);
          const packet = lies.index === undefined ? known : lies.index(known);
          return packet === undefined ? undefined : { packet, height: 1n, tx: 'INDEX' };
        },
        findAcknowledgements: async () => [],
        refute({ about, sequence, provenAt }) {
          if ((saidAt.get(`${about}/${sequence}`) ?? 0n) >= provenAt) return 'early';
          refuted.push(`${chain.name}/${about}/${sequence}`);
          return 'refuted';
        },
      },
    },
    writer: {
      chain: chain.name,
      signer: `signer-of-${chain.name}`,
      limits: { maxTxBytes: 500_000, maxGas: 1_000_000_000n, maxMessages: 100, gasAdjustment: 1.3 },
      nextSequence: async () => chain.accountSequence,
      async simulate(messages, sequence) {
        const bytes = encodeTx(messages, 'simulation');
        const failed = chain.check({ hash: '', bytes, sequence, gasLimit: 0n, timeoutHeight: 0n });
        return failed === undefined
          ? { status: 'ok', gasUsed: 100_000n }
          : { status: 'failed', reason: 'failed', log: failed.log };
      },
      async sign({ messages, sequence, gasLimit, timeoutHeight }) {
        const bytes = encodeTx(messages, `${sequence}/${timeoutHeight}`);
        return { hash: hashOf(bytes), bytes, sequence, gasLimit, timeoutHeight };
      },
      broadcast,
      resend: broadcast,
      settled: () => undefined,
    },
  };
}
