/** Packets, acknowledgements, commitments and keys of IBC v2 on the golden vectors, and their rules. @module */
import { readFileSync } from 'node:fs';
import {
  concatBytes,
  DecodeError,
  decodeUtf8,
  encodeUtf8,
  fromHex,
  messageField,
  toHex,
} from '@causeway/lightclient/codec';
import {
  type AcknowledgementFaultCode,
  aliasKey,
  asyncPacketKey,
  buildMerklePath,
  buildTransferPayload,
  clientConfigKey,
  clientCreatorKey,
  clientStateKey,
  commitAcknowledgement,
  commitmentStorageSlot,
  commitPacket,
  consensusStateKey,
  counterpartyKey,
  decodeAcknowledgement,
  decodeMerklePath,
  decodePacket,
  encodeAcknowledgement,
  encodeMerklePath,
  encodePacket,
  encodePacketAbi,
  erc7201Slot,
  escrowAddress,
  hashPacketReceipt,
  IBC_STORE_PREFIX,
  type IbcPacket,
  type IbcPayload,
  isErrorAcknowledgement,
  MAX_PAYLOADS_SIZE,
  nextSequenceSendKey,
  PACKET_RECEIPT,
  type PacketFaultCode,
  packetAcknowledgementKey,
  packetCommitmentKey,
  packetKeys,
  packetReceiptKey,
  type TransferEncoding,
  toHeight,
  UNIVERSAL_ERROR_ACKNOWLEDGEMENT,
  validateAcknowledgement,
  validatePacket,
} from '@causeway/lightclient/ibc';
import { describe, expect, test } from 'vitest';

interface Vectors {
  readonly transfer: Record<'denom' | 'amount' | 'sender' | 'receiver' | 'memo', string>;
  readonly packets: readonly {
    readonly name: string;
    readonly destinationClient: string;
    readonly timeoutSeconds: string;
    readonly encoding: TransferEncoding;
    readonly commitment: string;
  }[];
  readonly acknowledgements: readonly {
    readonly name: string;
    readonly utf8?: string;
    readonly hex?: string;
    readonly commitment: string;
  }[];
  readonly keys: readonly {
    readonly name: string;
    readonly client: string;
    readonly sequence: string;
    readonly key: string;
  }[];
  readonly solidity: {
    readonly receipt: Record<'sourceClient' | 'destinationClient' | 'sequence' | 'hash', string>;
    readonly commitmentSlot: Record<'path' | 'pathHash' | 'slot', string>;
    readonly namespaces: Record<string, string>;
  };
  readonly escrow: Record<'portId' | 'channelId' | 'address', string>;
}
const path = new URL('../../../../vectors/ibc-v2/packets.json', import.meta.url);
const VECTORS: Vectors = JSON.parse(readFileSync(path, 'utf8'));
const TRANSFER = { ...VECTORS.transfer, amount: BigInt(VECTORS.transfer.amount) };

function packet(spoiled: Partial<IbcPacket> = {}): IbcPacket {
  return {
    sequence: 1n,
    sourceClient: '07-tendermint-0',
    destinationClient: '07-tendermint-1',
    timeoutSeconds: 100n,
    payloads: [buildTransferPayload(TRANSFER, 'application/json')],
    ...spoiled,
  };
}

function payload(spoiled: Partial<IbcPayload>): Partial<IbcPacket> {
  return { payloads: [{ ...buildTransferPayload(TRANSFER, 'application/json'), ...spoiled }] };
}

