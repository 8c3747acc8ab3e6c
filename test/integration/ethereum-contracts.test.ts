/** The contracts on anvil follow real chains of one and of four validators, and believe of their packets what is proven. */
import { encodeUtf8, fromHex } from '@causeway/lightclient/codec';
import { decodePacket, type IbcPacket, packetKeys, TRANSFER_SUCCESS } from '@causeway/lightclient/ibc';
import { type Header, hashValidatorSet } from '@causeway/lightclient/tendermint';
import {
  decodeFunctionResult,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseEventLogs,
  type TransactionReceipt,
  toHex,
} from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cometBftClientAbi, ics26RouterAbi } from '../../contracts/abi/index.ts';
import {
  type ContractProof,
  encodeAbsenceCall,
  encodeMembershipCall,
  encodeMulticall,
  encodeRecvCall,
  encodeRouterUpdateCall,
  encodeTimeoutCall,
} from '../../relayer/chains/ethereum/encode-calls.ts';
import { encodeContractUpdate } from '../../relayer/chains/ethereum/encode-update.ts';
import {
  attributeOf,
  type ChainEvent,
  type Devnet,
  sendTransfers,
  stake,
  startDevnet,
  unstake,
  waitForPower,
} from '../devnet/index.ts';
import { flipByte } from '../support/build-header.ts';
import { createSelfClient } from '../support/self-client.ts';
import {
  type Bridge,
  balanceOf,
  deployBridge,
  encodeApproval,
  encodeDeparture,
  sentPackets,
  stateOf,
  voucherOf,
} from '../support/solidity/bridge.ts';
import { type FollowedChain, followChain, type ProvenEntry } from '../support/solidity/followed-chain.ts';
import { FORGERIES } from '../support/solidity/forged-updates.ts';
import { openStage, type Stage } from '../support/solidity/stage.ts';

const START = 3n;
const UPDATES = 20;
const UPDATED = 0;
const NO_OP = 2;
/** What the first client on a chain is called. */
const COSMOS_CLIENT = '07-tendermint-0';
const DENOM = 'token';
const AMOUNT = 5n;
const BATCH = 4;
const STORE = encodeUtf8('ibc');
const NS_PER_SECOND = 1_000_000_000n;

let devnet: Devnet;
let stage: Stage;
let bridge: Bridge;
let solo: FollowedChain;
let quad: FollowedChain;

beforeAll(async () => {
  [devnet, stage] = await Promise.all([
    startDevnet({
      chains: [
        { chainId: 'solo-1', accounts: ['alice'] },
        { chainId: 'quad-7', validators: [40, 30, 20, 10] },
      ],
      defaults: { blockTimeMs: 200 },
    }),
    openStage(),
  ]);
  bridge = await deployBridge(stage);
  solo = await followChain(stage, bridge, devnet.chain('solo-1'), { from: START, counterpartyId: COSMOS_CLIENT });
  quad = await followChain(stage, bridge, devnet.chain('quad-7'), { from: START, counterpartyId: COSMOS_CLIENT });
});

afterAll(async () => {
  await Promise.all([devnet?.stop(), stage?.stop()]);
});

