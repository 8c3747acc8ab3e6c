/** ICS-20 transfers, denominations, amounts and acknowledgements, as ibc-go reads and writes them. @module */
import { readFileSync } from 'node:fs';
import { concatBytes, DecodeError, encodeUtf8, fromHex, toHex } from '@causeway/lightclient/codec';
import {
  buildTransferPayload,
  classifyTransferAcknowledgement,
  decodeTransfer,
  decodeTransferPayload,
  encodeBech32,
  encodeTransfer,
  escrowAddress,
  type FungibleTokenPacketData,
  formatDenom,
  isReturning,
  isTransferPayload,
  parseAmount,
  parseDenom,
  receiveDenom,
  TRANSFER_ENCODINGS,
  TRANSFER_SUCCESS,
  type TransferFaultCode,
  toCoinDenom,
  validateSendTransfer,
  validateTransfer,
} from '@causeway/lightclient/ibc';
import { describe, expect, test } from 'vitest';

type Five = readonly [string, string, string, string, string];

interface Vectors {
  readonly denoms: readonly {
    readonly path: string;
    readonly base: string;
    readonly trace: readonly (readonly [string, string])[];
    readonly coin: string;
    readonly valid: boolean;
  }[];
  readonly amounts: readonly { readonly text: string; readonly value: string | null }[];
  readonly json: readonly { readonly text: string; readonly data: Five | null; readonly valid?: boolean }[];
  readonly encodings: readonly {
    readonly data: Five;
    readonly json: string;
    readonly protobuf: string;
    readonly abi: string;
  }[];
  readonly acknowledgements: readonly { readonly hex: string; readonly verdict: string }[];
  readonly escrows: readonly { readonly channelId: string; readonly address: string; readonly bech32: string }[];
}
const path = new URL('../../../../vectors/ibc-v2/transfers.json', import.meta.url);
const VECTORS: Vectors = JSON.parse(readFileSync(path, 'utf8'));
const JSON_ENCODING = 'application/json';
const PROTOBUF = 'application/x-protobuf';
const ABI = 'application/x-solidity-abi';

function transfer(spoiled: Partial<FungibleTokenPacketData> = {}): FungibleTokenPacketData {
  return { denom: 'uatom', amount: 1_000_000n, sender: 'sender', receiver: 'receiver', memo: 'memo', ...spoiled };
}

function fromFive([denom, amount, sender, receiver, memo]: Five): FungibleTokenPacketData {
  return { denom, amount: parseAmount(amount), sender, receiver, memo };
}

/** Rows with a title that can be printed, whatever their text holds. */
function titled<T>(rows: readonly T[], text: (row: T) => unknown): readonly (readonly [string, T])[] {
  return rows.map((row) => [JSON.stringify(text(row)).slice(0, 120), row]);
}

describe('denominations', () => {
  test.each(titled(VECTORS.denoms, (row) => row.path))('splits %s as ibc-go does', (_, row) => {
    const { path: text, base, trace, coin, valid } = row;
    const denom = parseDenom(text);
    expect(denom).toEqual({ base, trace: trace.map(([portId, channelId]) => ({ portId, channelId })) });
    expect(toCoinDenom(denom)).toBe(coin);
    if (base !== '') expect(formatDenom(denom)).toBe(text);
    expect(validateTransfer(transfer({ denom: text })).status).toBe(valid ? 'valid' : 'invalid');
  });

  const source = { portId: 'transfer', channelId: '07-tendermint-0' };
  const destination = { portId: 'transfer', channelId: '07-tendermint-9' };
  const ends = { source, destination };

  test('a native token becomes a voucher and comes back', () => {
    const sent = receiveDenom(parseDenom('uatom'), ends);
    expect(formatDenom(sent)).toBe('transfer/07-tendermint-9/uatom');
    const back = { source: destination, destination: source };
    expect(isReturning(sent, back.source)).toBe(true);
    expect(receiveDenom(sent, back)).toEqual({ base: 'uatom', trace: [] });
  });

  test('a token on its second hop keeps the first below the new one', () => {
    const sent = receiveDenom(parseDenom('transfer/08-wasm-3/uatom'), ends);
    expect(formatDenom(sent)).toBe('transfer/07-tendermint-9/transfer/08-wasm-3/uatom');
  });

  test('a token returns only over its newest hop, by port and channel', () => {
    const denom = parseDenom('transfer/08-wasm-3/transfer/07-tendermint-0/uatom');
    expect(isReturning(denom, source)).toBe(false);
    expect(isReturning(denom, { portId: 'other', channelId: '08-wasm-3' })).toBe(false);
    expect(isReturning(denom, { portId: 'transfer', channelId: '08-wasm-3' })).toBe(true);
    expect(isReturning(parseDenom('uatom'), source)).toBe(false);
  });
});

