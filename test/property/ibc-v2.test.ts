/** IBC v2 data under random input: what is written is read again, and keys of different packets never meet. @module */
import { DecodeError, toHex } from '@causeway/lightclient/codec';
import {
  commitPacket,
  compareHeights,
  decodeAcknowledgement,
  decodeBech32,
  decodePacket,
  decodeTransfer,
  encodeAcknowledgement,
  encodeBech32,
  encodePacket,
  encodeTransfer,
  formatDenom,
  formatHeight,
  type IbcPacket,
  isChannelIdFormat,
  isClientIdFormat,
  isIdentifier,
  packetKeys,
  parseAmount,
  parseClientId,
  parseDenom,
  parseHeight,
  receiveDenom,
  TRANSFER_ENCODINGS,
} from '@causeway/lightclient/ibc';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const OPTIONS = { seed: 20_261_124, numRuns: 300 };
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const uint64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const bytes = fc.uint8Array({ maxLength: 60 });
const identifier = fc.string({ unit: fc.constantFrom(...'abzAZ019._+-#[]<>'), minLength: 8, maxLength: 64 });
const clientId = fc
  .tuple(fc.stringMatching(/^[a-z0-9_]{1,12}$/), uint64)
  .map(([type, sequence]) => `${type}-${sequence}`);

const payload = fc.record({
  sourcePort: text,
  destinationPort: text,
  version: text,
  encoding: text,
  value: bytes,
});
const packet: fc.Arbitrary<IbcPacket> = fc.record({
  sequence: uint64,
  sourceClient: text,
  destinationClient: text,
  timeoutSeconds: uint64,
  payloads: fc.array(payload, { maxLength: 3 }),
});
const transfer = fc.record({
  denom: text,
  amount: fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }),
  sender: text,
  receiver: text,
  memo: text,
});

test('packets and acknowledgements are read as they were written', () => {
  fc.assert(
    fc.property(packet, fc.array(bytes, { maxLength: 4 }), (sent, appAcknowledgements) => {
      expect(decodePacket(encodePacket(sent))).toEqual(sent);
      expect(decodeAcknowledgement(encodeAcknowledgement({ appAcknowledgements }))).toEqual({ appAcknowledgements });
    }),
    OPTIONS,
  );
});

test('what can be read is written back in the same bytes, or is not canonical in the order of its fields only', () => {
  fc.assert(
    fc.property(packet, fc.nat(), fc.integer({ min: 1, max: 255 }), (sent, at, bits) => {
      const wire = Uint8Array.from(encodePacket(sent));
      fc.pre(wire.length > 0);
      wire[at % wire.length] = (wire[at % wire.length] ?? 0) ^ bits;
      try {
        const read = decodePacket(wire);
        expect(decodePacket(encodePacket(read))).toEqual(read);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
    OPTIONS,
  );
});

test('packets that differ in what is committed have different commitments', () => {
  const committed = ({ destinationClient, timeoutSeconds, payloads }: IbcPacket) =>
    JSON.stringify([
      destinationClient,
      `${timeoutSeconds}`,
      payloads.map((one) => [one.sourcePort, one.destinationPort, one.version, one.encoding, toHex(one.value)]),
    ]);
  fc.assert(
    fc.property(packet, packet, (a, b) => {
      const isSame = committed(a) === committed(b);
      expect(toHex(commitPacket(a)) === toHex(commitPacket(b))).toBe(isSame);
    }),
    OPTIONS,
  );
});

test('no two keys of packets between valid identifiers are the same', () => {
  const end = fc.record({ client: identifier, sequence: uint64 });
  fc.assert(
    fc.property(end, end, (a, b) => {
      const keysOf = ({ client, sequence }: { readonly client: string; readonly sequence: bigint }) =>
        Object.values(packetKeys({ sequence, sourceClient: client, destinationClient: client })).map(toHex);
      const isSame = a.client === b.client && a.sequence === b.sequence;
      expect(new Set([...keysOf(a), ...keysOf(b)]).size).toBe(isSame ? 3 : 6);
    }),
    OPTIONS,
  );
});

test('transfers are read as they were written, in each encoding', () => {
  fc.assert(
    fc.property(transfer, (data) => {
      for (const encoding of TRANSFER_ENCODINGS) {
        expect(decodeTransfer(encodeTransfer(data, encoding), encoding)).toEqual(data);
      }
    }),
    OPTIONS,
  );
});

test('ABI is read in one form only: a spoiled byte gives an error or other data, never the same', () => {
  fc.assert(
    fc.property(transfer, fc.nat(), fc.integer({ min: 1, max: 255 }), (data, at, bits) => {
      const encoding = 'application/x-solidity-abi';
      const wire = encodeTransfer(data, encoding);
      wire[at % wire.length] = (wire[at % wire.length] ?? 0) ^ bits;
      try {
        expect(encodeTransfer(decodeTransfer(wire, encoding), encoding)).toEqual(wire);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
    OPTIONS,
  );
});

test('random bytes are refused in each encoding without a crash', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        bytes,
        fc.json().map((json) => new Uint8Array(Buffer.from(json))),
      ),
      (noise) => {
        for (const encoding of TRANSFER_ENCODINGS) {
          try {
            decodeTransfer(noise, encoding);
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError);
          }
        }
      },
    ),
    OPTIONS,
  );
});

test('JSON reads the members that JSON.parse would, in any order and spacing', () => {
  const names = ['denom', 'amount', 'sender', 'receiver', 'memo'] as const;
  const members = fc.shuffledSubarray([...names], { minLength: 5 });
  const space = fc.constantFrom('', ' ', '\n\t', '\r\n ');
  fc.assert(
    fc.property(transfer, members, space, (data, order, gap) => {
      const values = { ...data, amount: `${data.amount}` };
      const body = order.map((name) => `${gap}"${name}"${gap}:${gap}${JSON.stringify(values[name])}${gap}`).join(',');
      const wire = new Uint8Array(Buffer.from(`${gap}{${body}}${gap}`));
      expect(decodeTransfer(wire, 'application/json')).toEqual(data);
    }),
    OPTIONS,
  );
});

test('client ids follow the expression of ibc-go', () => {
  const candidate = fc.oneof(clientId, fc.string({ unit: fc.constantFrom(...'ab_-01.'), maxLength: 24 }));
  fc.assert(
    fc.property(candidate, (id) => {
      const isFormat = /^\w+([\w-]+\w)?-[0-9]{1,20}$/.test(id) && BigInt(id.slice(id.lastIndexOf('-') + 1)) < 1n << 64n;
      expect(isClientIdFormat(id)).toBe(isFormat);
      if (!isFormat) return;
      const { clientType, sequence } = parseClientId(id);
      expect(id.startsWith(`${clientType}-`)).toBe(true);
      expect(BigInt(id.slice(clientType.length + 1))).toBe(sequence);
    }),
    { ...OPTIONS, numRuns: 2_000 },
  );
});

test('identifiers hold no byte that stands between a client and its sequence', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 70 }), (id) => {
      const isAccepted = isIdentifier('packet client', id);
      expect(isAccepted && /[^!-~]/.test(id)).toBe(false);
      expect(isChannelIdFormat(id) && !id.startsWith('channel-')).toBe(false);
    }),
    OPTIONS,
  );
});