describe('a light client', () => {
  test(`follows a chain of one validator through ${UPDATES} updates`, async () => {
    await followOn(solo, UPDATES);
    expect(solo.heights()).toHaveLength(UPDATES + 1);
  });

  test(`follows a chain of four validators through ${UPDATES} updates, while one gains power and one leaves`, async () => {
    const { chain } = quad;
    const before = await quad.block(START);
    await followOn(quad, 5);
    await stake(chain, 3, 60);
    await waitForPower(chain, 3, 70n);
    await followOn(quad, 5);
    await unstake(chain, 1, 30);
    const left = await waitForPower(chain, 1, 0n);
    // Over whatever has happened since, and on from there.
    await quad.update(max(left, latestOf(quad)) + 4n);
    await followOn(quad, UPDATES - 11);
    const after = await quad.block(latestOf(quad));
    expect(after.validators.validators.map(({ votingPower }) => votingPower)).toEqual([70n, 40n, 20n]);
    expect(hashValidatorSet(after.validators)).not.toEqual(hashValidatorSet(before.validators));
    expect(quad.heights()).toHaveLength(UPDATES + 1);
  });

  test('takes an older height in between, and answers the same one without a change', async () => {
    const between = (quad.heights()[2] ?? 0n) + 1n;
    expect(quad.heights()).not.toContain(between);
    const call = await quad.updateCall(between);
    expect(resultsOf(await quad.update(between))).toEqual([UPDATED]);
    expect(resultsOf(await stage.send(call))).toEqual([NO_OP]);
    expect(await storedHash(quad, between)).toBe(hashState((await quad.block(between)).signedHeader.header));
  });

  test.each(FORGERIES)('rejects an update with $what ($error)', async ({ error, spoil }) => {
    const heightBelow = latestOf(quad);
    const honest = { evidence: await quad.evidence(START, heightBelow + 1n), heightBelow };
    const { evidence } = honest;
    const send = (update: Uint8Array) => ({ to: bridge.router, data: encodeRouterUpdateCall(quad.client.id, update) });
    expect(await stage.refusalOf(send(encodeContractUpdate(evidence, heightBelow)))).toBeUndefined();
    expect(await stage.refusalOf(send(spoil(honest)))).toBe(error);
  });

  test('rejects the header of another chain (CVBatchInvalid)', async () => {
    const { block } = await solo.evidence(START, latestOf(solo) + 1n);
    const { trusted } = await quad.evidence(START, latestOf(quad) + 1n);
    const update = encodeContractUpdate({ block, trusted }, latestOf(quad));
    const data = encodeRouterUpdateCall(quad.client.id, update);
    expect(await stage.refusalOf({ to: bridge.router, data })).toBe('CVBatchInvalid');
  });
});

