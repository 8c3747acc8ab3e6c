/** What calldata for the Ethereum contracts says, as a report for people and programs. @module */
import { formatTime, type SignatureVerifier } from '@causeway/lightclient/tendermint';
import { bytesToHex, type Hex } from 'viem';
import { type ClientCall, type DecodedCall, decodeCalls } from '../chains/ethereum/decode-calls.ts';
import {
  type ContractEvidenceParts,
  decodeContractMisbehaviour,
  decodeContractSession,
  decodeContractUpdate,
  type EvidenceSizes,
} from '../chains/ethereum/decode-update.ts';
import { encodeClientMisbehaviourCall, encodeClientUpdateCall } from '../chains/ethereum/encode-calls.ts';
import { estimateUpdateGas, type GasEstimate } from '../chains/ethereum/explain-gas.ts';
import { type ExplainedVote, explainEvidence, type SignedPower } from '../chains/ethereum/explain-update.ts';

/** Hashes and addresses are upper-case hex, as CometBFT prints them; times RFC 3339. */
export interface VoteReport {
  readonly row: number;
  /** Null where there is no such row, or its key is no point. */
  readonly address: string | null;
  readonly keyType: string;
  readonly power: bigint;
  readonly trustedPower: bigint;
  readonly time: string;
  /** Absent when the chain id is not known. */
  readonly valid?: boolean | undefined;
}

/** One header with its commit. */
export interface HeaderReport {
  readonly height: bigint;
  readonly time: string;
  /** Absent when the chain id is not known. */
  readonly hash?: string | undefined;
  readonly appHash: string;
  readonly validatorsHash: string;
  readonly nextValidatorsHash: string;
  readonly round: number;
  readonly step: 'adjacent' | 'skipping';
  readonly trusted: {
    readonly height: bigint;
    readonly time: string;
    readonly nextValidatorsHash: string;
    /** Whether the trusted validators that are given hash to it. */
    readonly isAnnounced: boolean;
  };
  /** Whether votes count, too, that the client was sent before; what follows is about those that are here. */
  readonly continuesSession: boolean;
  readonly power: SignedPower;
  readonly trustedPower: SignedPower;
  readonly votes: readonly VoteReport[];
  /** What an operator should know. */
  readonly warnings: readonly string[];
  /** In bytes. */
  readonly sizes: EvidenceSizes;
}

/** A message for a light client, header by header. */
export interface MessageReport extends Omit<ClientCall, 'message'> {
  readonly headers: readonly HeaderReport[];
  /** Of an update: the greatest stored height below, as the sender says. */
  readonly heightBelow?: bigint | undefined;
}

export type CallReport = MessageReport | Exclude<DecodedCall, ClientCall>;

export interface CalldataExplanation {
  readonly calls: readonly CallReport[];
  /** Of what would be sent: a message by itself counts as a call of the client. */
  readonly bytes: number;
  /** Of all transactions together. */
  readonly gas: GasEstimate;
  /** What would be sent, a transaction each. */
  readonly calldata: readonly Hex[];
}

interface Options {
  readonly chainId?: string | undefined;
  readonly verifier: SignatureVerifier;
}

/** @throws {DecodeError} */
export function explainCalldata(calldata: Uint8Array, options: Options): CalldataExplanation {
  const calls = decodeCalls(calldata).map((call) => explainCall(call, options));
  const sent = toSent(calldata, calls[0]?.report);
  const evidence = calls.flatMap((call) => call.evidence);
  const routed = calls.filter(({ report }) => 'headers' in report && report.callee === 'router').length;
  return {
    calls: calls.map(({ report }) => report),
    bytes: sent.length,
    gas: estimateUpdateGas(sent, evidence, routed),
    calldata: [bytesToHex(sent)],
  };
}

/** Several transactions, in their order. @throws {DecodeError} */
export function explainTransactions(calldata: readonly Uint8Array[], options: Options): CalldataExplanation {
  const each = calldata.map((data) => explainCalldata(data, options));
  const sum = (part: keyof GasEstimate) => each.reduce((total, { gas }) => total + gas[part], 0n);
  return {
    calls: each.flatMap(({ calls }) => calls),
    bytes: each.reduce((total, { bytes }) => total + bytes, 0),
    gas: {
      base: sum('base'),
      calldata: sum('calldata'),
      floor: sum('floor'),
      execution: sum('execution'),
      total: sum('total'),
    },
    calldata: each.flatMap((transaction) => transaction.calldata),
  };
}

function toSent(bytes: Uint8Array, first: CallReport | undefined): Uint8Array {
  if (first === undefined || !('headers' in first) || first.callee !== 'none') return bytes;
  const call = first.kind === 'update' ? encodeClientUpdateCall(bytes) : encodeClientMisbehaviourCall(bytes);
  return Uint8Array.from(Buffer.from(call.slice(2), 'hex'));
}

function explainCall(
  call: DecodedCall,
  options: Options,
): { readonly report: CallReport; readonly evidence: readonly ContractEvidenceParts[] } {
  if (!('message' in call)) return { report: call, evidence: [] };
  const { message, ...about } = call;
  if (call.kind === 'update') {
    const { evidence, heightBelow } = decodeContractUpdate(message);
    return { report: { ...about, headers: [explainHeader(evidence, options)], heightBelow }, evidence: [evidence] };
  }
  if (call.kind === 'session') {
    const evidence = decodeContractSession(message);
    return { report: { ...about, headers: [explainHeader(evidence, options)] }, evidence: [evidence] };
  }
  const { first, second } = decodeContractMisbehaviour(message);
  const evidence = [first, second];
  return { report: { ...about, headers: evidence.map((parts) => explainHeader(parts, options)) }, evidence };
}

function explainHeader(parts: ContractEvidenceParts, options: Options): HeaderReport {
  const explained = explainEvidence(parts, options);
  return {
    height: explained.height,
    time: formatTime(explained.time),
    hash: explained.headerHash === undefined ? undefined : toHash(explained.headerHash),
    appHash: toHash(explained.appHash),
    validatorsHash: toHash(explained.validatorsHash),
    nextValidatorsHash: toHash(explained.nextValidatorsHash),
    round: explained.round,
    step: explained.isAdjacent ? 'adjacent' : 'skipping',
    trusted: {
      height: explained.trustedHeight,
      time: formatTrustedTime(explained.trustedTime),
      nextValidatorsHash: toHash(explained.trustedNextValidatorsHash),
      isAnnounced: explained.hasAnnouncedSet,
    },
    continuesSession: parts.continuesSession,
    power: explained.own,
    trustedPower: explained.trusted,
    votes: explained.votes.map(toVoteReport),
    warnings: explained.weakRows.map((row) => `anybody can sign for validator ${row}: its key is of small order`),
    sizes: explained.sizes,
  };
}

/** Of 16 bytes: most of such times no calendar has. */
function formatTrustedTime(time: bigint): string {
  try {
    return formatTime(time);
  } catch (error) {
    if (error instanceof RangeError) return `${time} ns`;
    throw error;
  }
}

function toVoteReport({ row, address, keyType, power, trustedPower, time, isValid }: ExplainedVote): VoteReport {
  const shown = address === undefined ? null : toHash(address);
  return { row, address: shown, keyType, power, trustedPower, time: formatTime(time), valid: isValid };
}

function toHash(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}
