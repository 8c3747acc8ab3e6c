/**
 * The model-based cases of tendermint-rs through the deployed light client: each step is a call to a client that begins where
 * the step before has led, at the step's own time. The model's headers have no app hash, which the contract wants; so each
 * block is made anew with one: the same heights, times, sets, powers and votes, under keys of ours.
 */
import { toHex } from '@causeway/lightclient/codec';
import {
  hashValidatorSet,
  type LightBlock,
  parseLightBlock,
  parseTime,
  parseTrustedBlock,
  type TrustedBlock,
  type ValidatorSet,
} from '@causeway/lightclient/tendermint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeClientUpdateCall } from '../../relayer/chains/ethereum/encode-calls.ts';
import { encodeContractUpdate } from '../../relayer/chains/ethereum/encode-update.ts';
import { buildBlock, createSigner, type Signer, sha256, toSet } from '../support/build-header.ts';
import { listVectors, readVector } from '../support/read-vector.ts';
import { type Bridge, deployBridge, stateOf } from '../support/solidity/bridge.ts';
import { openStage, type Stage } from '../support/solidity/stage.ts';

interface Case {
  readonly initial: { readonly trusting_period: string };
  readonly input: readonly {
    readonly block: unknown;
    readonly now: string;
    readonly verdict: 'SUCCESS' | 'NOT_ENOUGH_TRUST' | 'INVALID';
  }[];
}

/** Of a header that is believed, what matters for the next one. */
interface Trusted {
  readonly header: Parameters<typeof stateOf>[0] & { readonly chainId: string; readonly height: bigint };
  readonly nextValidators: ValidatorSet;
}

const NS_PER_SECOND = 1_000_000_000n;
const ANSWERS = { SUCCESS: /^update$/, NOT_ENOUGH_TRUST: /^CCTrustInsufficient$/, INVALID: /^(?!update$|CCTrust)/ };
const files = listVectors('tendermint-rs-mbt').filter((name) => name.endsWith('.json'));
let stage: Stage;
let bridge: Bridge;

beforeAll(async () => {
  stage = await openStage();
  bridge = await deployBridge(stage);
});
afterAll(() => stage?.stop());

test('there are 20 cases', () => {
  expect(files).toHaveLength(20);
});

test.each(files)('gives the verdicts of %s', async (name) => {
  const { initial, input } = readVector(`tendermint-rs-mbt/${name}`) as Case;
  const trustingPeriod = Number(BigInt(initial.trusting_period) / NS_PER_SECOND);
  let trusted = withKeysOfOurs(parseTrustedBlock(initial));
  for (const [index, { block, now, verdict }] of input.entries()) {
    const untrusted = remake(parseLightBlock(block));
    const answer = await judge(trusted, untrusted, trustingPeriod, parseTime(now) / NS_PER_SECOND);
    expect.soft({ index, answer }).toEqual({ index, answer: expect.stringMatching(ANSWERS[verdict]) });
    if (verdict === 'SUCCESS' && untrusted !== undefined) trusted = toTrusted(untrusted);
  }
});

/** `update`, or why not. */
async function judge(trusted: Trusted, block: LightBlock | undefined, trustingPeriod: number, seconds: bigint) {
  if (block === undefined) return 'no encoding';
  const { header, nextValidators } = trusted;
  const { address } = await bridge.addClient({ header, trustingPeriod });
  const from = { height: header.height, state: stateOf(header), nextValidators };
  const update = encodeContractUpdate({ block, trusted: from }, header.height);
  const call = { to: address, data: encodeClientUpdateCall(update) };
  const refusal = await stage.refusalOf(call, seconds);
  if (refusal !== undefined) return refusal;
  return BigInt(await stage.ask(call, seconds)) === 0n ? 'update' : 'not taken as an update';
}

/** Nothing for no validators, or more votes than validators: the contract takes votes of the set's rows only. */
function remake({ signedHeader, validators, nextValidators }: LightBlock): LightBlock | undefined {
  const { header, commit } = signedHeader;
  const size = validators.validators.length;
  if (size === 0 || size !== commit.signatures.length) return undefined;
  const flags = new Map(commit.signatures.map(({ validatorAddress, flag }) => [toHex(validatorAddress), flag]));
  const votes = new Map(
    validators.validators.map((validator) => {
      const ours = signerOf(validator).validator;
      return [toHex(ours.address), flags.get(toHex(validator.address)) ?? ('absent' as const)];
    }),
  );
  return buildBlock({
    height: header.height,
    chainId: header.chainId,
    time: header.time,
    round: commit.round,
    signers: validators.validators.map(signerOf),
    nextSigners: (nextValidators ?? validators).validators.map(signerOf),
    vote: ({ address }) => votes.get(toHex(address)) ?? 'absent',
  });
}

function withKeysOfOurs({ signedHeader, nextValidators }: TrustedBlock): Trusted {
  const { chainId, height, time } = signedHeader.header;
  const ours = toSet((nextValidators?.validators ?? []).map(signerOf));
  const nextValidatorsHash = hashValidatorSet(ours);
  return { header: { chainId, height, time, appHash: sha256('app'), nextValidatorsHash }, nextValidators: ours };
}

function toTrusted({ signedHeader: { header }, validators, nextValidators }: LightBlock): Trusted {
  return { header, nextValidators: nextValidators ?? validators };
}

function signerOf({ publicKey, votingPower }: ValidatorSet['validators'][number]): Signer {
  return createSigner(toHex(publicKey.bytes), votingPower);
}
