/** Reverts as faults: every error of every contract has a class, and says in a sentence what it is about. @module */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AbiParameter,
  encodeAbiParameters,
  encodeErrorResult,
  type Hex,
  parseAbi,
  toFunctionSelector,
} from 'viem';
import { describe, expect, test } from 'vitest';
import * as abis from '../../../../../contracts/abi/index.ts';
import { FAULT_OF_REMEDY } from '../../../../../relayer/chains/ethereum/decode-revert/revert-kind.ts';
import { decodeRevert, REVERT_KINDS, toRevertFault } from '../../../../../relayer/chains/ethereum/decode-revert.ts';
import { RETRY } from '../../../../../relayer/ports/fault.ts';
import { listFiles } from '../../../../support/check/list-files.ts';

const ABI_ERRORS = Object.values(abis).flatMap((abi) => abi.filter((item) => item.type === 'error'));
const known = new Map(REVERT_KINDS.map((kind) => [kind.selector, kind]));
const some = parseAbi([
  'error Error(string text)',
  'error Panic(uint256 code)',
  'error ICS20SenderCallbackFailed(bytes reason)',
  'error CCFrozen()',
  'error CCExpired(uint256 expiry, uint256 blockTime)',
  'error IBCInvalidTimeoutTimestamp(uint256 timeoutTimestamp, uint256 comparedTimestamp)',
  'error IBCClientNotActive(string clientId, uint8 status)',
  'error Stranger(uint256 number)',
]);

function typesOf(inputs: readonly AbiParameter[]): string {
  return inputs.map(({ type }) => type).join(',');
}

function sampleOf({ type }: AbiParameter, index: number): unknown {
  if (type.endsWith('[]')) return [sampleOf({ type: type.slice(0, -2) }, index)];
  if (type === 'string') return `text ${index}`;
  if (type === 'address') return `0x${'1234567890'.repeat(4)}`;
  if (type.startsWith('bytes')) return `0x${'ab'.repeat(Number(type.slice('bytes'.length) || 3))}`;
  const bits = Number(/\d+$/.exec(type)?.[0]);
  return bits <= 48 ? index + 1 : BigInt(index + 1) * 1_700_000_000_000_000_000n;
}

function encode(kind: (typeof REVERT_KINDS)[number], values: readonly unknown[]): Hex {
  return `${kind.selector}${encodeAbiParameters(kind.inputs, values).slice(2)}` as Hex;
}

async function declaredErrors(): Promise<readonly string[]> {
  const files = (await listFiles('.')).filter((name) => /^contracts\/solidity\/.*\.sol$/.test(name));
  return files.flatMap(errorsOf);
}

function libraryErrors(): readonly string[] {
  return ['contracts', 'contracts-upgradeable'].flatMap((name) => {
    const folder = `node_modules/@openzeppelin/${name}`;
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sol'));
    return files.flatMap((file) => errorsOf(join(folder, file)));
  });
}

/** Signatures as selectors are made of. What is none of Solidity's own types is an enumeration. */
function errorsOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^ *error (\w+)\(([^)]*)\);/gm)].map(([, name = '', list = '']) => {
    const types = list.split(',').flatMap((argument) => argument.trim().split(' ')[0] || []);
    return `${name}(${types.map((type) => (/^[A-Z]/.test(type) ? 'uint8' : type)).join(',')})`;
  });
}

