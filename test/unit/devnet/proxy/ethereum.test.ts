/** What the faults and lies of Ethereum's nodes do to an answer, without a node. @module */
import { describe, expect, test } from 'vitest';
import { at, listAt, textAt } from '../../../devnet/client/read-json.ts';
import { withAt } from '../../../devnet/proxy/change-json.ts';
import * as faults from '../../../devnet/proxy/ethereum-faults/index.ts';
import * as lies from '../../../devnet/proxy/ethereum-lies/index.ts';
import type { Fault } from '../../../devnet/proxy/fault.ts';
import { formatParams, parsePost } from '../../../devnet/proxy/rpc-call.ts';
import { arm, callPast, getPast, resultOf } from '../../../support/canned-node.ts';

const LIGHT_CLIENT = '/eth/v1/beacon/light_client';

function buildUpdate(slot: bigint): unknown {
  const header = { beacon: { slot: String(slot), state_root: '0x00ff' }, execution: { state_root: '0xaa00' } };
  return {
    version: 'electra',
    data: {
      attested_header: { ...header, execution_branch: ['0x00', '0x01'] },
      finalized_header: { ...header, execution_branch: ['0x02'] },
      finality_branch: ['0x10', '0x11'],
      next_sync_committee: { pubkeys: ['0xa1', '0xa2', '0xa3'] },
      next_sync_committee_branch: ['0x20'],
      sync_aggregate: { sync_committee_bits: `0x${'ff'.repeat(64)}`, sync_committee_signature: '0x99' },
      signature_slot: String(slot + 1n),
    },
  };
}

const updates = [buildUpdate(5n), buildUpdate(50n), buildUpdate(99n)];
const answers = {
  'beacon/light_client/updates': updates,
  'beacon/light_client/optimistic_update': Object(buildUpdate(60n)),
};

async function toldUpdates(fault: Fault): Promise<readonly unknown[]> {
  return listAt(await getPast(arm(fault), answers, `${LIGHT_CLIENT}/updates?start_period=0&count=9`), 'result');
}

describe('lies about light-client objects', () => {
  test.each([
    [lies.changeBeaconHeader(), 'data.attested_header.beacon.state_root', '0x00fe'],
    [lies.changeBeaconHeader('finalized_header', 'slot'), 'data.finalized_header.beacon.slot', '6'],
    [lies.changePayloadHeader(), 'data.finalized_header.execution.state_root', '0xaa01'],
    [lies.changeBranch(), 'data.finality_branch.0', '0x11'],
    [lies.changeBranch('attested_header.execution_branch'), 'data.attested_header.execution_branch.0', '0x01'],
    [lies.misnameFork(), 'version', 'deneb'],
    [lies.forgeNextCommittee(), 'data.next_sync_committee.pubkeys', ['0xa3', '0xa2', '0xa1']],
    [lies.changeSignature('garbage'), 'data.sync_aggregate.sync_committee_signature', `0x${'ff'.repeat(96)}`],
  ])('%# changes one thing: $name', async (fault, path, value) => {
    const [told] = await toldUpdates(fault);
    expect(told).toEqual(withAt(updates[0], path, value));
  });

  test('clears just enough bits for two thirds to be missed', async () => {
    const [told] = await toldUpdates(lies.clearParticipation());
    const bits = Buffer.from(textAt(told, 'data.sync_aggregate.sync_committee_bits').slice(2), 'hex');
    const count = bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    expect(count).toBe(341);
    expect(count * 3 < 512 * 2 && (count + 1) * 3 >= 512 * 2).toBe(true);
  });

  test('reverses a range, or leaves the first out', async () => {
    expect(await toldUpdates(lies.reverseUpdates())).toEqual(updates.toReversed());
    expect(await toldUpdates(lies.skipUpdates(2))).toEqual(updates.slice(2));
  });

  test('renames the network in all places', async () => {
    const spec = { data: { GENESIS_FORK_VERSION: '0x00000001', SECONDS_PER_SLOT: '2' } };
    const genesis = { data: { genesis_validators_root: '0x1000', genesis_fork_version: '0x00', genesis_time: '3' } };
    const fault = arm(lies.otherNetwork());
    const told = { 'config/spec': spec, 'beacon/genesis': genesis };
    expect(await getPast(fault, told, '/eth/v1/config/spec')).toEqual({
      result: { data: { GENESIS_FORK_VERSION: '0x01000001', SECONDS_PER_SLOT: '2' } },
    });
    expect(await getPast(fault, told, '/eth/v1/beacon/genesis')).toEqual({
      result: { data: { genesis_validators_root: '0x1100', genesis_fork_version: '0x01', genesis_time: '3' } },
    });
  });
});

describe('faults of a beacon node', () => {
  test('stands still: the first answer stays, later periods do not come', async () => {
    const fault = arm(faults.freezeBeacon());
    let slot = 10n;
    const moving = {
      ...answers,
      'beacon/light_client/finality_update': () => ({ result: buildUpdate(slot++) }),
    };
    const first = await getPast(fault, moving, `${LIGHT_CLIENT}/finality_update`);
    expect(await getPast(fault, moving, `${LIGHT_CLIENT}/finality_update`)).toEqual(first);
    expect(slot).toBe(12n);
    expect(await getPast(fault, moving, `${LIGHT_CLIENT}/updates?start_period=0&count=9`)).toEqual({
      result: updates.slice(0, 2),
    });
  });

  test('has thrown bootstraps and updates away, or gives a range in parts', async () => {
    const pruned = arm(faults.pruneLightClientData());
    expect(await getPast(pruned, answers, `${LIGHT_CLIENT}/bootstrap/0xab`)).toMatchObject({ error: { code: 404 } });
    expect(await getPast(pruned, answers, `${LIGHT_CLIENT}/updates?start_period=0&count=9`)).toEqual({ result: [] });
    expect(await toldUpdates(faults.limitUpdates(1))).toEqual(updates.slice(0, 1));
  });

  test('inflates lists and objects', async () => {
    const many = await toldUpdates(faults.inflateAnswers(100_000));
    expect(JSON.stringify(many).length).toBeGreaterThan(100_000);
    expect(many.at(-1)).toEqual(updates.at(-1));
    const one = await getPast(arm(faults.inflateAnswers(1_000)), answers, `${LIGHT_CLIENT}/optimistic_update`);
    expect(textAt(one, 'result.padding')).toHaveLength(1_000);
  });
});

