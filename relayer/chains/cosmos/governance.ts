/**
 * Governance of a Cosmos SDK chain: what a proposal costs, sending one, seeing what became of it. Answers of nodes: claims.
 * Source: cosmos-sdk `proto/cosmos/gov/v1/{gov,query,tx}.proto`.
 * @module
 */
import { createHash } from 'node:crypto';
import { concatBytes, messageField, one, readMessage, stringField } from '@causeway/lightclient/codec';
import { encodeBech32 } from '@causeway/lightclient/ibc';
import { type Proposal as GovProposal, ProposalStatus } from 'cosmjs-types/cosmos/gov/v1/gov';
import {
  QueryParamsRequest,
  QueryParamsResponse,
  QueryProposalRequest,
  QueryProposalResponse,
  QueryProposalsRequest,
  QueryProposalsResponse,
} from 'cosmjs-types/cosmos/gov/v1/query';
import type { ChainMessage } from '../../ports/chain-writer.ts';
import { refusalOf } from './abci-query.ts';
import { grpcMethod, grpcQuery } from './grpc-query.ts';
import { readMessageResponses } from './message-responses.ts';
import type { RpcPool } from './rpc-pool.ts';
import { type AnyMessage, type Coin, encodeAny, encodeCoin } from './transaction.ts';

const ADDRESS_BYTES = 20;

/** The account that governance acts with: the signer that proposed messages must name. */
export function governanceAddress(prefix: string): string {
  const hash = createHash('sha256').update('gov').digest();
  return encodeBech32({ prefix, bytes: hash.subarray(0, ADDRESS_BYTES) });
}

export interface ProposalContent {
  readonly messages: readonly AnyMessage[];
  readonly deposit: readonly Coin[];
  readonly proposer: string;
  readonly title: string;
  readonly summary: string;
}

/** `cosmos.gov.v1.MsgSubmitProposal`. */
export function buildSubmitProposal(proposal: ProposalContent): ChainMessage {
  return {
    type: '/cosmos.gov.v1.MsgSubmitProposal',
    bytes: concatBytes(
      ...proposal.messages.map((message) => messageField(1, encodeAny(message))),
      ...proposal.deposit.map((coin) => messageField(2, encodeCoin(coin))),
      stringField(3, proposal.proposer),
      stringField(5, proposal.title),
      stringField(6, proposal.summary),
    ),
  };
}

const SUBMITTED = { proposalId: one(1, 'uint64') };

/** The id of the proposal that a transaction made; `undefined` when it made none. @throws {DecodeError} */
export function readProposalId(data: Uint8Array): bigint | undefined {
  const response = readMessageResponses(data).find(({ type }) => type === '/cosmos.gov.v1.MsgSubmitProposalResponse');
  return response === undefined ? undefined : readMessage(response.bytes, SUBMITTED, 'response').proposalId;
}

export interface DepositRules {
  /** What must be deposited before voting begins. */
  readonly minimum: readonly Coin[];
  /** What the proposer must deposit at once. */
  readonly initial: readonly Coin[];
}

const PARAMS = grpcMethod('/cosmos.gov.v1.Query/Params', QueryParamsRequest, QueryParamsResponse);

/** @throws {RelayerError} RPC_NO_ENDPOINT */
export async function readDepositRules(pool: RpcPool, signal?: AbortSignal): Promise<DepositRules> {
  const { params } = await pool.run(
    (endpoint, scope) => grpcQuery(endpoint, PARAMS, { paramsType: 'deposit' }, { signal: scope }),
    signal === undefined ? {} : { signal },
  );
  const minimum = (params?.minDeposit ?? []).map(({ denom, amount }) => ({ denom, amount: BigInt(amount) }));
  const ratio = toMillionths(params?.minInitialDepositRatio ?? '');
  const initial = minimum.map(({ denom, amount }) => ({ denom, amount: (amount * ratio + 999_999n) / 1_000_000n }));
  return { minimum, initial };
}