describe('a packet of a real chain', () => {
  let packet: IbcPacket;
  let others: readonly IbcPacket[];
  let sent: bigint;

  beforeAll(async () => {
    const { chain, client } = solo;
    expect(await createSelfClient(chain, client.id)).toBe(COSMOS_CLIENT);
    const transfer = {
      sourceClient: COSMOS_CLIENT,
      receiver: stage.sender,
      token: { denom: DENOM, amount: AMOUNT },
      timeoutSeconds: BigInt(Math.floor(Date.now() / 1_000)) + 3_600n,
      encoding: 'application/x-solidity-abi',
    };
    const transfers = Array.from({ length: 1 + BATCH }, () => transfer);
    const { tx } = await sendTransfers(chain.client, chain.account('alice'), transfers);
    const [first, ...rest] = packetsOf(tx.events);
    if (first === undefined) throw new Error('want packets, got none');
    packet = first;
    others = rest;
    sent = max(tx.height, latestOf(solo)) + 1n;
  });

  test('is proven and minted in one transaction with the update, and only once', async () => {
    const receive = encodeRecvCall(packet, await solo.prove(packetKeys(packet).commitment, sent));
    expect(await stage.refusalOf({ to: bridge.router, data: receive })).toBe('CCConsensusStateNotFound');
    const receipt = await solo.update(sent, [receive]);
    const answers = parseEventLogs({ abi: ics26RouterAbi, logs: receipt.logs, eventName: 'WriteAcknowledgement' });
    expect(answers.map(({ args }) => args.acknowledgements)).toEqual([[toHex(TRANSFER_SUCCESS)]]);
    const voucher = await voucherOf(stage, bridge, solo.client.id, DENOM);
    expect(await balanceOf(stage, voucher, stage.sender)).toBe(AMOUNT);
    const again = await stage.send({ to: bridge.router, data: receive });
    expect(parseEventLogs({ abi: ics26RouterAbi, logs: again.logs, eventName: 'Noop' })).toHaveLength(1);
    expect(await balanceOf(stage, voucher, stage.sender)).toBe(AMOUNT);
  });

  test('is present, and one that was never sent is absent', async () => {
    const { commitment } = packetKeys(packet);
    const next = packetKeys({ ...packet, sequence: packet.sequence + BigInt(1 + BATCH) }).commitment;
    const present = await solo.prove(commitment, sent);
    const absent = await solo.prove(next, sent);
    expect(absent.value).toBeUndefined();
    const time = (await solo.block(sent)).signedHeader.header.time / NS_PER_SECOND;
    expect(BigInt(await stage.ask(membership(commitment, present)))).toBe(time);
    expect(BigInt(await stage.ask(absence(next, absent)))).toBe(time);
    expect(await stage.refusalOf(absence(commitment, absent))).toBe('ProofKeyNotRight');
    expect(await stage.refusalOf(membership(next, present))).toBe('ProofRootMismatch');
    expect(await stage.refusalOf(membership(commitment, { ...present, value: flipByte(STORE) }))).toBe(
      'ProofRootMismatch',
    );
    for (const [error, proof] of forgedProofs(present)) {
      expect(await stage.refusalOf(membership(commitment, { ...present, ...proof })), error).toBe(error);
    }
  });

  test('and others are proven together, each by what the ones before it have shown', async () => {
    const { router } = bridge;
    const voucher = await voucherOf(stage, bridge, solo.client.id, DENOM);
    const before = await balanceOf(stage, voucher, stage.sender);
    const proofs = await solo.proveAll(
      others.map((other) => packetKeys(other).commitment),
      sent,
    );
    const calls = others.flatMap((other, index) => {
      const proof = proofs[index];
      return proof === undefined ? [] : encodeRecvCall(other, proof);
    });
    expect(calls).toHaveLength(BATCH);
    const [, second = '0x'] = calls;
    expect(await stage.refusalOf({ to: router, data: second })).toBe('ProofNodeUnknown');
    expect(await stage.refusalOf({ to: router, data: encodeMulticall([...calls].reverse()) })).toBe('ProofNodeUnknown');
    await stage.send({ to: router, data: encodeMulticall(calls) });
    expect(await balanceOf(stage, voucher, stage.sender)).toBe(before + AMOUNT * BigInt(BATCH));
  });

  test.each<[what: string, error: string, change: (packet: IbcPacket) => Partial<IbcPacket>]>([
    ['another timeout', 'ProofRootMismatch', ({ timeoutSeconds }) => ({ timeoutSeconds: timeoutSeconds + 1n })],
    ['another sequence', 'ProofRootMismatch', ({ sequence }) => ({ sequence: sequence + 1n })],
    ['another content', 'ProofRootMismatch', ({ payloads }) => ({ payloads: payloads.map(spoilPayload) })],
    ['another source', 'IBCInvalidCounterparty', () => ({ sourceClient: '07-tendermint-1' })],
    ['another destination', 'CCRevisionInvalid', () => ({ destinationClient: quad.client.id })],
    ['a timeout that has passed', 'IBCInvalidTimeoutTimestamp', () => ({ timeoutSeconds: 1n })],
  ])('rejects it with %s (%s)', async (_, error, change) => {
    const proof = await solo.prove(packetKeys(packet).commitment, sent);
    const data = encodeRecvCall({ ...packet, ...change(packet) }, proof);
    expect(await stage.refusalOf({ to: bridge.router, data })).toBe(error);
  });

  test('that nobody takes back is refunded once the chain proves that it did not come', async () => {
    const { router, transfer } = bridge;
    const token = await voucherOf(stage, bridge, solo.client.id, DENOM);
    const before = await balanceOf(stage, token, stage.sender);
    await stage.send({ to: token, data: encodeApproval(transfer, AMOUNT) });
    const timeoutSeconds = BigInt(Math.floor(Date.now() / 1_000)) + 5n;
    const departure = { token, amount: AMOUNT, receiver: solo.chain.account('alice').address, timeoutSeconds };
    const leave = { to: transfer, data: encodeDeparture({ ...departure, sourceClient: solo.client.id }) };
    const [leaving] = sentPackets(await stage.send(leave));
    if (leaving === undefined) throw new Error('want a packet, got none');
    expect(await balanceOf(stage, token, stage.sender)).toBe(before - AMOUNT);
    const early = await solo.prove(packetKeys(leaving).receipt, sent);
    expect(await stage.refusalOf({ to: router, data: encodeTimeoutCall(leaving, early) })).toBe(
      'IBCInvalidTimeoutTimestamp',
    );
    const height = await heightPast(solo, timeoutSeconds);
    await solo.update(height, [encodeTimeoutCall(leaving, await solo.prove(packetKeys(leaving).receipt, height))]);
    expect(await balanceOf(stage, token, stage.sender)).toBe(before);
  });
});

