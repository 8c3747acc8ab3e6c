/** `verify calldata` without a process and without a node: what it is asked, and how it is told to people. */
import { DecodeError } from '@causeway/lightclient/codec';
import { formatLightBlock } from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import {
  encodeAdvanceCall,
  encodeMulticall,
  encodeRecvCall,
  encodeRouterMisbehaviourCall,
  encodeRouterUpdateCall,
} from '../../../../../relayer/chains/ethereum/encode-calls.ts';
import { encodeSessionUpdate } from '../../../../../relayer/chains/ethereum/encode-session.ts';
import {
  encodeContractMisbehaviour,
  encodeContractUpdate,
} from '../../../../../relayer/chains/ethereum/encode-update.ts';
import { readCalldataRequest } from '../../../../../relayer/cli/verify/calldata-request.ts';
import { showCalldata } from '../../../../../relayer/cli/verify/calldata-text.ts';
import type { Request } from '../../../../../relayer/cli/verify/request.ts';
import { createCalldataJudge } from '../../../../../relayer/control/judge-calldata.ts';
import { buildBlock, createSigners, flipByte, spoilVote, toConsensusState } from '../../../../support/build-header.ts';

const signers = createSigners(4);
const own = buildBlock({ height: 10n, signers });
const next = buildBlock({ height: 14n, signers });
const fork = buildBlock({ height: 14n, signers, header: { appHash: new Uint8Array(32) } });
const state = toConsensusState(own.signedHeader);
const trusted = { height: 10n, state, nextValidators: own.nextValidators };
const update = encodeContractUpdate({ block: next, trusted }, 10n);
const at = { rpc: 'http://localhost:8545', client: `0x${'Ab'.repeat(20)}` };
const blocks = { lightBlock: formatLightBlock(next), trusted: formatLightBlock(own), ...at };

describe('a request', () => {
  test('is calldata, with or without a node', () => {
    expect(readCalldataRequest({ calldata: '0x0102', chainId: 'a-1' })).toEqual({
      chainId: 'a-1',
      calldata: Uint8Array.of(1, 2),
      target: undefined,
    });
    const target = { rpc: at.rpc, client: `0x${'ab'.repeat(20)}`, from: undefined };
    expect(readCalldataRequest({ calldata: '01', ...at })).toMatchObject({ target });
  });

  test('is a light block with its trusted one, a node and a client', () => {
    const conflicting = formatLightBlock(fork);
    const from = `0x${'0'.repeat(40)}`;
    expect(readCalldataRequest({ ...blocks, conflicting, from, allVotes: true })).toMatchObject({
      block: { signedHeader: { header: { height: 14n } } },
      trusted: { signedHeader: { header: { height: 10n } } },
      conflicting: { signedHeader: { header: { height: 14n } } },
      allVotes: true,
      target: { from },
    });
    expect(readCalldataRequest(blocks)).toMatchObject({ allVotes: false, conflicting: undefined });
  });

  test.each<readonly [string, Request, string]>([
    ['nothing', {}, 'calldata'],
    ['both', { calldata: '00', ...blocks }, 'calldata'],
    ['a light block without a node', { ...blocks, rpc: null, client: null }, 'rpc'],
    ['a node without a client', { calldata: '00', rpc: at.rpc }, 'client'],
    ['a client without a node', { calldata: '00', client: at.client }, 'rpc'],
    ['another kind of URL', { calldata: '00', ...at, rpc: 'ws://localhost' }, 'rpc'],
    ['no URL', { calldata: '00', ...at, rpc: 'localhost' }, 'rpc'],
    ['an address that is short', { calldata: '00', ...at, client: '0xab' }, 'client'],
    ['an address without 0x', { calldata: '00', ...at, from: 'ab'.repeat(20) }, 'from'],
    ['a flag that is a text', { ...blocks, allVotes: 'yes' }, 'allVotes'],
    ['a light block that is none', { ...blocks, lightBlock: [] }, 'lightBlock'],
    ['a trusted block that is missing', { ...blocks, trusted: undefined }, 'trusted'],
    ['calldata that is no hex', { calldata: '0xzz' }, 'calldata'],
  ])('rejects %s (malformed-input)', (_, request, field) => {
    expect(() => readCalldataRequest(request)).toThrow(DecodeError);
    expect(() => readCalldataRequest(request)).toThrow(expect.objectContaining({ field }));
  });

  test('does not show a URL, which may hold a key', () => {
    expect(() => readCalldataRequest({ calldata: '00', ...at, rpc: 'ws://host/SECRET' })).not.toThrow(/SECRET/);
  });
});