describe('every error', () => {
  test('of the ABIs has a class', () => {
    expect(ABI_ERRORS.length).toBeGreaterThan(200);
    const missing = ABI_ERRORS.filter(
      ({ name, inputs }) => !known.has(toFunctionSelector(`${name}(${typesOf(inputs)})`)),
    );
    expect(missing.map(({ name, inputs }) => `${name}(${typesOf(inputs)})`)).toEqual([]);
  });

  test('of the ABIs has the same names for its arguments here', () => {
    for (const { name, inputs } of ABI_ERRORS) {
      const kind = known.get(toFunctionSelector(`${name}(${typesOf(inputs)})`));
      expect([name, kind?.inputs.map((input) => input.name)]).toEqual([name, inputs.map((input) => input.name)]);
    }
  });

  test('that a source file declares has a class', async () => {
    const declared = await declaredErrors();
    expect(declared.length).toBeGreaterThan(100);
    expect(declared.filter((signature) => !known.has(toFunctionSelector(signature)))).toEqual([]);
  });

  test('that is known is one of our sources or of OpenZeppelin', async () => {
    const declared = new Set<string>(
      [...(await declaredErrors()), ...libraryErrors()].map((text) => toFunctionSelector(text)),
    );
    expect(REVERT_KINDS.filter(({ selector }) => !declared.has(selector)).map(({ signature }) => signature)).toEqual(
      [],
    );
  });

  test('is known once', () => {
    expect(known.size).toBe(REVERT_KINDS.length);
    expect(new Set(REVERT_KINDS.map(({ name }) => name)).size).toBe(REVERT_KINDS.length);
  });

  test.each(REVERT_KINDS)('$signature decodes into its arguments and a sentence', (kind) => {
    const values = kind.inputs.map(sampleOf);
    const revert = decodeRevert(encode(kind, values));
    expect(revert).toMatchObject({ kind: 'custom', name: kind.name });
    expect(Object.keys(revert.args)).toEqual(kind.inputs.map(({ name }) => name));
    expect(Object.values(revert.args).map((value) => `${value}`.toLowerCase())).toEqual(
      values.map((value) => `${value}`),
    );
    expect(revert.sentence).toMatch(/^["A-Z0-9].*[.]$/);
    expect(revert.sentence).not.toMatch(/undefined|NaN|\[object/);
  });

  test('is final exactly where its fault is', () => {
    const tried = REVERT_KINDS.map((kind) => kind.explain(kind.inputs.map(sampleOf)));
    const policies = tried.filter(({ remedy }) => remedy === 'stop-path' || remedy === 'defect');
    expect(policies.filter(({ code }) => RETRY[code] !== 'never')).toEqual([]);
    const again = tried.filter(({ remedy }) =>
      ['update-client', 'later', 'raise-gas', 'correct-bytes'].includes(remedy),
    );
    expect(again.filter(({ code }) => RETRY[code] === 'never')).toEqual([]);
  });
});

test.each([
  ['CCConsensusStateNotFound(uint64)', 'update-client', 'later'],
  ['CCTrustedStateExpired(uint256,uint256)', 'update-client', 'later'],
  ['CCExpired(uint256,uint256)', 'stop-path', 'never'],
  ['CCFrozen()', 'stop-path', 'never'],
  ['IBCPacketReceiptMismatch(bytes32,bytes32)', 'stop-path', 'never'],
  ['CCTimeInFuture(uint256,uint256)', 'later', 'later'],
  ['EnforcedPause()', 'later', 'later'],
  ['RateLimitExceeded(uint256,uint256)', 'later', 'later'],
  ['IBCPacketAcknowledgementAlreadyExists(bytes)', 'done', 'later'],
  ['CVBatchInvalid(uint256,uint256)', 'correct-bytes', 'later'],
  ['ProofRootMismatch(bytes32,bytes32)', 'correct-bytes', 'later'],
  ['CCMessageSizeInvalid(uint256,uint256)', 'defect', 'never'],
  ['IBCInsufficientGas(uint256,uint256)', 'raise-gas', 'now'],
  ['ICS20InsufficientGas(uint256,uint256)', 'raise-gas', 'now'],
  ['AccessManagedUnauthorized(address)', 'refused', 'never'],
  ['SafeERC20FailedOperation(address)', 'refused', 'never'],
  ['ERC20InsufficientBalance(address,uint256,uint256)', 'refused', 'never'],
])('%s is of class %s, tried again: %s', (signature, remedy, retry) => {
  const kind = known.get(toFunctionSelector(signature));
  const explained = kind?.explain(kind.inputs.map(sampleOf));
  expect(explained?.remedy).toBe(remedy);
  expect(RETRY[explained?.code ?? 'INPUT_INVALID']).toBe(retry);
});

test('says when a client expired', () => {
  const args = [1_700_000_000_000_000_000n, 1_700_000_001_500_000_000n] as const;
  expect(decodeRevert(encodeErrorResult({ abi: some, errorName: 'CCExpired', args }))).toEqual({
    kind: 'custom',
    name: 'CCExpired',
    args: { expiry: args[0], blockTime: args[1] },
    remedy: 'stop-path',
    code: 'CLIENT_EXPIRED',
    sentence:
      'The client expired at 2023-11-14T22:13:20Z, and the block is of 2023-11-14T22:13:21.5Z: it learns and proves nothing any more.',
    inner: undefined,
  });
});

test('tells a packet that came too late from a proof that is too old', () => {
  const decode = (timeout: bigint, compared: bigint) =>
    decodeRevert(encodeErrorResult({ abi: some, errorName: 'IBCInvalidTimeoutTimestamp', args: [timeout, compared] }));
  expect(decode(100n, 100n)).toMatchObject({ remedy: 'done', sentence: expect.stringContaining('can only time out') });
  expect(decode(100n, 99n)).toMatchObject({ remedy: 'update-client', code: 'PROOF_UNAVAILABLE' });
});

test('names the status of a client', () => {
  const data = encodeErrorResult({ abi: some, errorName: 'IBCClientNotActive', args: ['client-0', 2] });
  expect(decodeRevert(data).sentence).toBe('Nothing is sent into the client client-0: it is expired.');
});

test('reads what a call within the call reverted with', () => {
  const wrap = (reason: Hex) =>
    encodeErrorResult({ abi: some, errorName: 'ICS20SenderCallbackFailed', args: [reason] });
  const frozen = encodeErrorResult({ abi: some, errorName: 'CCFrozen' });
  const revert = decodeRevert(wrap(frozen));
  expect(revert).toMatchObject({ name: 'ICS20SenderCallbackFailed', inner: { name: 'CCFrozen', remedy: 'stop-path' } });
  expect(revert.sentence).toBe(
    "The sender's callback failed once more: The client is frozen: misbehaviour was shown to it.",
  );
  expect(toRevertFault(revert, 'a call').context?.error).toBe('ICS20SenderCallbackFailed > CCFrozen');
  const deep = Array.from({ length: 50 }).reduce<Hex>((data) => wrap(data), frozen);
  expect(decodeRevert(deep).inner?.inner?.inner?.inner?.inner).toBeUndefined();
});

describe('without a custom error', () => {
  test('reads a text, on one line and cut', () => {
    const text = encodeErrorResult({ abi: some, errorName: 'Error', args: [`no\n${'x'.repeat(1000)}`] });
    const revert = decodeRevert(text);
    expect(revert).toMatchObject({ kind: 'text', name: 'Error', remedy: 'refused', code: 'CALL_REFUSED' });
    expect(revert.sentence).toMatch(/^The contract says: no x{297}…$/);
  });

  test.each([
    [0x11n, 'a number that is too large or too small'],
    [0x99n, 'number 153'],
  ])('reads panic %s', (code, what) => {
    expect(decodeRevert(encodeErrorResult({ abi: some, errorName: 'Panic', args: [code] }))).toMatchObject({
      kind: 'panic',
      args: { code },
      remedy: 'defect',
      code: 'CALL_MALFORMED',
      sentence: `The contract panicked: ${what}.`,
    });
  });

  test('tells gas that ran out from a failure without a reason', () => {
    const out = { gasUsed: 1_000_000n, gasLimit: 1_000_000n };
    expect(decodeRevert('0x', out)).toMatchObject({ kind: 'empty', remedy: 'raise-gas', code: 'CHAIN_OUT_OF_GAS' });
    expect(decodeRevert('0x', { ...out, gasUsed: 400_000n })).toMatchObject({ kind: 'empty', remedy: 'refused' });
    expect(decodeRevert('')).toMatchObject({ kind: 'empty', name: '', remedy: 'refused' });
  });

  test('keeps what it does not know', () => {
    const data = encodeErrorResult({ abi: some, errorName: 'Stranger', args: [7n] });
    const selector = toFunctionSelector('Stranger(uint256)');
    expect(decodeRevert(data)).toMatchObject({ kind: 'unknown', name: selector, args: { data }, remedy: 'refused' });
    expect(decodeRevert('0x12')).toMatchObject({ kind: 'unknown', name: '0x12' });
  });

  test('takes no damaged arguments for an error', () => {
    const whole = encodeErrorResult({ abi: some, errorName: 'CCExpired', args: [1n, 2n] });
    expect(decodeRevert(whole.slice(0, -2))).toMatchObject({ kind: 'unknown' });
    expect(decodeRevert(`${whole.slice(0, 60)}zz`)).toMatchObject({ kind: 'unknown' });
    expect(decodeRevert(encodeErrorResult({ abi: some, errorName: 'Error', args: ['x'] }).slice(0, 80))).toMatchObject({
      kind: 'unknown',
    });
    expect(decodeRevert('0x4e487b71')).toMatchObject({ kind: 'unknown', name: '0x4e487b71' });
  });
});

test('makes a fault that says what was called, why not, and what is done', () => {
  const revert = decodeRevert('0x', { gasUsed: 100n, gasLimit: 100n });
  expect(toRevertFault(revert, 'updateClient of 0xab')).toEqual({
    code: 'CHAIN_OUT_OF_GAS',
    message: 'updateClient of 0xab was refused: The call ran out of gas: it used 100 of 100.',
    hint: 'The transaction needs a higher gas limit.',
    context: { remedy: 'raise-gas' },
  });
  expect(Object.keys(FAULT_OF_REMEDY)).toHaveLength(8);
});
