/** What is taken for the code of a contract. @module */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  MAX_WASM_BYTES,
  openWasmCode,
  requireChecksum,
} from '../../../../../relayer/clients/ethereum-wasm/wasm-code.ts';
import { RelayerError } from '../../../../../relayer/ports/fault.ts';
import { minimalContract } from '../../../../support/minimal-contract.ts';

const contract = minimalContract('unit');
const checksum = createHash('sha256').update(contract).digest();

describe('the code of a contract', () => {
  test.each([
    ['bare', contract],
    ['packed', gzipSync(contract)],
  ])('is taken %s', (_, bytes) => {
    const opened = openWasmCode(bytes, 'client.wasm');
    expect(Buffer.from(opened.code).equals(contract)).toBe(true);
    expect(Buffer.from(opened.checksum).equals(checksum)).toBe(true);
    expect(gunzipSync(opened.packed).equals(contract)).toBe(true);
    expect(() => requireChecksum(opened, checksum, 'client.wasm')).not.toThrow();
  });

  const large = Buffer.concat([contract, Buffer.alloc(MAX_WASM_BYTES)]);
  test.each([
    ['something else', Buffer.from('#!/bin/sh'), 'bytes that begin with 23212f62'],
    ['an empty file', Buffer.alloc(0), 'got an empty file'],
    ['half a gzip file', gzipSync(contract).subarray(0, 40), 'a whole gzip file'],
    ['a packed text', gzipSync(Buffer.from('text')), 'bytes that begin with 74657874'],
    ['too large a module', large, `at most ${MAX_WASM_BYTES} bytes`],
    ['a module that is too large unpacked', gzipSync(large), `at most ${MAX_WASM_BYTES} bytes`],
  ])('rejects %s (INPUT_INVALID)', (_, bytes, words) => {
    expect(() => openWasmCode(bytes, 'client.wasm')).toThrow(RelayerError);
    expect(() => openWasmCode(bytes, 'client.wasm')).toThrow(words);
  });

  test('rejects another checksum (INPUT_INVALID)', () => {
    const other = openWasmCode(minimalContract('other'), 'client.wasm');
    expect(() => requireChecksum(other, checksum, 'client.wasm')).toThrow(checksum.toString('hex'));
  });
});
