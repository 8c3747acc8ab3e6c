/** The headers that bring a wasm client to the newest finalized slot. @module */
import { decodeUtf8 } from '@causeway/lightclient/codec';
import { createPortableBls } from '@causeway/lightclient/ethereum';
import {
  createInitialStates,
  decodeWasmClientMessage,
  type WasmClientState,
  type WasmConsensusState,
} from '@causeway/lightclient/ethereum/wasm-client';
import { MsgUpdateClient } from 'cosmjs-types/ibc/core/client/v1/tx';
import { ClientMessage } from 'cosmjs-types/ibc/lightclients/wasm/v1/wasm';
import { describe, expect, test } from 'vitest';
import {
  buildUpdates,
  planHeaders,
  type WasmUpdatePlan,
} from '../../../../../relayer/clients/ethereum-wasm/build-updates.ts';
import { RelayerError } from '../../../../../relayer/ports/fault.ts';
import { createFakeBeaconSource } from '../../../../support/beacon-source.ts';
import { buildBeaconChain } from '../../../../support/build-beacon-chain.ts';

// Periods have 64 slots; what is attested in a slot finalizes the first slot of the epoch before the previous one.
const chain = buildBeaconChain({ name: 'updates' });
const bls = createPortableBls();
const { slotDurationMs, genesisTime } = chain.config;
const timeOf = (slot: bigint): bigint => genesisTime + (slot * slotDurationMs) / 1000n;

interface Start {
  readonly client: WasmClientState;
  readonly trusted: WasmConsensusState;
}

function startAt(slot: bigint, { next = false }: { readonly next?: boolean } = {}): Start {
  const period = chain.periodOf(slot);
  const { clientState: client, consensusState: trusted } = createInitialStates({
    config: chain.config,
    chainId: 1n,
    header: chain.headerAt(slot),
    currentSyncCommittee: chain.committeeOf(period).committee,
    ...(next ? { nextSyncCommittee: chain.committeeOf(period + 1n).committee } : {}),
    ibcContractAddress: new Uint8Array(20),
    ibcCommitmentSlot: 0n,
  });
  return { client, trusted };
}

function plan(start: Start, head: bigint, change: Partial<WasmUpdatePlan> = {}): WasmUpdatePlan {
  const source = createFakeBeaconSource(chain, head);
  return { clientId: '08-wasm-0', ...start, source, now: timeOf(head + 5n), bls, signer: 'relayer', ...change };
}

async function shapeOf(update: WasmUpdatePlan): Promise<readonly string[]> {
  return (await planHeaders(update)).map(({ header, consensus }) => {
    const { role } = header.activeSyncCommittee;
    const brings = header.update.nextSyncCommittee === undefined ? '' : ' with next';
    return `${header.trustedSlot} > ${consensus.slot} ${role}${brings}`;
  });
}

async function codeOf(update: WasmUpdatePlan): Promise<string> {
  return planHeaders(update).then(
    () => 'none',
    (error: unknown) => (error instanceof RelayerError ? error.fault.code : String(error)),
  );
}

