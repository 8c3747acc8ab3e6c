/** Carries a governance proposal through on a chain whose validators are ours. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import { ProposalStatus, VoteOption } from 'cosmjs-types/cosmos/gov/v1/gov';
import { QueryProposalRequest, QueryProposalResponse } from 'cosmjs-types/cosmos/gov/v1/query';
import { MsgSubmitProposal, MsgSubmitProposalResponse, MsgVote } from 'cosmjs-types/cosmos/gov/v1/tx';
import type { Any } from 'cosmjs-types/google/protobuf/any';
import { packMessage } from '../client/pack-message.ts';
import type { TxOptions } from '../client/sign-transaction.ts';
import { STAKE_DENOM } from './chain-options.ts';
import { moduleAddress } from './derive-keys.ts';
import type { ChainNode } from './run-node.ts';
import type { Chain } from './start-chain.ts';

const POLL_MS = 200;
const PENDING: readonly ProposalStatus[] = [
  ProposalStatus.PROPOSAL_STATUS_DEPOSIT_PERIOD,
  ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD,
];

/** What governance needs of a chain: someone who pays, and who operates its validators. */
export interface GovernedChain extends Pick<Chain, 'client' | 'faucet'> {
  readonly nodes: readonly Pick<ChainNode, 'operator'>[];
}

/** The signer that proposed messages must name. */
export function governanceAddress(): string {
  return moduleAddress('gov');
}

/**
 * Proposes `messages`, votes yes with every validator, and waits until they were executed; resolves with the proposal's id.
 * @throws {Error} with the chain's reason when it did not pass or a message failed.
 */
export async function passProposal(
  chain: GovernedChain,
  title: string,
  messages: readonly Any[],
  options?: TxOptions,
): Promise<bigint> {
  const proposal = MsgSubmitProposal.fromPartial({
    messages: [...messages],
    initialDeposit: [{ denom: STAKE_DENOM, amount: '10' }],
    proposer: chain.faucet.address,
    title,
    summary: title,
  });
  const submitted = await chain.client.signAndBroadcast(
    chain.faucet,
    [packMessage(MsgSubmitProposal, proposal)],
    options,
  );
  const [response] = submitted.responses;
  if (response === undefined) throw new Error('devnet: want the proposal in the response, got none');
  const { proposalId } = MsgSubmitProposalResponse.decode(response.value);
  const voters = chain.nodes.flatMap(({ operator }) => (operator === undefined ? [] : [operator]));
  await Promise.all(
    voters.map((voter) => {
      const vote = { proposalId, voter: voter.address, option: VoteOption.VOTE_OPTION_YES, metadata: '' };
      return chain.client.signAndBroadcast(voter, [packMessage(MsgVote, vote)]);
    }),
  );
  await waitUntilExecuted(chain, proposalId);
  return proposalId;
}

async function waitUntilExecuted(chain: Pick<Chain, 'client'>, proposalId: bigint): Promise<void> {
  const types = { request: QueryProposalRequest, response: QueryProposalResponse };
  for (;;) {
    const { proposal } = await chain.client.query('/cosmos.gov.v1.Query/Proposal', types, { proposalId });
    const status = proposal?.status ?? ProposalStatus.PROPOSAL_STATUS_UNSPECIFIED;
    if (status === ProposalStatus.PROPOSAL_STATUS_PASSED) return;
    if (!PENDING.includes(status)) {
      const reason = proposal?.failedReason || 'the votes did not carry it';
      throw new Error(`devnet: want proposal ${proposalId} passed, got ${ProposalStatus[status]}: ${reason}`);
    }
    await sleep(POLL_MS); // ends with the voting period, whatever happens
  }
}
