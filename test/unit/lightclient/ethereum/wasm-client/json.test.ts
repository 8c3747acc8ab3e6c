/** JSON and protobuf of the Ethereum client on 08-wasm chains. @module */
import { concatBytes, DecodeError, decodeUtf8, encodeUtf8 } from '@causeway/lightclient/codec';
import type { LightClientHeader } from '@causeway/lightclient/ethereum';
import {
  decodeWasmClientMessage,
  decodeWasmClientState,
  decodeWasmConsensusState,
  decodeWasmMembershipProof,
  encodeWasmClientMessage,
  encodeWasmClientState,
  encodeWasmConsensusState,
  encodeWasmMembershipProof,
  encodeWasmMigration,
  type FinalizingUpdate,
  unwrapClientState,
  unwrapConsensusState,
  type WasmClientMessage,
  type WasmClientState,
  type WasmConsensusState,
  wrapClientMessage,
  wrapClientState,
  wrapConsensusState,
} from '@causeway/lightclient/ethereum/wasm-client';
import { ClientMessage, ClientState, ConsensusState } from 'cosmjs-types/ibc/lightclients/wasm/v1/wasm';
import { describe, expect, test } from 'vitest';

const bytes = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);
const fork = (version: number, epoch: bigint) => ({ version: bytes(4, version), epoch });
const MOST = (1n << 64n) - 1n;

const CLIENT: WasmClientState = {
  chainId: 1337n,
  genesisValidatorsRoot: bytes(32, 1),
  minSyncCommitteeParticipants: 171n,
  syncCommitteeSize: 512n,
  genesisTime: 1_764_338_400n,
  genesisSlot: 0n,
  forkParameters: {
    genesisForkVersion: bytes(4, 0),
    genesisSlot: 0n,
    altair: fork(1, 0n),
    bellatrix: fork(2, 0n),
    capella: fork(3, 0n),
    deneb: fork(4, 0n),
    electra: fork(5, 0n),
    fulu: fork(6, MOST),
  },
  secondsPerSlot: 2n,
  slotsPerEpoch: 6n,
  epochsPerSyncCommitteePeriod: 8n,
  latestSlot: 9_007_199_254_740_993n,
  latestExecutionBlockNumber: 12n,
  isFrozen: false,
  ibcContractAddress: bytes(20, 9),
  ibcCommitmentSlot: 0x1260944489272988d9df285149b5aa1b0f48f2136d6f416159f840a3e0747600n,
};
const CONSENSUS: WasmConsensusState = {
  slot: 64n,
  stateRoot: bytes(32, 2),
  timestamp: 1_764_338_528n,
  currentSyncCommittee: { pubkeysHash: bytes(32, 3), aggregatePubkey: bytes(48, 4) },
};

function header(slot: bigint): LightClientHeader {
  return {
    shape: 'deneb',
    beacon: {
      slot,
      proposerIndex: MOST,
      parentRoot: bytes(32, 1),
      stateRoot: bytes(32, 2),
      bodyRoot: bytes(32, 3),
    },
    execution: {
      parentHash: bytes(32, 1),
      feeRecipient: bytes(20, 2),
      stateRoot: bytes(32, 3),
      receiptsRoot: bytes(32, 4),
      logsBloom: bytes(256, 5),
      prevRandao: bytes(32, 6),
      blockNumber: 7n,
      gasLimit: 8n,
      gasUsed: 9n,
      timestamp: 10n,
      extraData: bytes(5, 11),
      baseFeePerGas: (1n << 256n) - 1n,
      blockHash: bytes(32, 12),
      transactionsRoot: bytes(32, 13),
      withdrawalsRoot: bytes(32, 14),
      blobGasUsed: 15n,
      excessBlobGas: MOST,
    },
    executionBranch: [bytes(32, 1), bytes(32, 2), bytes(32, 3), bytes(32, 4)],
  };
}

