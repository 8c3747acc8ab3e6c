/** Creating and freezing a wasm client, and proofs for it. @module */
import { createPortableBls } from '@causeway/lightclient/ethereum';
import {
  decodeWasmClientMessage,
  unwrapClientState,
  unwrapConsensusState,
  verifyWasmMembership,
} from '@causeway/lightclient/ethereum/wasm-client';
import { MsgCreateClient, MsgUpdateClient } from 'cosmjs-types/ibc/core/client/v1/tx';
import { ClientMessage } from 'cosmjs-types/ibc/lightclients/wasm/v1/wasm';
import { describe, expect, test } from 'vitest';
import {
  buildCreateWasmClient,
  buildMisbehaviour,
  toMembershipProof,
} from '../../../../../relayer/clients/ethereum-wasm/build-messages.ts';
import { buildMembershipCases } from '../../../../support/wasm-client-cases/membership-cases.ts';
import { buildMisbehaviourCases } from '../../../../support/wasm-client-cases/misbehaviour-cases.ts';
import { CHAIN, committee, trustedAt } from '../../../../support/wasm-client-cases/setting.ts';

const nothing = new Uint8Array(0);

test('a client begins with what was verified, and knows who signs', () => {
  const { bytes } = buildCreateWasmClient({
    config: CHAIN.config,
    chainId: 1337n,
    header: CHAIN.headerAt(72n),
    currentSyncCommittee: committee(1n),
    ibcContractAddress: new Uint8Array(20).fill(3),
    ibcCommitmentSlot: 5n,
    trustingPeriod: 1000n,
    checksum: new Uint8Array(32).fill(9),
    signer: 'cosmos1relayer',
  });
  const { clientState, consensusState, signer } = MsgCreateClient.decode(bytes);
  expect(signer).toBe('cosmos1relayer');
  const { state, checksum, latestHeight } = unwrapClientState(clientState?.value ?? nothing);
  expect(checksum).toEqual(new Uint8Array(32).fill(9));
  expect(latestHeight).toEqual({ revisionNumber: 0n, revisionHeight: 72n });
  expect(state).toMatchObject({
    minSyncCommitteeParticipants: 22n,
    trustingPeriod: 1000n,
    latestSlot: 72n,
    isFrozen: false,
  });
  const consensus = unwrapConsensusState(consensusState?.value ?? nothing);
  expect(consensus).toEqual(trustedAt(72n, { next: false }).consensus);
});

describe('misbehaviour', () => {
  const bls = createPortableBls();
  const [conflict] = buildMisbehaviourCases();
  if (conflict === undefined) throw new Error('want a case');
  const { client, consensus: trusted, misbehaviour, now } = conflict;
  const plan = { clientId: '08-wasm-0', client, trusted, misbehaviour, now, bls, signer: 'me' };

  test('is sent when the client will take it', () => {
    const { clientMessage } = MsgUpdateClient.decode(buildMisbehaviour(plan).bytes);
    expect(decodeWasmClientMessage(ClientMessage.decode(clientMessage?.value ?? nothing).data)).toEqual(misbehaviour);
  });

  test('rejects what the client would refuse (HEADER_REJECTED)', () => {
    const same = { ...misbehaviour, update2: misbehaviour.update1 };
    expect(() => buildMisbehaviour({ ...plan, misbehaviour: same })).toThrow('not-misbehaviour');
  });
});

describe('a proof of membership', () => {
  const [present] = buildMembershipCases();
  if (present?.value === undefined) throw new Error('want a case');
  const { accountProof, storageProof } = present.proof;
  const answer = {
    address: present.client.ibcContractAddress,
    accountProof: accountProof.proof,
    nonce: 1n,
    balance: 0n,
    codeHash: new Uint8Array(32),
    storageHash: accountProof.storageRoot,
    storageProof: [{ slot: storageProof.key, value: present.value, proof: storageProof.proof }],
  };

  test('is made of the answer of eth_getProof', () => {
    const proof = toMembershipProof(answer, storageProof.key);
    expect(proof).toEqual(present.proof);
    expect(verifyWasmMembership({ ...present, proof }, present.value ?? nothing)).toEqual({ status: 'valid' });
  });

  test('rejects an answer about another slot (PROOF_UNAVAILABLE)', () => {
    expect(() => toMembershipProof(answer, new Uint8Array(32))).toThrow('lacks a slot');
  });
});