/** Adjacent ones, and some that skip. */
async function followOn(followed: FollowedChain, updates: number): Promise<void> {
  for (let turn = 0; turn < updates; turn++) {
    const height = latestOf(followed) + BigInt(1 + (turn % 3));
    expect(resultsOf(await followed.update(height))).toEqual([UPDATED]);
    expect(await storedHash(followed, height)).toBe(hashState((await followed.block(height)).signedHeader.header));
  }
}

function latestOf(followed: FollowedChain): bigint {
  return followed.heights().at(-1) ?? 0n;
}

function resultsOf({ logs }: TransactionReceipt): readonly number[] {
  return parseEventLogs({ abi: ics26RouterAbi, logs, eventName: 'ICS02ClientUpdated' }).map(({ args }) => args.result);
}

async function storedHash({ client }: FollowedChain, height: bigint): Promise<Hex> {
  const call = { abi: cometBftClientAbi, functionName: 'getConsensusStateHash' } as const;
  const data = await stage.ask({ to: client.address, data: encodeFunctionData({ ...call, args: [height] }) });
  return decodeFunctionResult({ ...call, data });
}

function hashState(header: Header): Hex {
  const { timestamp, root, nextValidatorsHash } = stateOf(header);
  const types = [{ type: 'uint128' }, { type: 'bytes32' }, { type: 'bytes32' }] as const;
  return keccak256(encodeAbiParameters(types, [timestamp, toHex(root), toHex(nextValidatorsHash)]));
}

function membership(key: Uint8Array, { value = new Uint8Array(0), ...proof }: ProvenEntry) {
  return { to: solo.client.address, data: encodeMembershipCall([STORE, key], value, proof) };
}

function absence(key: Uint8Array, proof: ContractProof) {
  return { to: solo.client.address, data: encodeAbsenceCall([STORE, key], proof) };
}

function packetsOf(events: readonly ChainEvent[]): readonly IbcPacket[] {
  return events
    .filter(({ type }) => type === 'send_packet')
    .map((event) => decodePacket(fromHex(attributeOf([event], 'send_packet', 'encoded_packet_hex') ?? '')));
}

/** By the error that each is refused with. */
function forgedProofs({ proof, state, height }: ContractProof): readonly [string, Partial<ContractProof>][] {
  return [
    ['ProofRootMismatch', { proof: flipByte(proof, proof.length - 1) }],
    ['ProofSizeInvalid', { proof: Uint8Array.of(...proof, 0) }],
    ['CCConsensusStateMismatch', { state: { ...state, root: flipByte(state.root) } }],
    ['CCConsensusStateMismatch', { state: { ...state, timestamp: state.timestamp + NS_PER_SECOND } }],
    ['CCConsensusStateMismatch', { height: { ...height, revisionHeight: START } }],
    ['CCConsensusStateNotFound', { height: { ...height, revisionHeight: height.revisionHeight + 1n } }],
    ['CCRevisionInvalid', { height: { ...height, revisionNumber: height.revisionNumber + 1n } }],
  ];
}

function spoilPayload(payload: IbcPacket['payloads'][number]): IbcPacket['payloads'][number] {
  return { ...payload, value: flipByte(payload.value, payload.value.length - 1) };
}

/** The first height from the chain's tip on whose time is not before this one. */
async function heightPast({ chain, block }: FollowedChain, seconds: bigint): Promise<bigint> {
  for (let height = await chain.client.height(); ; height += 1n) {
    if ((await block(height)).signedHeader.header.time >= seconds * NS_PER_SECOND) return height;
  }
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