describe('faults and lies of an execution node', () => {
  const proof = {
    balance: '0xff',
    codeHash: '0x01',
    storageHash: '0x02',
    accountProof: ['0xa0', '0xa2'],
    storageProof: [{ key: '0x1', value: '0x9', proof: ['0xb0', '0xb2'] }],
  };
  const node = {
    eth_getProof: ({ slots }: Readonly<Record<string, unknown>>) => ({
      result: withAt(proof, 'storageProof.0.key', at(slots, '0')),
    }),
    eth_chainId: () => ({ result: '0x7e7e' }),
    eth_getBlockByNumber: ({ block }: Readonly<Record<string, unknown>>) => ({
      result: { number: block, stateRoot: '0x20' },
    }),
  };
  const ask = (fault: Fault, method: string, ...params: readonly unknown[]) =>
    callPast(fault, node, method, Object(params));
  const askProof = async (fault: Fault) => resultOf(await ask(fault, 'eth_getProof', '0xaa', ['0x1'], '0x10'));

  test.each([
    [lies.changeProofNode(), 'storageProof.0.proof', ['0xb0', '0xb3']],
    [lies.changeProofNode('account', 0), 'accountProof', ['0xa1', '0xa2']],
    [lies.dropProofNode(), 'storageProof.0.proof', ['0xb0']],
    [lies.dropProofNode('account', 0), 'accountProof', ['0xa2']],
    [lies.changeStorageValue(), 'storageProof.0.value', '0xa'],
    [lies.changeAccount(), 'storageHash', '0x03'],
    [lies.changeAccount('balance'), 'balance', '0x100'],
  ])('%# changes one thing of a proof: $name', async (fault, path, value) => {
    expect(await askProof(fault)).toEqual(withAt(proof, path, value));
  });

  test('proves another slot under the name of the one asked for', async () => {
    const asked: unknown[] = [];
    const recording = {
      ...node,
      eth_getProof: (params: Readonly<Record<string, unknown>>) => {
        asked.push(at(params, 'slots'));
        return node.eth_getProof(params);
      },
    };
    const told = await callPast(lies.proveOtherSlot(), recording, 'eth_getProof', Object(['0xaa', ['0x1'], '0x10']));
    expect(asked).toEqual([['0x1'], [`0x${'0'.repeat(64)}`]]);
    expect(resultOf(told)).toEqual(proof);
  });

  test('misstates the chain id, blocks and receipts', async () => {
    expect(await ask(lies.misstateChainId(1n), 'eth_chainId')).toEqual({ result: '0x1' });
    expect(await ask(lies.changeBlock(), 'eth_getBlockByNumber', '0x7', false)).toEqual({
      result: { number: '0x7', stateRoot: '0x21' },
    });
    const [one, two] = [{ status: '0x1' }, { status: '0x0' }];
    const receipts = { eth_getBlockReceipts: [one, two] };
    expect(await callPast(lies.changeReceipts(), receipts, 'eth_getBlockReceipts', Object(['0x7']))).toEqual({
      result: [two, two],
    });
    expect(await callPast(lies.omitReceipt(), receipts, 'eth_getBlockReceipts', Object(['0x7']))).toEqual({
      result: [one],
    });
  });

  test('has lost old states, or stands still at a block', async () => {
    const pruned = faults.pruneStatesBelow(17n);
    expect(await ask(pruned, 'eth_getProof', '0xaa', [], '0x10')).toMatchObject({ error: { code: -32000 } });
    expect(await ask(pruned, 'eth_getProof', '0xaa', ['0x1'], '0x11')).toEqual({ result: proof });
    const frozen = faults.freezeExecution(7n);
    expect(await ask(frozen, 'eth_blockNumber')).toEqual({ result: '0x7' });
    expect(await ask(frozen, 'eth_getBlockByNumber', 'finalized', false)).toMatchObject({ result: { number: '0x7' } });
    expect(await ask(frozen, 'eth_getBlockByNumber', '0x8', false)).toEqual({ result: null });
    expect(await ask(frozen, 'eth_getProof', '0xaa', [], '0x8')).toMatchObject({
      error: { message: 'header not found' },
    });
  });

  test('parameters go by position, as Ethereum wants them', () => {
    const [call] =
      parsePost(JSON.stringify({ id: 1, method: 'eth_getProof', params: ['0xaa', [], 'latest'] }))?.calls ?? [];
    expect(call?.params).toEqual({ address: '0xaa', slots: [], block: 'latest' });
    expect(call && formatParams(call)).toEqual(['0xaa', [], 'latest']);
    expect(formatParams({ method: 'eth_unknown', params: { 0: 'a', 1: 'b' } })).toEqual(['a', 'b']);
    expect(formatParams({ method: 'abci_query', params: { path: '/a' } })).toEqual({ path: '/a' });
  });
});