describe('golden vectors', () => {
  test.each(VECTORS.packets)(
    'commitment of a packet: $name',
    ({ destinationClient, timeoutSeconds, encoding, commitment }) => {
      const payloads = [buildTransferPayload(TRANSFER, encoding)];
      const sent = packet({ destinationClient, timeoutSeconds: BigInt(timeoutSeconds), payloads });
      expect(toHex(commitPacket(sent))).toBe(commitment);
    },
  );

  test.each(VECTORS.acknowledgements)('commitment of an acknowledgement: $name', ({ utf8, hex, commitment }) => {
    const ack = hex === undefined ? encodeUtf8(utf8 ?? '') : fromHex(hex);
    expect(toHex(commitAcknowledgement({ appAcknowledgements: [ack] }))).toBe(commitment);
  });

  test('the universal error', () => {
    const vector = VECTORS.acknowledgements.find(({ name }) => name === 'universal error');
    expect(toHex(UNIVERSAL_ERROR_ACKNOWLEDGEMENT)).toBe(vector?.hex);
  });

  test('the three keys of a packet', () => {
    const make = {
      commitment: packetCommitmentKey,
      receipt: packetReceiptKey,
      acknowledgement: packetAcknowledgementKey,
    };
    const got = VECTORS.keys.map(({ name, client, sequence }) => {
      const toKey = Object.entries(make).find(([kind]) => kind === name)?.[1];
      return { name, key: toKey && toHex(toKey(client, BigInt(sequence))) };
    });
    expect(got).toEqual(VECTORS.keys.map(({ name, key }) => ({ name, key })));
    const { commitment, receipt, acknowledgement } = packetKeys(
      packet({ sourceClient: 'channel-0', destinationClient: 'channel-1' }),
    );
    expect([commitment, receipt, acknowledgement].map(toHex)).toEqual(VECTORS.keys.map(({ key }) => key));
  });

  test('the Solidity receipt', () => {
    const { hash, sequence, ...clients } = VECTORS.solidity.receipt;
    const payloads = [buildTransferPayload(TRANSFER, 'application/x-solidity-abi')];
    expect(toHex(hashPacketReceipt(packet({ ...clients, sequence: BigInt(sequence), payloads })))).toBe(hash);
  });

  test('the storage slot of a commitment', () => {
    const { path: key, slot } = VECTORS.solidity.commitmentSlot;
    expect(toHex(packetCommitmentKey('cosmoshub-1', 1n))).toBe(key);
    expect(toHex(commitmentStorageSlot(fromHex(key)))).toBe(slot);
  });

  test.each(Object.entries(VECTORS.solidity.namespaces))('the storage root of %s', (namespace, slot) => {
    const [start = '', end = ''] = slot.split('…');
    const got = toHex(erc7201Slot(namespace));
    expect(got.startsWith(start) && got.endsWith(end)).toBe(true);
  });

  test('the escrow account', () => {
    expect(toHex(escrowAddress(VECTORS.escrow))).toBe(VECTORS.escrow.address);
  });
});

describe('what a commitment binds', () => {
  const base = toHex(commitPacket(packet()));

  test.each<[string, Partial<IbcPacket>]>([
    ['the destination', { destinationClient: '07-tendermint-2' }],
    ['the timeout', { timeoutSeconds: 101n }],
    ['the source port', payload({ sourcePort: 'transfes' })],
    ['the destination port', payload({ destinationPort: 'transfes' })],
    ['the version', payload({ version: 'ics20-2' })],
    ['the encoding', payload({ encoding: '' })],
    ['the value', payload({ value: Uint8Array.of(1) })],
    ['text that moves between fields', payload({ sourcePort: 'transfert', destinationPort: 'ransfer' })],
    ['a second payload', { payloads: [...packet().payloads, ...packet().payloads] }],
  ])('%s', (_, spoiled) => {
    expect(toHex(commitPacket(packet(spoiled)))).not.toBe(base);
  });

  test('but neither the source client nor the sequence, which are in the key', () => {
    expect(toHex(commitPacket(packet({ sourceClient: '08-wasm-9', sequence: 7n })))).toBe(base);
  });

  test('each acknowledgement and its place', () => {
    const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)];
    const commit = (...appAcknowledgements: Uint8Array[]) => toHex(commitAcknowledgement({ appAcknowledgements }));
    expect(new Set([commit(a, b), commit(b, a), commit(a), commit(b), commit(concatBytes(a, b))]).size).toBe(5);
  });
});

describe('keys', () => {
  test.each([
    [clientStateKey('07-tendermint-0'), 'clients/07-tendermint-0/clientState'],
    [consensusStateKey('07-tendermint-0', toHeight(1n, 20n)), 'clients/07-tendermint-0/consensusStates/1-20'],
    [counterpartyKey('07-tendermint-0'), 'clients/07-tendermint-0/counterparty'],
    [clientConfigKey('07-tendermint-0'), 'clients/07-tendermint-0/config'],
    [clientCreatorKey('07-tendermint-0'), 'clients/07-tendermint-0/creator'],
    [nextSequenceSendKey('07-tendermint-0'), 'nextSequenceSend/07-tendermint-0'],
    [aliasKey('channel-0'), 'channel-0alias'],
  ])('%#: the text %s', (key, text) => {
    expect(decodeUtf8(key)).toBe(text);
  });

  test('of a packet that is acknowledged later', () => {
    expect(toHex(asyncPacketKey('a-0', 258n))).toBe(`${toHex(encodeUtf8('a-0async_packet'))}0000000000000102`);
  });

  test('sequences that hold a slash or a low byte of any value keep eight bytes', () => {
    for (const sequence of [1n, 47n, 303n, 12033n, (1n << 64n) - 1n]) {
      expect(packetCommitmentKey('client-0', sequence)).toHaveLength(17);
    }
    expect(() => packetCommitmentKey('client-0', 1n << 64n)).toThrow(RangeError);
  });

  test('the receipt value is one byte', () => {
    expect(PACKET_RECEIPT).toEqual(Uint8Array.of(2));
  });
});

