/** Calls of the router and of light clients: what they hold, and that they are told apart again. */
import { concatBytes, DecodeError, encodeUtf8 } from '@causeway/lightclient/codec';
import { bytesToHex, decodeFunctionData, type Hex, hexToBytes } from 'viem';
import { describe, expect, test } from 'vitest';
import { cometBftClientAbi, ics26RouterAbi } from '../../../../../contracts/abi/index.ts';
import { decodeCalls } from '../../../../../relayer/chains/ethereum/decode-calls.ts';
import {
  type ContractProof,
  encodeAbsenceCall,
  encodeAckCall,
  encodeAdvanceCall,
  encodeClientMisbehaviourCall,
  encodeClientUpdateCall,
  encodeMembershipCall,
  encodeMulticall,
  encodeRecvCall,
  encodeRouterMisbehaviourCall,
  encodeRouterUpdateCall,
  encodeTimeoutCall,
} from '../../../../../relayer/chains/ethereum/encode-calls.ts';
import { encodeContractState } from '../../../../../relayer/chains/ethereum/encode-update.ts';

const packet = {
  sequence: 7n,
  sourceClient: '08-wasm-0',
  destinationClient: 'client-3',
  timeoutSeconds: 1_800_000_000n,
  payloads: [
    {
      sourcePort: 'transfer',
      destinationPort: 'transfer',
      version: 'ics20-1',
      encoding: 'application/x-solidity-abi',
      value: Uint8Array.of(1, 2),
    },
  ],
};
const state = { timestamp: 5n, root: new Uint8Array(32).fill(1), nextValidatorsHash: new Uint8Array(32).fill(2) };
const proof: ContractProof = {
  height: { revisionNumber: 4n, revisionHeight: 99n },
  state,
  proof: Uint8Array.of(9, 9, 9),
};
const proofBytes = bytesToHex(concatBytes(encodeContractState(state), proof.proof));
const update = new Uint8Array(500);
const path = [encodeUtf8('ibc'), encodeUtf8('key')] as const;

const decode = (call: Hex) => decodeCalls(hexToBytes(call));

test('puts the state before the proof, and the packet as the router names its fields', () => {
  const { functionName, args } = decodeFunctionData({ abi: ics26RouterAbi, data: encodeRecvCall(packet, proof) });
  expect(functionName).toBe('recvPacket');
  expect(args).toEqual([
    {
      packet: {
        sequence: 7n,
        sourceClient: '08-wasm-0',
        destClient: 'client-3',
        timeoutTimestamp: 1_800_000_000n,
        payloads: [
          {
            sourcePort: 'transfer',
            destPort: 'transfer',
            version: 'ics20-1',
            encoding: 'application/x-solidity-abi',
            value: '0x0102',
          },
        ],
      },
      proofCommitment: proofBytes,
      proofHeight: proof.height,
    },
  ]);
});

test('asks a client for what is there, and for what is not', () => {
  const member = decodeFunctionData({
    abi: cometBftClientAbi,
    data: encodeMembershipCall(path, Uint8Array.of(1), proof),
  });
  const claim = { proof: proofBytes, proofHeight: proof.height, path: ['0x696263', '0x6b6579'] };
  expect(member).toEqual({ functionName: 'verifyMembership', args: [{ ...claim, value: '0x01' }] });
  const absent = decodeFunctionData({ abi: cometBftClientAbi, data: encodeAbsenceCall(path, proof) });
  expect(absent).toEqual({ functionName: 'verifyNonMembership', args: [claim] });
});

describe('takes apart', () => {
  const about = { sequence: 7n, sourceClient: '08-wasm-0', destinationClient: 'client-3' };
  const proven = { ...about, callee: 'router', proofHeight: 99n, proofSize: 83 };
  test.each<readonly [string, Hex, object]>([
    ['an update of the client', encodeClientUpdateCall(update), { kind: 'update', callee: 'client', message: update }],
    [
      'an update by the router',
      encodeRouterUpdateCall('client-3', update),
      { kind: 'update', callee: 'router', clientId: 'client-3', message: update },
    ],
    [
      'misbehaviour of the client',
      encodeClientMisbehaviourCall(update),
      { kind: 'misbehaviour', callee: 'client', message: update },
    ],
    [
      'misbehaviour by the router',
      encodeRouterMisbehaviourCall('client-3', update),
      { kind: 'misbehaviour', callee: 'router', clientId: 'client-3', message: update },
    ],
    ['a part of an update', encodeAdvanceCall(update), { kind: 'session', callee: 'client', message: update }],
    ['a packet', encodeRecvCall(packet, proof), { kind: 'recv', ...proven }],
    ['an acknowledgement', encodeAckCall(packet, Uint8Array.of(1), proof), { kind: 'ack', ...proven }],
    ['a timeout', encodeTimeoutCall(packet, proof), { kind: 'timeout', ...proven }],
    ['a proof', encodeAbsenceCall(path, proof), { kind: 'other', callee: 'client', name: 'verifyNonMembership' }],
  ])('%s', (_, call, want) => {
    expect(decode(call)).toEqual([want]);
  });

  test('a multicall, and one within it', () => {
    const inner = encodeMulticall([encodeRecvCall(packet, proof), encodeTimeoutCall(packet, proof)]);
    const calls = decode(encodeMulticall([encodeRouterUpdateCall('client-3', update), inner]));
    expect(calls.map(({ kind }) => kind)).toEqual(['update', 'recv', 'timeout']);
  });

  test('a message by itself: an update begins with a height, misbehaviour with a length', () => {
    expect(decodeCalls(update)).toEqual([{ kind: 'update', callee: 'none', message: update }]);
    const evidence = Uint8Array.of(0, 0, 2, 0, ...update);
    expect(decodeCalls(evidence)).toEqual([{ kind: 'misbehaviour', callee: 'none', message: evidence }]);
  });
});

describe('rejects', () => {
  const deep = Array.from({ length: 6 }).reduce<Hex>((call) => encodeMulticall([call]), encodeMulticall([]));
  test.each<readonly [string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(4), /want calldata, got 4 bytes/],
    [
      'a call that is cut',
      hexToBytes(encodeClientUpdateCall(update)).subarray(0, 90),
      /want arguments as the ABI has them/,
    ],
    [
      'a call of another contract within a multicall',
      hexToBytes(encodeMulticall(['0x11223344'])),
      /calldata\[0\].*the selector 0x11223344/,
    ],
    ['multicalls within each other without end', hexToBytes(deep), /at most 4 deep/],
  ])('%s', (_, call, message) => {
    expect(() => decodeCalls(call)).toThrow(DecodeError);
    expect(() => decodeCalls(call)).toThrow(message);
  });
});
