/** Tries a light block, or two that contradict each other, on a deployed light client: nothing on the chain changes. @module */
import { DecodeError } from '@causeway/lightclient/codec';
import {
  hashValidatorSet,
  KEY_TYPES,
  type LightBlock,
  type TrustedBlock,
  type ValidatorSet,
} from '@causeway/lightclient/tendermint';
import { type Address, bytesToHex, decodeAbiParameters, type Hex, hexToBytes } from 'viem';
import { encodeAdvanceCall, encodeClientMisbehaviourCall, encodeClientUpdateCall } from './encode-calls.ts';
import { encodeSessionMisbehaviour } from './encode-misbehaviour.ts';
import { encodeSessionUpdate } from './encode-session.ts';
import type { ContractEvidence, TrustedState } from './encode-update.ts';
import { findUnseenFault, type UnseenFault } from './explain-unseen.ts';
import { type ClientFacts, findHeightBelow, readClient } from './read-client.ts';
import {
  type ContractCall,
  type EthereumNode,
  type SimulatedCall,
  simulateCall,
  simulateInTurn,
} from './simulate-call.ts';

/** What is tried. */
export interface TrialRequest {
  readonly client: Address;
  readonly block: LightBlock;
  /** For misbehaviour: what contradicts the block. */
  readonly conflicting?: LightBlock | undefined;
  /** A height that the client stores: both blocks are judged from it. */
  readonly trusted: TrustedBlock;
  readonly from?: Address | undefined;
  /** Every vote for the block goes in, and not as few as suffice. */
  readonly allVotes: boolean;
}

/** What a client did, or would do, with a message. */
export type ClientEffect = 'updated' | 'noop' | 'frozen';

export type Trial =
  /** The encoder cannot make a message of it, and so nobody could. */
  | { readonly status: 'unencodable'; readonly facts: ClientFacts; readonly why: string }
  | ({
      readonly facts: ClientFacts;
      /** What would be sent: several transactions where the votes do not fit one. */
      readonly calldata: readonly Uint8Array[];
      /** What is wrong with a light block and is not in the message. */
      readonly unseen: UnseenFault | undefined;
    } & SimulatedTrial);

export type SimulatedTrial =
  | {
      readonly status: 'accepted';
      readonly effect: ClientEffect | undefined;
      /** Of each transaction. */
      readonly gasUsed: readonly bigint[];
    }
  | Extract<SimulatedCall, { status: 'reverted' }>;

/** @throws {DecodeError} when a set of validators is missing. @throws {RelayerError} INPUT_INVALID, RPC_* */
export async function simulateUpdate(node: EthereumNode, request: TrialRequest): Promise<Trial> {
  const { client, block, trusted } = request;
  const facts = await readClient(node, client);
  const height = block.signedHeader.header.height;
  const from = trusted.signedHeader.header.height;
  const below = await findHeightBelow(node, client, { height, trusted: from, latest: facts.latestHeight });
  const messages = encode(request, facts, below);
  if ('why' in messages) return { status: 'unencodable', facts, why: messages.why };
  const trial = await simulateMessages(
    node,
    messages.map((data) => ({ to: client, data, from: request.from })),
  );
  const blocks = request.conflicting === undefined ? [block] : [block, request.conflicting];
  const [unseen] = blocks.flatMap((each) => findUnseenFault(each, facts.chainId) ?? []);
  return { facts, calldata: messages.map((data) => hexToBytes(data)), unseen, ...trial };
}

/** Calldata as it is, in the order in which it would be sent. @throws {RelayerError} RPC_* */
export async function simulateMessages(node: EthereumNode, calls: readonly ContractCall[]): Promise<SimulatedTrial> {
  const [first] = calls;
  const isOne = first !== undefined && calls.length === 1;
  const outcomes = isOne ? [await simulateCall(node, first)] : await simulateInTurn(node, calls);
  const gasUsed: bigint[] = [];
  let returned: Hex = '0x';
  for (const outcome of outcomes) {
    if (outcome.status === 'reverted') return outcome;
    gasUsed.push(outcome.gasUsed);
    returned = outcome.returned;
  }
  return { status: 'accepted', effect: effectOf(returned), gasUsed };
}

const EFFECTS: readonly ClientEffect[] = ['updated', 'frozen', 'noop'];

/** Undefined where what was returned is no result of an update: several calls, or packets. */
function effectOf(returned: Hex): ClientEffect | undefined {
  // Misbehaviour that is accepted returns nothing.
  if (returned === '0x') return 'frozen';
  if (returned.length !== 2 + 64) return undefined;
  return EFFECTS[Number(decodeAbiParameters([{ type: 'uint256' }], returned)[0])];
}

type Encoded = readonly Hex[] | { readonly why: string };

function encode(request: TrialRequest, facts: ClientFacts, below: bigint): Encoded {
  const { block, conflicting } = request;
  const first = toEvidence(block, request, facts);
  const second = conflicting === undefined ? undefined : toEvidence(conflicting, request, facts);
  try {
    if (second !== undefined) {
      const { advances, misbehaviour } = encodeSessionMisbehaviour(first, second);
      return [...advances.map(encodeAdvanceCall), encodeClientMisbehaviourCall(misbehaviour)];
    }
    const { advances, update } = encodeSessionUpdate(first, below);
    return [...advances.map(encodeAdvanceCall), encodeClientUpdateCall(update)];
  } catch (error) {
    // A number that does not fit, or a key or a signature that is no point.
    if (error instanceof Error) return { why: error.message };
    throw error;
  }
}

function toEvidence(
  block: LightBlock,
  { trusted, conflicting, allVotes }: TrialRequest,
  { trustLevel }: ClientFacts,
): ContractEvidence {
  const isMisbehaviour = conflicting !== undefined;
  const state = toTrustedState(trusted, block, isMisbehaviour);
  return { block, trusted: state, trustLevel, rows: allVotes ? votersOf(block) : undefined };
}

/** The header right above the trusted one needs no set but its own; else the one that the trusted state announces. */
function toTrustedState(trusted: TrustedBlock, block: LightBlock, isMisbehaviour: boolean): TrustedState {
  const { height, time, appHash, nextValidatorsHash } = trusted.signedHeader.header;
  const state = { timestamp: time, root: appHash, nextValidatorsHash };
  const isAdjacent = block.signedHeader.header.height === height + 1n && !isMisbehaviour;
  return { height, state, nextValidators: isAdjacent ? undefined : announcedSet(trusted, block) };
}

/** @throws {DecodeError} when it is not there, and not the block's own. */
function announcedSet({ signedHeader, validators, nextValidators }: TrustedBlock, block: LightBlock): ValidatorSet {
  const { nextValidatorsHash } = signedHeader.header;
  const isAnnounced = (set: ValidatorSet | undefined): set is ValidatorSet =>
    set !== undefined && Buffer.compare(hashValidatorSet(set), nextValidatorsHash) === 0;
  if (nextValidators !== undefined) return nextValidators;
  if (isAnnounced(validators)) return validators;
  if (isAnnounced(block.validators)) return block.validators;
  const want = `the validators with the hash ${bytesToHex(nextValidatorsHash).slice(2)}`;
  throw new DecodeError('trusted.next_validator_set', want, 'nothing');
}

/** Every validator with a vote for the block and a key that has a verifier on chain. */
function votersOf({ signedHeader, validators }: LightBlock): readonly number[] {
  return validators.validators.flatMap(({ publicKey }, row) => {
    const isVote = signedHeader.commit.signatures[row]?.flag === 'commit';
    return isVote && KEY_TYPES[publicKey.type].verifiable ? [row] : [];
  });
}