describe('Merkle paths', () => {
  const key = encodeUtf8('key');

  test('the key is appended to the last element of the prefix', () => {
    expect(buildMerklePath(IBC_STORE_PREFIX, key)).toEqual([encodeUtf8('ibc'), key]);
    expect(buildMerklePath([new Uint8Array(0)], key)).toEqual([key]);
    expect(buildMerklePath([encodeUtf8('a'), encodeUtf8('b')], key)).toEqual([encodeUtf8('a'), encodeUtf8('bkey')]);
    expect(buildMerklePath([encodeUtf8('ibc')], key)).toEqual([encodeUtf8('ibckey')]);
  });

  test('a prefix without elements is refused', () => {
    expect(() => buildMerklePath([], key)).toThrow(RangeError);
  });

  test('accepts what it wrote, empty elements included', () => {
    for (const elements of [[], IBC_STORE_PREFIX, buildMerklePath(IBC_STORE_PREFIX, key)]) {
      expect(decodeMerklePath(encodeMerklePath(elements))).toEqual(elements);
    }
    expect(toHex(encodeMerklePath(IBC_STORE_PREFIX))).toBe('0a036962630a00');
  });
});

describe('protobuf', () => {
  test('accepts packets that it wrote', () => {
    const empty = { sequence: 0n, sourceClient: '', destinationClient: '', timeoutSeconds: 0n, payloads: [] };
    for (const sent of [packet(), packet({ payloads: [] }), packet(payload({ value: new Uint8Array(0) })), empty]) {
      expect(decodePacket(encodePacket(sent))).toEqual(sent);
    }
  });

  test('writes the fields under their numbers', () => {
    const sent = packet({
      payloads: [{ sourcePort: 'a', destinationPort: 'b', version: 'c', encoding: 'd', value: Uint8Array.of(9) }],
    });
    const text = (tag: string, value: string) =>
      `${tag}${value.length.toString(16).padStart(2, '0')}${toHex(encodeUtf8(value))}`;
    const inner = '0a0161120162' + '1a0163220164' + '2a0109';
    const want = `0801${text('12', sent.sourceClient)}${text('1a', sent.destinationClient)}20642a0f${inner}`;
    expect(toHex(encodePacket(sent))).toBe(want);
  });

  test.each([
    ['an unknown field', concatBytes(encodePacket(packet()), Uint8Array.of(0x30, 1)), 'packet'],
    ['a second sequence', concatBytes(encodePacket(packet()), Uint8Array.of(0x08, 1)), 'packet.sequence'],
    ['a payload cut short', messageField(5, Uint8Array.of(0x0a, 2, 0x61)), 'packet.payloads[0].sourcePort'],
    ['text that is not UTF-8', messageField(2, Uint8Array.of(0xff)), 'packet.sourceClient'],
  ])('rejects %s, naming the field', (_, bytes, field) => {
    expect(() => decodePacket(bytes)).toThrow(DecodeError);
    expect(() => decodePacket(bytes)).toThrow(expect.objectContaining({ field }));
  });

  test('accepts acknowledgements that it wrote', () => {
    for (const appAcknowledgements of [[], [Uint8Array.of(1)], [UNIVERSAL_ERROR_ACKNOWLEDGEMENT, new Uint8Array(0)]]) {
      expect(decodeAcknowledgement(encodeAcknowledgement({ appAcknowledgements }))).toEqual({ appAcknowledgements });
    }
  });
});

