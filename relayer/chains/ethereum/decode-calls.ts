/** Calldata for the router or a light client taken apart into what it asks for. @module */
import { DecodeError, toHex } from '@causeway/lightclient/codec';
import { bytesToHex, decodeFunctionData, type Hex, hexToBytes, toFunctionSelector } from 'viem';
import { cometBftClientAbi, ics26RouterAbi } from '../../../contracts/abi/index.ts';

/** A message for a light client. */
export interface ClientCall {
  /** `session`: some of the votes of an update that does not fit one transaction. */
  readonly kind: 'update' | 'misbehaviour' | 'session';
  /** Whose function is called; `none` when the bytes are the message itself. */
  readonly callee: 'router' | 'client' | 'none';
  /** The router's name of the client. */
  readonly clientId?: string | undefined;
  readonly message: Uint8Array;
}

/** A packet of the router. */
export interface PacketCall {
  readonly kind: 'recv' | 'ack' | 'timeout';
  readonly callee: 'router';
  readonly sequence: bigint;
  readonly sourceClient: string;
  readonly destinationClient: string;
  /** Where its proof is made. */
  readonly proofHeight: bigint;
  readonly proofSize: number;
}

/** Another function of the router or the client. */
export interface OtherCall {
  readonly kind: 'other';
  readonly callee: 'router' | 'client';
  readonly name: string;
}

export type DecodedCall = ClientCall | PacketCall | OtherCall;

const SELECTOR_SIZE = 4;
/** More calls than fit a transaction. */
const MAX_CALLS = 1_000;
/** A multicall may hold multicalls. */
const MAX_DEPTH = 4;
const HEX_PREFIX = 2;

const SELECTORS = {
  client: selectorsOf(cometBftClientAbi),
  router: selectorsOf(ics26RouterAbi),
} as const;

function selectorsOf(abi: typeof cometBftClientAbi | typeof ics26RouterAbi): ReadonlySet<string> {
  return new Set(abi.filter((item) => item.type === 'function').map((item) => toFunctionSelector(item)));
}

/**
 * The calls in the order in which they are made, those of a multicall one by one. Bytes with no known selector are taken for
 * the message itself: an update, or misbehaviour where no update begins so. @throws {DecodeError}
 */
export function decodeCalls(calldata: Uint8Array, field = 'calldata'): readonly DecodedCall[] {
  if (calldata.length <= SELECTOR_SIZE) throw new DecodeError(field, 'calldata', `${calldata.length} bytes`);
  if (isCall(calldata)) return decodeCall(calldata, field, 0);
  // An update begins with a height of eight bytes, and no chain has come to 2^32 yet; misbehaviour with a length.
  const isUpdate = calldata.subarray(0, SELECTOR_SIZE).every((byte) => byte === 0);
  return [{ kind: isUpdate ? 'update' : 'misbehaviour', callee: 'none', message: calldata }];
}

function isCall(bytes: Uint8Array): boolean {
  const selector = selectorOf(bytes);
  return SELECTORS.client.has(selector) || SELECTORS.router.has(selector);
}

function selectorOf(bytes: Uint8Array): string {
  return `0x${toHex(bytes.subarray(0, SELECTOR_SIZE))}`;
}

function decodeCall(bytes: Uint8Array, field: string, depth: number): readonly DecodedCall[] {
  const selector = selectorOf(bytes);
  if (SELECTORS.router.has(selector)) return decodeRouterCall(bytes, field, depth);
  if (SELECTORS.client.has(selector)) return [decodeClientCall(bytes, field)];
  throw new DecodeError(field, 'a call of the router or of a light client', `the selector ${selector}`);
}

function decodeClientCall(bytes: Uint8Array, field: string): DecodedCall {
  const call = decodeWith(() => decodeFunctionData({ abi: cometBftClientAbi, data: bytesToHex(bytes) }), field);
  switch (call.functionName) {
    case 'updateClient':
      return { kind: 'update', callee: 'client', message: toBytes(call.args[0]) };
    case 'misbehaviour':
      return { kind: 'misbehaviour', callee: 'client', message: toBytes(call.args[0]) };
    case 'advanceSession':
      return { kind: 'session', callee: 'client', message: toBytes(call.args[0]) };
    default:
      return { kind: 'other', callee: 'client', name: call.functionName };
  }
}

function decodeRouterCall(bytes: Uint8Array, field: string, depth: number): readonly DecodedCall[] {
  const call = decodeWith(() => decodeFunctionData({ abi: ics26RouterAbi, data: bytesToHex(bytes) }), field);
  switch (call.functionName) {
    case 'updateClient':
      return [{ kind: 'update', callee: 'router', clientId: call.args[0], message: toBytes(call.args[1]) }];
    case 'submitMisbehaviour':
      return [{ kind: 'misbehaviour', callee: 'router', clientId: call.args[0], message: toBytes(call.args[1]) }];
    case 'recvPacket':
      return [toPacketCall('recv', call.args[0], call.args[0].proofCommitment)];
    case 'ackPacket':
      return [toPacketCall('ack', call.args[0], call.args[0].proofAcked)];
    case 'timeoutPacket':
      return [toPacketCall('timeout', call.args[0], call.args[0].proofTimeout)];
    case 'multicall':
      return decodeMulticall(call.args[0], field, depth);
    default:
      return [{ kind: 'other', callee: 'router', name: call.functionName }];
  }
}

function decodeMulticall(calls: readonly Hex[], field: string, depth: number): readonly DecodedCall[] {
  if (calls.length > MAX_CALLS) throw new DecodeError(field, `at most ${MAX_CALLS} calls`, `${calls.length}`);
  if (depth === MAX_DEPTH) throw new DecodeError(field, `multicalls at most ${MAX_DEPTH} deep`, 'a deeper one');
  return calls.flatMap((call, index) => decodeCall(toBytes(call), `${field}[${index}]`, depth + 1));
}

interface PacketMessage {
  readonly packet: { readonly sequence: bigint; readonly sourceClient: string; readonly destClient: string };
  readonly proofHeight: { readonly revisionHeight: bigint };
}

function toPacketCall(kind: PacketCall['kind'], { packet, proofHeight }: PacketMessage, proof: Hex): PacketCall {
  return {
    kind,
    callee: 'router',
    sequence: packet.sequence,
    sourceClient: packet.sourceClient,
    destinationClient: packet.destClient,
    proofHeight: proofHeight.revisionHeight,
    proofSize: (proof.length - HEX_PREFIX) / 2,
  };
}

function toBytes(data: Hex): Uint8Array {
  return hexToBytes(data);
}

function decodeWith<T>(decode: () => T, field: string): T {
  try {
    return decode();
  } catch (error) {
    const got = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'something else';
    throw new DecodeError(field, 'arguments as the ABI has them', got);
  }
}