describe('for people', () => {
  const judge = createCalldataJudge();
  const show = async (calldata: Uint8Array, chainId?: string) => showCalldata(await judge({ calldata, chainId }));

  test('says what an update says, and what it should cost', async () => {
    const text = await show(update, 'test-1');
    expect(text).toMatch(
      /^update by itself, next stored height below: 10\n {2}height +14 of 2023-11-14T22:13:34Z, round 0\n/,
    );
    expect(text).toMatch(/ {2}signed +30 of 40, 75.00 %, of 4 validators\n/);
    expect(text).toMatch(/judged from +10 of .*, skipping, by validators which it announced\n/);
    expect(text.match(/ {2}valid$/gm)).toHaveLength(3);
    expect(text).toMatch(/\n\nestimated gas: \d+ \(21000 \+ \d+ for \d+ bytes \+ \d+ for execution; at least \d+\)$/);
  });

  test('marks a signature that is wrong, and one that cannot be checked', async () => {
    const signature = flipByte(next.signedHeader.commit.signatures[0]?.signature ?? new Uint8Array(64), 40);
    const spoiled = encodeContractUpdate({ block: spoilVote(next, 0, { signature }), trusted, rows: [0, 1] }, 10n);
    expect((await show(spoiled, 'test-1')).match(/INVALID$/gm)).toHaveLength(1);
    expect((await show(spoiled)).match(/not known$/gm)).toHaveLength(2);
    expect(await show(encodeContractUpdate({ block: next, trusted, rows: [] }, 10n))).toContain('  no votes');
  });

  test('names each call of a multicall', async () => {
    const packet = {
      sequence: 7n,
      sourceClient: '08-wasm-0',
      destinationClient: 'client-0',
      timeoutSeconds: 1n,
      payloads: [],
    };
    const height = { revisionNumber: 1n, revisionHeight: 14n };
    const evidence = encodeContractMisbehaviour({ block: next, trusted }, { block: fork, trusted });
    const calls = [
      encodeRouterUpdateCall('client-0', update),
      encodeRecvCall(packet, { height, state, proof: Uint8Array.of(1) }),
      encodeRouterMisbehaviourCall('client-0', evidence),
    ];
    const text = await show(Buffer.from(encodeMulticall(calls).slice(2), 'hex'));
    expect(text).toContain('update by the router for client-0, next stored height below: 10\n');
    expect(text).toContain('recv of the router: packet 7 of 08-wasm-0 to client-0, proven at 14 in 81 bytes');
    expect(text.split('misbehaviour by the router for client-0\n')[1]?.match(/ {2}height +14 /g)).toHaveLength(2);
  });

  test('says which part of an update a transaction is', async () => {
    const limits = { atOnce: 2, perMessage: 2 };
    const { advances, update: rest } = encodeSessionUpdate({ block: next, trusted }, 10n, limits);
    const [first = new Uint8Array(0)] = advances;
    const session = Buffer.from(encodeAdvanceCall(first).slice(2), 'hex');
    for (const part of [session, rest]) expect(await show(part)).toMatch(/ {2}signed, in this part +\d0 of 40/);
    expect(await show(session)).toMatch(/^session by the client\n/);
    const gasUsed = 12n;
    const text = showCalldata({ verdict: 'valid', effect: 'updated', gasUsed, transactions: [5n, 7n] });
    expect(text).toBe('valid: the client would take it, for 12 gas in 2 transactions: 5 + 7');
  });

  test('begins with the verdict, where there is one', () => {
    expect(showCalldata({ verdict: 'valid', effect: 'noop', gasUsed: 9n })).toBe(
      'valid: the client knows it already, for 9 gas',
    );
    const reason = { by: 'contract', code: 'CCFrozen', message: 'The client is frozen.' } as const;
    expect(showCalldata({ verdict: 'invalid', reason })).toBe('invalid: CCFrozen\n  The client is frozen.');
  });

  test('rejects what is no message (malformed-input)', async () => {
    await expect(judge({ calldata: update.subarray(1) })).rejects.toThrow(DecodeError);
  });
});