describe('packet rules', () => {
  test('accepts a packet', () => {
    expect(validatePacket(packet())).toEqual({ status: 'valid' });
    expect(validatePacket(packet(payload({ value: new Uint8Array(MAX_PAYLOADS_SIZE) })))).toEqual({ status: 'valid' });
    expect(validatePacket(packet({ sourceClient: 'client-0', destinationClient: 'channel-9' }))).toEqual({
      status: 'valid',
    });
  });

  const cases: readonly (readonly [PacketFaultCode, Partial<IbcPacket>])[] = [
    ['payload-count', { payloads: [] }],
    ['payload-count', { payloads: [...packet().payloads, ...packet().payloads] }],
    ['bad-identifier', payload({ sourcePort: 'a' })],
    ['bad-identifier', payload({ destinationPort: 'a/b' })],
    ['blank-version', payload({ version: '' })],
    ['blank-version', payload({ version: ' \t' })],
    ['blank-encoding', payload({ encoding: '' })],
    ['empty-payload', payload({ value: new Uint8Array(0) })],
    ['payloads-too-large', payload({ value: new Uint8Array(MAX_PAYLOADS_SIZE + 1) })],
    ['bad-identifier', { sourceClient: 'client1' }],
    ['bad-identifier', { destinationClient: 'c'.repeat(65) }],
    ['zero-sequence', { sequence: 0n }],
    ['zero-timeout', { timeoutSeconds: 0n }],
  ];
  test.each(cases)('rejects (%s): case %#', (code, spoiled) => {
    expect(validatePacket(packet(spoiled))).toMatchObject({ status: 'invalid', reason: { code } });
  });

  test('accepts several payloads where both chains can, within the size of one', () => {
    const [first] = packet().payloads;
    if (first === undefined) throw new Error('no payload');
    const half = { ...first, value: new Uint8Array(MAX_PAYLOADS_SIZE / 2) };
    const two = packet({ payloads: [half, half] });
    expect(validatePacket(two, { multiPayload: true })).toEqual({ status: 'valid' });
    const three = packet({ payloads: [half, half, first] });
    expect(validatePacket(three, { multiPayload: true })).toMatchObject({ reason: { code: 'payloads-too-large' } });
    expect(validatePacket(packet({ payloads: [] }), { multiPayload: true })).toMatchObject({
      reason: { code: 'payload-count' },
    });
  });
});

describe('acknowledgement rules', () => {
  const ok = Uint8Array.of(1);
  const validate = (...appAcknowledgements: Uint8Array[]) => validateAcknowledgement({ appAcknowledgements });

  test('accepts one success, one error, and several successes', () => {
    expect(validate(ok)).toEqual({ status: 'valid' });
    expect(validate(ok, ok)).toEqual({ status: 'valid' });
    expect(validate(UNIVERSAL_ERROR_ACKNOWLEDGEMENT)).toEqual({ status: 'valid' });
  });

  const cases: readonly (readonly [AcknowledgementFaultCode, readonly Uint8Array[]])[] = [
    ['no-acknowledgements', []],
    ['empty-acknowledgement', [new Uint8Array(0)]],
    ['empty-acknowledgement', [ok, new Uint8Array(0)]],
    ['mixed-error-acknowledgement', [UNIVERSAL_ERROR_ACKNOWLEDGEMENT, ok]],
    ['mixed-error-acknowledgement', [ok, UNIVERSAL_ERROR_ACKNOWLEDGEMENT]],
  ];
  test.each(cases)('rejects (%s): case %#', (code, acks) => {
    expect(validate(...acks)).toMatchObject({ reason: { code } });
  });

  test('rejects more or fewer successes than payloads (acknowledgement-count)', () => {
    const two = packet({ payloads: [...packet().payloads, ...packet().payloads] });
    const against = (sent: IbcPacket, ...appAcknowledgements: Uint8Array[]) =>
      validateAcknowledgement({ appAcknowledgements }, sent);
    expect(against(packet(), ok)).toEqual({ status: 'valid' });
    expect(against(two, ok, ok)).toEqual({ status: 'valid' });
    expect(against(two, UNIVERSAL_ERROR_ACKNOWLEDGEMENT)).toEqual({ status: 'valid' });
    expect(against(two, ok)).toMatchObject({ reason: { code: 'acknowledgement-count' } });
    expect(against(packet(), ok, ok)).toMatchObject({ reason: { code: 'acknowledgement-count' } });
  });

  test('only the universal error is an error', () => {
    expect(isErrorAcknowledgement({ appAcknowledgements: [UNIVERSAL_ERROR_ACKNOWLEDGEMENT] })).toBe(true);
    expect(isErrorAcknowledgement({ appAcknowledgements: [ok] })).toBe(false);
    expect(isErrorAcknowledgement({ appAcknowledgements: [encodeUtf8('{"error":"x"}')] })).toBe(false);
    expect(isErrorAcknowledgement({ appAcknowledgements: [] })).toBe(false);
  });
});

test('the ABI form of a packet starts with the offset of its tuple and counts its payloads', () => {
  const abi = toHex(encodePacketAbi(packet({ payloads: [] })));
  const word = (index: number) => BigInt(`0x${abi.slice(64 * index, 64 * index + 64)}`);
  expect([word(0), word(1), word(4), word(5)]).toEqual([32n, 1n, 100n, 288n]);
  expect(abi).toHaveLength(64 * 11);
});