const COMMITTEE = { pubkeys: [bytes(48, 1), bytes(48, 2)], aggregatePubkey: bytes(48, 3) };
const UPDATE: FinalizingUpdate = {
  attestedHeader: header(80n),
  finality: { header: header(64n), branch: [bytes(32, 7)] },
  syncAggregate: { syncCommitteeBits: bytes(64, 255), syncCommitteeSignature: bytes(96, 8) },
  signatureSlot: 81n,
};
const HEADER: WasmClientMessage = {
  kind: 'header',
  trustedSlot: 48n,
  activeSyncCommittee: { role: 'next', committee: COMMITTEE },
  update: UPDATE,
};
const MISBEHAVIOUR: WasmClientMessage = {
  kind: 'misbehaviour',
  trustedSlot: 48n,
  activeSyncCommittee: { role: 'current', committee: COMMITTEE },
  update1: { ...UPDATE, nextSyncCommittee: { committee: COMMITTEE, branch: [bytes(32, 9)] } },
  update2: { ...UPDATE, attestedHeader: gloas(80n) },
};

function gloas(slot: bigint): LightClientHeader {
  return { shape: 'gloas', beacon: header(slot).beacon, executionBlockHash: bytes(32, 1), executionBranch: [] };
}

describe('the states', () => {
  test('the client state is read back, with what only our contract knows', () => {
    const extended = {
      ...CLIENT,
      trustingPeriod: 1_209_600n,
      forkParameters: { ...CLIENT.forkParameters, gloas: fork(7, 99n) },
    };
    for (const state of [CLIENT, extended]) {
      expect(decodeWasmClientState(encodeWasmClientState(state))).toEqual(state);
    }
  });

  test('is written as the field writes it', () => {
    const json = decodeUtf8(encodeWasmClientState(CLIENT), 'json');
    expect(json).toContain('"latest_slot":9007199254740993,"latest_execution_block_number":12,"is_frozen":false');
    expect(json).toContain(
      '"electra":{"version":"0x05050505","epoch":0},"fulu":{"version":"0x06060606","epoch":18446744073709551615}}',
    );
    expect(json).toContain(
      '"ibc_commitment_slot":"0x1260944489272988d9df285149b5aa1b0f48f2136d6f416159f840a3e0747600"',
    );
    expect(json).not.toContain('trusting_period');
    expect(json).not.toContain('gloas');
    expect(decodeUtf8(encodeWasmConsensusState(CONSENSUS), 'json')).toContain('"next_sync_committee":null}');
  });

  test('the consensus state is read back', () => {
    const complete = { ...CONSENSUS, nextSyncCommittee: CONSENSUS.currentSyncCommittee };
    for (const state of [CONSENSUS, complete]) {
      expect(decodeWasmConsensusState(encodeWasmConsensusState(state))).toEqual(state);
    }
  });

  test.each([
    ['"latest_slot":9007199254740993', '"latest_slot":"9007199254740993"', 'latest_slot: want a JSON number'],
    ['"latest_slot":9007199254740993', '"latest_slot":18446744073709551616', 'latest_slot: want a JSON number'],
    ['"latest_slot":9007199254740993', '"latest_slot":9.1', 'want an integer'],
    ['"chain_id":1337,', '', 'chain_id: want a JSON number from 0 to 2^64 - 1, got nothing'],
    ['"is_frozen":false', '"is_frozen":0', 'is_frozen: want true or false'],
    ['"0x05050505"', '"0x050505"', 'fork_parameters.electra.version: want 4 bytes, got 3'],
    ['"0x05050505"', '"05050505"', 'fork_parameters.electra.version: want hex with 0x'],
  ])('rejects a client state with %s as %s', (before, after, message) => {
    const json = decodeUtf8(encodeWasmClientState(CLIENT), 'json');
    expect(json).toContain(before);
    const spoiled = encodeUtf8(json.replace(before, after));
    expect(() => decodeWasmClientState(spoiled)).toThrow(DecodeError);
    expect(() => decodeWasmClientState(spoiled)).toThrow(message);
  });

  test('the wrappers are those of ibc-go', () => {
    const latestHeight = { revisionNumber: 0n, revisionHeight: CLIENT.latestSlot };
    const wrapped = { state: CLIENT, checksum: bytes(32, 5), latestHeight };
    const encoded = wrapClientState(wrapped);
    expect(encoded).toEqual(
      ClientState.encode({ data: encodeWasmClientState(CLIENT), checksum: bytes(32, 5), latestHeight }).finish(),
    );
    expect(unwrapClientState(encoded)).toEqual(wrapped);
    expect(wrapConsensusState(CONSENSUS)).toEqual(
      ConsensusState.encode({ data: encodeWasmConsensusState(CONSENSUS) }).finish(),
    );
    expect(unwrapConsensusState(wrapConsensusState(CONSENSUS))).toEqual(CONSENSUS);
    const message = encodeWasmClientMessage(HEADER);
    expect(wrapClientMessage(message)).toEqual(ClientMessage.encode({ data: message }).finish());
  });
});

