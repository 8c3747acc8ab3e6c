/** Messages about a wasm client that anybody may send, from objects that our own light client has verified. @module */

import { equalBytes } from '@causeway/lightclient/codec';
import type { BlsVerifier } from '@causeway/lightclient/ethereum';
import type { EthProof } from '@causeway/lightclient/ethereum/execution';
import {
  createInitialStates,
  encodeWasmClientMessage,
  type InitialStatesOptions,
  verifyWasmMisbehaviour,
  WASM_TYPE_URLS,
  type WasmClientState,
  type WasmConsensusState,
  type WasmMembershipProof,
  type WasmMisbehaviour,
  wrapClientMessage,
  wrapClientState,
  wrapConsensusState,
} from '@causeway/lightclient/ethereum/wasm-client';
import { buildCreateClient, buildUpdateClient } from '../../chains/cosmos/message-builders.ts';
import type { ChainMessage } from '../../ports/chain-writer.ts';
import { RelayerError } from '../../ports/fault.ts';

export interface WasmClientPlan extends InitialStatesOptions {
  /** SHA-256 of a contract that the host has stored. */
  readonly checksum: Uint8Array;
  readonly signer: string;
}

/** `MsgCreateClient` for a client that begins at a verified header. @throws {RangeError} as `createInitialStates`. */
export function buildCreateWasmClient(plan: WasmClientPlan): ChainMessage {
  const { clientState: state, consensusState } = createInitialStates(plan);
  const latestHeight = { revisionNumber: 0n, revisionHeight: state.latestSlot };
  return buildCreateClient(
    { type: WASM_TYPE_URLS.clientState, bytes: wrapClientState({ state, checksum: plan.checksum, latestHeight }) },
    { type: WASM_TYPE_URLS.consensusState, bytes: wrapConsensusState(consensusState) },
    plan.signer,
  );
}

export interface MisbehaviourPlan {
  readonly clientId: string;
  readonly client: WasmClientState;
  readonly trusted: WasmConsensusState;
  readonly misbehaviour: Omit<WasmMisbehaviour, 'kind' | 'trustedSlot'>;
  /** Time of the host's newest block, seconds since 1970. */
  readonly now: bigint;
  readonly bls: BlsVerifier;
  readonly signer: string;
}

/** The message that freezes a client, judged as the contract will judge it. @throws {RelayerError} HEADER_REJECTED */
export function buildMisbehaviour(plan: MisbehaviourPlan): ChainMessage {
  const { client, trusted, now, bls, clientId } = plan;
  const message: WasmMisbehaviour = { kind: 'misbehaviour', trustedSlot: trusted.slot, ...plan.misbehaviour };
  const verdict = verifyWasmMisbehaviour({ client, trusted, now, bls }, message);
  if (verdict.status === 'invalid') {
    const { code, want, got } = verdict.reason;
    const what = `${clientId} would not be frozen by this misbehaviour (${code})`;
    throw new RelayerError({ code: 'HEADER_REJECTED', message: what, want, got });
  }
  const bytes = wrapClientMessage(encodeWasmClientMessage(message));
  return buildUpdateClient(clientId, { type: WASM_TYPE_URLS.clientMessage, bytes }, plan.signer);
}

/**
 * What the client takes as proof of a slot, from the answer of `eth_getProof`. It is for `verifyWasmMembership` to say whether it
 * proves anything.
 * @throws {RelayerError} PROOF_UNAVAILABLE when the answer has no such slot.
 */
export function toMembershipProof(
  { accountProof, storageHash, storageProof }: EthProof,
  slot: Uint8Array,
): WasmMembershipProof {
  const entry = storageProof.find((candidate) => equalBytes(candidate.slot, slot));
  if (entry === undefined) {
    const want = `slot 0x${Buffer.from(slot).toString('hex')}`;
    const message = 'an answer of eth_getProof lacks a slot';
    throw new RelayerError({ code: 'PROOF_UNAVAILABLE', message, want, got: `${storageProof.length} others` });
  }
  return {
    accountProof: { storageRoot: storageHash, proof: accountProof },
    storageProof: {
      key: entry.slot,
      value: BigInt(`0x${Buffer.from(entry.value).toString('hex')}`),
      proof: entry.proof,
    },
  };
}