test('heights are read as they were written and ordered like pairs of numbers', () => {
  const height = fc.record({ revisionNumber: uint64, revisionHeight: uint64 });
  fc.assert(
    fc.property(height, height, (a, b) => {
      expect(parseHeight(formatHeight(a))).toEqual(a);
      const [x, y] = [a, b].map((one) => (one.revisionNumber << 64n) | one.revisionHeight);
      if (x === undefined || y === undefined) throw new Error('two heights');
      expect(Math.sign(compareHeights(a, b))).toBe(x < y ? -1 : Number(x > y));
    }),
    OPTIONS,
  );
});

test('amounts are read in every base', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), (value) => {
      for (const form of [`${value}`, `0x${value.toString(16)}`, `0o${value.toString(8)}`, `0b${value.toString(2)}`]) {
        expect(parseAmount(form)).toBe(value);
        expect(parseAmount(`-${form}`)).toBe(-value);
      }
    }),
    OPTIONS,
  );
});

test('a token that goes there and back is the same again', () => {
  const hop = fc.record({ portId: fc.constant('transfer'), channelId: clientId });
  fc.assert(
    fc.property(fc.array(hop, { maxLength: 3 }), hop, hop, (trace, source, destination) => {
      const denom = { base: 'uatom', trace };
      expect(parseDenom(formatDenom(denom))).toEqual(denom);
      const there = receiveDenom(denom, { source, destination });
      const [newest] = trace;
      fc.pre(newest?.channelId !== source.channelId);
      expect(receiveDenom(there, { source: destination, destination: source })).toEqual(denom);
    }),
    OPTIONS,
  );
});

test('bech32 is read as it was written, and any other character is noticed', () => {
  const prefix = fc.stringMatching(/^[a-z]{1,10}$/);
  fc.assert(
    fc.property(
      prefix,
      bytes,
      fc.nat(),
      fc.constantFrom(...'qpzry9x8gf2tvdw0s3jn54khce6mua7l'),
      (hrp, data, at, other) => {
        const written = encodeBech32({ prefix: hrp, bytes: data });
        expect(decodeBech32(written)).toEqual({ prefix: hrp, bytes: data });
        const index = hrp.length + 1 + (at % (written.length - hrp.length - 1));
        fc.pre(written[index] !== other);
        const spoiled = written.slice(0, index) + other + written.slice(index + 1);
        expect(() => decodeBech32(spoiled)).toThrow(DecodeError);
      },
    ),
    OPTIONS,
  );
});