/** A decimal fraction such as `0.250000000000000000`, to six places and rounded up. */
function toMillionths(text: string): bigint {
  const [, whole = '0', fraction = ''] = /^(\d{1,3})(?:\.(\d{1,18}))?$/.exec(text) ?? [];
  const places = fraction.padEnd(18, '0');
  const isExact = /^0*$/.test(places.slice(6));
  return BigInt(whole + places.slice(0, 6)) + (isExact ? 0n : 1n);
}

/** `deposit`: not enough is deposited yet. `gone`: it never was, and the chain forgot the proposal. */
export type ProposalState = 'deposit' | 'voting' | 'passed' | 'rejected' | 'failed' | 'gone';

export interface Proposal {
  readonly id: bigint;
  readonly state: ProposalState;
  readonly messages: readonly AnyMessage[];
  /** When the present period ends, ms since 1970; absent when it is decided. */
  readonly endsAtMs?: number;
  /** Why it failed. */
  readonly reason?: string;
}

const STATES: ReadonlyMap<ProposalStatus, ProposalState> = new Map([
  [ProposalStatus.PROPOSAL_STATUS_DEPOSIT_PERIOD, 'deposit'],
  [ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD, 'voting'],
  [ProposalStatus.PROPOSAL_STATUS_PASSED, 'passed'],
  [ProposalStatus.PROPOSAL_STATUS_REJECTED, 'rejected'],
  [ProposalStatus.PROPOSAL_STATUS_FAILED, 'failed'],
]);

const PROPOSAL = grpcMethod('/cosmos.gov.v1.Query/Proposal', QueryProposalRequest, QueryProposalResponse);
const PROPOSALS = grpcMethod('/cosmos.gov.v1.Query/Proposals', QueryProposalsRequest, QueryProposalsResponse);

/** @throws {RelayerError} RPC_NO_ENDPOINT */
export async function readProposal(pool: RpcPool, id: bigint, signal?: AbortSignal): Promise<Proposal> {
  const gone: Proposal = { id, state: 'gone', messages: [] };
  return pool.run(
    async (endpoint, scope) => {
      try {
        const { proposal } = await grpcQuery(endpoint, PROPOSAL, { proposalId: id }, { signal: scope });
        return proposal === undefined ? gone : toProposal(proposal);
      } catch (error) {
        if (/doesn't exist|not found/i.test(refusalOf(error) ?? '')) return gone;
        throw error;
      }
    },
    signal === undefined ? {} : { signal },
  );
}

/** Proposals that are not decided. @throws {RelayerError} RPC_NO_ENDPOINT */
export async function readOpenProposals(pool: RpcPool, signal?: AbortSignal): Promise<readonly Proposal[]> {
  const ofStatus = async (proposalStatus: ProposalStatus): Promise<readonly Proposal[]> => {
    const request = QueryProposalsRequest.fromPartial({ proposalStatus });
    const { proposals } = await pool.run(
      (endpoint, scope) => grpcQuery(endpoint, PROPOSALS, request, { signal: scope }),
      signal === undefined ? {} : { signal },
    );
    return proposals.map(toProposal);
  };
  const voting = await ofStatus(ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD);
  return [...voting, ...(await ofStatus(ProposalStatus.PROPOSAL_STATUS_DEPOSIT_PERIOD))];
}

function toProposal(proposal: GovProposal): Proposal {
  const { id, messages, failedReason, depositEndTime, votingEndTime } = proposal;
  const state = STATES.get(proposal.status) ?? 'gone';
  const end = state === 'deposit' ? depositEndTime : state === 'voting' ? votingEndTime : undefined;
  return {
    id,
    state,
    messages: messages.map(({ typeUrl, value }) => ({ type: typeUrl, bytes: value })),
    ...(end === undefined ? {} : { endsAtMs: Number(end.seconds) * 1000 }),
    ...(failedReason === '' ? {} : { reason: failedReason }),
  };
}