describe('the messages', () => {
  test.each([
    ['header', HEADER],
    ['misbehaviour', MISBEHAVIOUR],
  ])('a %s is read back', (_, message) => {
    expect(decodeWasmClientMessage(encodeWasmClientMessage(message))).toEqual(message);
  });

  test('numbers inside beacon objects are decimal strings, the trusted slot is not', () => {
    const json = decodeUtf8(encodeWasmClientMessage(HEADER), 'json');
    expect(json).toContain('"signature_slot":"81"');
    expect(json).toContain('"excess_blob_gas":"18446744073709551615"');
    expect(json).toContain('"trusted_slot":48}');
    expect(json).toContain('"active_sync_committee":{"Next":{"pubkeys":["0x');
    expect(json).toContain('"next_sync_committee":null,"next_sync_committee_branch":null');
  });

  test('the base fee is taken in decimal, too', () => {
    const json = decodeUtf8(encodeWasmClientMessage(HEADER), 'json');
    const most = (1n << 256n) - 1n;
    const spelled = json.replaceAll(`"0x${most.toString(16)}"`, `"${most}"`);
    expect(spelled).not.toBe(json);
    expect(decodeWasmClientMessage(encodeUtf8(spelled))).toEqual(HEADER);
  });

  test.each([
    ['"trusted_slot":48', '"trusted_slot":"48"', 'trusted_slot: want a JSON number'],
    ['"signature_slot":"81"', '"signature_slot":81', 'signature_slot: want a decimal string'],
    ['"signature_slot":"81"', '"signature_slot":"081"', 'signature_slot: want a decimal string'],
    ['"signature_slot":"81"', '"signature_slot":"18446744073709551616"', 'signature_slot: want a decimal string'],
    ['{"Next":', '{"Both":', "active_sync_committee: want one key, 'Current' or 'Next'"],
    ['{"Next":', '{"Current":null,"Next":', "active_sync_committee: want one key, 'Current' or 'Next'"],
    ['"next_sync_committee_branch":null', '"next_sync_committee_branch":[]', 'a committee and its branch, or neither'],
    ['"next_sync_committee":null', '"next_sync_committee":{"pubkeys":[]}', 'a committee and its branch, or neither'],
  ])('rejects a header with %s as %s', (before, after, message) => {
    const json = decodeUtf8(encodeWasmClientMessage(HEADER), 'json');
    expect(json).toContain(before);
    const spoiled = encodeUtf8(json.replace(before, after));
    expect(() => decodeWasmClientMessage(spoiled)).toThrow(DecodeError);
    expect(() => decodeWasmClientMessage(spoiled)).toThrow(message);
  });

  test('a membership proof is read back, its value without leading zeros', () => {
    const proof = {
      accountProof: { storageRoot: bytes(32, 1), proof: [bytes(532, 2), bytes(100, 3)] },
      storageProof: { key: concatBytes(bytes(31, 0), bytes(1, 7)), value: 7n, proof: [] },
    };
    const encoded = encodeWasmMembershipProof(proof);
    expect(decodeUtf8(encoded, 'json')).toContain('"value":"0x7","proof":[]}');
    expect(decodeWasmMembershipProof(encoded)).toEqual(proof);
  });

  test('rejects more nodes than a trie can have', () => {
    const proof = {
      accountProof: { storageRoot: bytes(32, 1), proof: Array.from({ length: 66 }, () => bytes(1, 1)) },
      storageProof: { key: bytes(32, 0), value: 0n, proof: [] },
    };
    expect(() => decodeWasmMembershipProof(encodeWasmMembershipProof(proof))).toThrow('at most 65 elements, got 66');
  });

  test('a migration names what it does', () => {
    expect(decodeUtf8(encodeWasmMigration({ kind: 'code-only' }), 'json')).toBe('{"migration":"code_only"}');
    const { forkParameters } = CLIENT;
    const json = decodeUtf8(encodeWasmMigration({ kind: 'fork-parameters', forkParameters }), 'json');
    expect(json.startsWith('{"migration":{"update_fork_parameters":{"genesis_fork_version":"0x00000000",')).toBe(true);
  });
});