describe('amounts', () => {
  test.each(titled(VECTORS.amounts, (row) => row.text))('reads %s as ibc-go does', (_, { text, value }) => {
    if (value === null) expect(() => parseAmount(text)).toThrow(DecodeError);
    else expect(parseAmount(text)).toBe(BigInt(value));
  });

  test('refuses a number of a hundred thousand digits at once', () => {
    const start = performance.now();
    expect(() => parseAmount('9'.repeat(200_000))).toThrow(DecodeError);
    expect(() => parseAmount('1_'.repeat(100_000))).toThrow(DecodeError);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('JSON', () => {
  test.each(titled(VECTORS.json, (row) => row.text))('reads %s as ibc-go does', (_, { text, data, valid }) => {
    const decode = () => decodeTransfer(encodeUtf8(text), JSON_ENCODING);
    // An amount that is no number passes Go's decoder and fails its validation: we know it as a number only.
    const isNumber = data !== null && /^(0x)?[0-9]+$/.test(data[1]);
    if (data === null || !isNumber) {
      expect(decode).toThrow(DecodeError);
      expect(valid ?? false).toBe(false);
      return;
    }
    expect(decode()).toEqual(fromFive(data));
    expect(validateTransfer(decode()).status).toBe(valid ? 'valid' : 'invalid');
  });
  test('rejects text that is not UTF-8', () => {
    const bytes = concatBytes(encodeUtf8('{"memo":"'), Uint8Array.of(0xff), encodeUtf8('"}'));
    expect(() => decodeTransfer(bytes, JSON_ENCODING)).toThrow(DecodeError);
  });

  test('rejects a member that is not text, naming it', () => {
    const decode = () => decodeTransfer(encodeUtf8('{"sender":7}'), JSON_ENCODING, 'payloads[0]');
    expect(decode).toThrow('payloads[0].sender: want a string, got 7');
  });
});

describe('encodings', () => {
  test.each(titled(VECTORS.encodings, (row) => row.data))('writes %s as ibc-go does and reads it again', (_, row) => {
    const { data, json, protobuf, abi } = row;
    const decoded = fromFive(data);
    for (const [encoding, hex] of [
      [JSON_ENCODING, json],
      [PROTOBUF, protobuf],
      [ABI, abi],
    ] as const) {
      expect(toHex(encodeTransfer(decoded, encoding))).toBe(hex);
      expect(decodeTransfer(fromHex(hex), encoding)).toEqual(decoded);
    }
  });

  test('takes no encoding for JSON and refuses an unknown one', () => {
    expect(decodeTransfer(encodeTransfer(transfer(), JSON_ENCODING), '')).toEqual(transfer());
    expect(() => decodeTransfer(new Uint8Array(0), 'text/plain')).toThrow('transfer.encoding: want application/json');
  });

  test('rejects an unknown protobuf field', () => {
    const bytes = concatBytes(encodeTransfer(transfer(), PROTOBUF), Uint8Array.of(0x32, 0));
    expect(() => decodeTransfer(bytes, PROTOBUF)).toThrow(DecodeError);
  });

  const abi = encodeTransfer(transfer(), ABI);
  const withWord = (index: number, value: number) => {
    const out = abi.slice();
    out[index * 32 + 31] = value;
    return out;
  };
  test.each([
    ['no bytes', new Uint8Array(0)],
    ['a tuple elsewhere', withWord(0, 64)],
    ['a text beyond the end', withWord(1, 255)],
    ['two texts in one place', withWord(2, 160)],
    ['a text longer than the rest', withWord(12, 33)],
    ['a shorter text with bytes left over', withWord(6, 4)],
    ['spare bytes', concatBytes(abi, new Uint8Array(32))],
    ['a missing tail', abi.subarray(0, abi.length - 32)],
    ['half a word', abi.subarray(0, abi.length - 1)],
    ['padding that is not zero', Uint8Array.from(abi, (byte, index) => (index === abi.length - 1 ? 1 : byte))],
    ['an offset of 2^255', Uint8Array.from(abi, (byte, index) => (index === 32 ? 128 : byte))],
  ])('rejects ABI with %s', (_, bytes) => {
    expect(() => decodeTransfer(bytes, ABI)).toThrow(DecodeError);
  });

  test('refuses to write an amount that is no uint256', () => {
    expect(() => encodeTransfer(transfer({ amount: -1n }), ABI)).toThrow(RangeError);
    expect(() => encodeTransfer(transfer({ amount: 1n << 256n }), ABI)).toThrow(RangeError);
  });
});

describe('payloads', () => {
  test.each(TRANSFER_ENCODINGS)('accepts what it built in %s', (encoding) => {
    const payload = buildTransferPayload(transfer(), encoding);
    expect(payload).toMatchObject({
      sourcePort: 'transfer',
      destinationPort: 'transfer',
      version: 'ics20-1',
      encoding,
    });
    expect(decodeTransferPayload(payload)).toEqual(transfer());
  });

  test.each([{ sourcePort: 'gmpport' }, { destinationPort: 'gmpport' }, { version: 'ics20-2' }])(
    'rejects a payload of another application: %o',
    (spoiled) => {
      const payload = { ...buildTransferPayload(transfer(), JSON_ENCODING), ...spoiled };
      expect(isTransferPayload(payload)).toBe(false);
      expect(() => decodeTransferPayload(payload)).toThrow(DecodeError);
    },
  );
});

describe('rules', () => {
  test('accepts a transfer', () => {
    expect(validateSendTransfer(transfer())).toEqual({ status: 'valid' });
    expect(validateSendTransfer(transfer({ amount: (1n << 256n) - 1n, memo: '' }))).toEqual({ status: 'valid' });
  });

  const both: readonly (readonly [TransferFaultCode, Partial<FungibleTokenPacketData>])[] = [
    ['amount-not-positive', { amount: 0n }],
    ['amount-not-positive', { amount: -1n }],
    ['amount-too-large', { amount: 1n << 256n }],
    ['blank-sender', { sender: '' }],
    ['blank-sender', { sender: ' \t\u00a0' }],
    ['blank-receiver', { receiver: '\n' }],
    ['blank-denom', { denom: '' }],
    ['blank-denom', { denom: 'transfer/08-wasm-0/transfer/08-wasm-1' }],
    ['bad-identifier', { denom: 'transfer/a-1/uatom' }],
    ['memo-too-long', { memo: 'é'.repeat(16_385) }],
  ];
  test.each(both)('rejects on both ends (%s): %o', (code, spoiled) => {
    expect(validateTransfer(transfer(spoiled))).toMatchObject({ reason: { code } });
    expect(validateSendTransfer(transfer(spoiled))).toMatchObject({ reason: { code } });
  });

  const sending: readonly (readonly [TransferFaultCode, Partial<FungibleTokenPacketData>])[] = [
    ['receiver-too-long', { receiver: 'r'.repeat(2_049) }],
    ['slash-in-base-denom', { denom: 'gamm/pool/1' }],
    ['slash-in-base-denom', { denom: 'transfer/08-wasm-0/gamm/pool/1' }],
  ];
  test.each(sending)('rejects when sending only (%s)', (code, spoiled) => {
    expect(validateTransfer(transfer(spoiled))).toEqual({ status: 'valid' });
    expect(validateSendTransfer(transfer(spoiled))).toMatchObject({ reason: { code } });
  });
});

describe('acknowledgements', () => {
  test.each(VECTORS.acknowledgements)('judges $hex as ibc-go does ($verdict)', ({ hex, verdict }) => {
    const classify = () => classifyTransferAcknowledgement(fromHex(hex));
    if (verdict === 'refused') expect(classify).toThrow(DecodeError);
    else expect(classify()).toBe(verdict);
  });

  test('the success is exactly what both stacks write', () => {
    expect(toHex(TRANSFER_SUCCESS)).toBe('7b22726573756c74223a2241513d3d227d');
  });
});

test.each(VECTORS.escrows)('the escrow account of $channelId is $bech32', ({ channelId, address, bech32 }) => {
  const bytes = escrowAddress({ portId: 'transfer', channelId });
  expect(toHex(bytes)).toBe(address);
  expect(encodeBech32({ prefix: 'cosmos', bytes })).toBe(bech32);
});
