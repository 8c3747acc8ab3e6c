/** `causeway deploy wasm-client` on a real chain whose validators are ours. @module */
import { createHash, randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Chain, packMessage, STAKE_DENOM, startChain } from 'causeway/devnet';
import { ProposalStatus, VoteOption } from 'cosmjs-types/cosmos/gov/v1/gov';
import { QueryProposalsRequest, QueryProposalsResponse } from 'cosmjs-types/cosmos/gov/v1/query';
import { MsgVote } from 'cosmjs-types/cosmos/gov/v1/tx';
import { QueryCodeRequest, QueryCodeResponse } from 'cosmjs-types/ibc/lightclients/wasm/v1/query';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLocalSigner } from '../../relayer/chains/cosmos/signer.ts';
import { minimalContract } from '../support/minimal-contract.ts';
import { createRelayerHome, type RelayerHome } from '../support/relayer-home.ts';
import { runCli } from '../support/run-cli.ts';

let chain: Chain;
let home: RelayerHome;
const key = randomBytes(32).toString('hex');
const contract = minimalContract('deploy');
const checksum = createHash('sha256').update(contract).digest('hex');

beforeAll(async () => {
  chain = await startChain({ chainId: 'alpha-1', validators: 1, blockTimeMs: 300, votingPeriodSeconds: 6 });
  const { address } = createLocalSigner({ privateKey: Buffer.from(key, 'hex'), addressPrefix: 'cosmos' });
  await chain.fund(address, [{ denom: STAKE_DENOM, amount: 10_000_000_000n }]);
  const alpha = { name: 'alpha', chainId: chain.chainId, rpc: [chain.rpcUrl] };
  // No key and no endpoint of this one: a deployment asks for one chain only.
  const beta = { name: 'beta', chainId: 'beta-1', rpc: ['http://127.0.0.1:1'] };
  home = createRelayerHome({ chains: [alpha, beta], key });
});
afterAll(async () => {
  await chain.stop();
  rmSync(home.folder, { recursive: true });
});

function file(name: string, bytes: Uint8Array): string {
  const path = join(home.folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function deploy(...args: readonly string[]): Promise<{ code: number | null; json: unknown; stderr: string }> {
  const { code, stdout, stderr } = await runCli(['deploy', 'wasm-client', 'alpha', ...args, '--json'], {
    env: home.env,
  });
  return { code, json: JSON.parse(stdout), stderr };
}

async function openProposals() {
  const types = { request: QueryProposalsRequest, response: QueryProposalsResponse };
  const proposalStatus = ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD;
  const request = QueryProposalsRequest.fromPartial({ proposalStatus });
  return (await chain.client.query('/cosmos.gov.v1.Query/Proposals', types, request)).proposals;
}

async function vote(proposalId: bigint, option: VoteOption): Promise<void> {
  const [operator] = chain.nodes.flatMap((node) => (node.operator === undefined ? [] : [node.operator]));
  if (operator === undefined) throw new Error('want an operator');
  const message = { proposalId, voter: operator.address, option, metadata: '' };
  await chain.client.signAndBroadcast(operator, [packMessage(MsgVote, message)]);
}

test('proposes the code, waits for the votes, and does nothing where it is stored', async () => {
  const wasm = file('client.wasm.gz', gzipSync(contract));
  const proposed = await deploy('--wasm', wasm, '--checksum', checksum, '--no-wait');
  expect(proposed).toMatchObject({ code: 0, json: { status: 'proposed', proposal: '1', checksum } });
  const [proposal] = await openProposals();
  expect(proposal?.summary).toContain(checksum);

  const waiting = deploy('--wasm', wasm);
  await vote(1n, VoteOption.VOTE_OPTION_YES);
  const stored = await waiting;
  expect(stored).toMatchObject({ code: 0, json: { status: 'stored', stored: 'by-proposal', proposal: '1', checksum } });
  expect(stored.stderr).toContain('proposal 1 is about this very code');
  expect(stored.stderr).toContain('votes are taken until');
  const types = { request: QueryCodeRequest, response: QueryCodeResponse };
  const { data } = await chain.client.query('/ibc.lightclients.wasm.v1.Query/Code', types, { checksum });
  expect(Buffer.from(data).equals(contract)).toBe(true);

  expect(await deploy('--wasm', file('client.wasm', contract))).toMatchObject({
    code: 0,
    json: { status: 'stored', stored: 'before', checksum },
  });
});

test('rejects what the votes do not carry, and what the virtual machine refuses (PROPOSAL_REJECTED)', async () => {
  const unwanted = deploy('--wasm', file('other.wasm', minimalContract('another')), '--title', 'unwanted');
  const unusable = deploy('--wasm', file('empty.wasm', minimalContract().subarray(0, 8)), '--title', 'unusable');
  await expect.poll(openProposals, { timeout: 30_000, interval: 200 }).toHaveLength(2);
  for (const { id, title } of await openProposals()) {
    await vote(id, title === 'unwanted' ? VoteOption.VOTE_OPTION_NO : VoteOption.VOTE_OPTION_YES);
  }
  const refused = { code: 77, json: { error: { code: 'PROPOSAL_REJECTED' } } };
  expect(await unwanted).toMatchObject({ ...refused, stderr: expect.stringContaining('the votes did not carry it') });
  expect(await unusable).toMatchObject({
    ...refused,
    stderr: expect.stringContaining('it passed, and could not be carried out'),
  });
});

test.each([
  ['a deposit in a token that counts for nothing', ['--deposit', '5token'], 77, 'at least'],
  ['a key that is not there', ['--from', 'nobody'], 78, 'nobody'],
])('rejects %s', async (_, args, code, words) => {
  const refused = await deploy('--wasm', file('third.wasm', minimalContract('third')), ...args);
  expect(refused.stderr).toContain(words);
  expect(refused.code).toBe(code);
  expect(await openProposals()).toHaveLength(0);
});