describe('the way to the newest finalized slot', () => {
  test.each([
    ['within a period', startAt(72n), 104n, ['72 > 88 current']],
    ['nothing when it is known', startAt(88n), 104n, []],
    ['nothing when the source is behind', startAt(96n), 104n, []],
    ['signed in the next period', startAt(72n, { next: true }), 136n, ['72 > 120 next']],
    [
      'signed in the next period, whose committee must be learnt first',
      startAt(72n),
      136n,
      ['72 > 96 current with next', '96 > 120 next'],
    ],
    ['nowhere when it cannot be learnt', startAt(112n), 136n, []],
    [
      'into the next period',
      startAt(72n, { next: true }),
      152n,
      // The best update of period 2 is the newest there is.
      ['72 > 136 next with next'],
    ],
    [
      'the next committee first, where it is not known',
      startAt(72n),
      160n,
      ['72 > 96 current with next', '96 > 144 next with next'],
    ],
    [
      'over several periods',
      startAt(72n, { next: true }),
      300n,
      ['72 > 160 next with next', '160 > 224 next with next', '224 > 280 next with next'],
    ],
    [
      'with finality after the last period’s update',
      startAt(72n, { next: true }),
      190n,
      ['72 > 160 next with next', '160 > 168 current'],
    ],
  ])('goes %s', async (_, start, head, want) => {
    expect(await shapeOf(plan(start, head))).toEqual(want);
  });

  test('finds the committee of the first period, which no update announces, in the bootstrap', async () => {
    expect(await shapeOf(plan(startAt(8n), 40n))).toEqual(['8 > 24 current']);
  });

  test('finds a committee in the bootstrap whose update was deleted', async () => {
    const update = plan(startAt(72n), 104n);
    const source = createFakeBeaconSource(chain, 104n);
    source.pruned.add(0n);
    expect(await shapeOf({ ...update, source })).toEqual(['72 > 88 current']);
  });

  test('stops where a period’s update is missing', async () => {
    const source = createFakeBeaconSource(chain, 300n);
    source.pruned.add(3n);
    expect(await shapeOf(plan(startAt(72n, { next: true }), 300n, { source }))).toEqual(['72 > 160 next with next']);
  });

  test('becomes messages of ibc-go', async () => {
    const [update, ...others] = await buildUpdates(plan(startAt(72n), 104n));
    expect(others).toEqual([]);
    expect(update).toMatchObject({ clientId: '08-wasm-0', height: { revisionNumber: 0n, revisionHeight: 88n } });
    const { clientMessage, signer } = MsgUpdateClient.decode(update?.message.bytes ?? new Uint8Array());
    expect(signer).toBe('relayer');
    expect(clientMessage?.typeUrl).toBe(ClientMessage.typeUrl);
    const { data } = ClientMessage.decode(clientMessage?.value ?? new Uint8Array());
    expect(decodeWasmClientMessage(data)).toMatchObject({ kind: 'header', trustedSlot: 72n });
    expect(decodeUtf8(data, 'json')).toContain('"Current"');
  });
});

describe('what the contract would refuse', () => {
  const start = startAt(72n);
  const with_ = (client: Partial<WasmClientState>): Start => ({ ...start, client: { ...start.client, ...client } });

  test.each([
    ['a frozen client (CLIENT_FROZEN)', plan(with_({ isFrozen: true }), 104n), 'CLIENT_FROZEN'],
    [
      'a client past its trusting period (CLIENT_EXPIRED)',
      plan(with_({ trustingPeriod: 100n }), 104n),
      'CLIENT_EXPIRED',
    ],
    ['a host whose time is behind (CHAIN_NOT_FINAL)', plan(start, 104n, { now: timeOf(105n) - 1n }), 'CHAIN_NOT_FINAL'],
    [
      'a source of another chain (HEADER_REJECTED)',
      plan(with_({ genesisValidatorsRoot: new Uint8Array(32) }), 104n),
      'HEADER_REJECTED',
    ],
  ])('rejects %s', async (_, update, code) => {
    expect(await codeOf(update)).toBe(code);
  });

  test('rejects a committee that nobody has (PROOF_UNAVAILABLE)', async () => {
    const { currentSyncCommittee, ...trusted } = start.trusted;
    const stranger = { ...currentSyncCommittee, pubkeysHash: new Uint8Array(32) };
    const update = plan({ ...start, trusted: { ...trusted, currentSyncCommittee: stranger } }, 104n);
    expect(await codeOf(update)).toBe('PROOF_UNAVAILABLE');
  });

  test('rejects a source that has finalized nothing (CHAIN_NOT_FINAL)', async () => {
    const source = createFakeBeaconSource(chain, 104n);
    const finalityUpdate = async () => chain.finalityUpdateAt({ attestedSlot: 104n, finalizedSlot: null });
    expect(await codeOf(plan(start, 104n, { source: { ...source, finalityUpdate } }))).toBe('CHAIN_NOT_FINAL');
  });
});
