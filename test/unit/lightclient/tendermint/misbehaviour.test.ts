import {
  buildAttackEvidence,
  decodeAttackEvidence,
  detectMisbehaviour,
  encodeAttackEvidence,
  findByzantineValidators,
  formatAttackEvidence,
  formatLightBlock,
  formatTime,
  type LightBlock,
} from '@causeway/lightclient/tendermint';
import { describe, expect, test } from 'vitest';
import {
  BASE_TIME,
  buildBlock,
  createSigner,
  createSigners,
  SECOND,
  sha256,
  spoilCommit,
} from '../../../support/build-header.ts';

const signers = [createSigner('big', 30n), ...createSigners(4)];
const common = buildBlock({ height: 10n, signers });
const trusted = buildBlock({ height: 14n, signers });
const lunatic = buildBlock({ height: 14n, signers, header: { appHash: sha256('made up') } });
const equivocation = buildBlock({ height: 14n, signers, header: { dataHash: sha256('other transactions') } });
const amnesia = buildBlock({ height: 14n, signers, header: { dataHash: sha256('other') }, round: 3 });

const detect = (a: LightBlock, b: LightBlock) => detectMisbehaviour(a.signedHeader, b.signedHeader);
const names = (blocks: { trusted: LightBlock; conflicting: LightBlock }) =>
  findByzantineValidators({ ...blocks, common }).map(({ address }) => Buffer.from(address).toString('hex'));
const addressOf = (name: string, power = 10n) =>
  Buffer.from(createSigner(name, power).validator.address).toString('hex');

describe('two headers', () => {
  test('are no misbehaviour when they are the same block, whatever its votes and round', () => {
    expect(detect(trusted, trusted)).toBeUndefined();
    expect(detect(trusted, spoilCommit(trusted, { round: 4, signatures: [] }))).toBeUndefined();
  });

  test('are no misbehaviour when later is higher, or when the chains differ', () => {
    expect(detect(common, trusted)).toBeUndefined();
    expect(detect(trusted, common)).toBeUndefined();
    expect(detect(trusted, buildBlock({ height: 14n, signers, chainId: 'test-2' }))).toBeUndefined();
  });

  test.each([
    ['lunatic', lunatic, ['appHash']],
    ['equivocation', equivocation, []],
    ['amnesia', amnesia, []],
  ])('of one height and two blocks are a fork: %s', (attack, other, differs) => {
    expect(detect(trusted, other)).toEqual({ kind: 'fork', attack, height: 14n, differs });
  });

  test.each(['validatorsHash', 'nextValidatorsHash', 'consensusHash', 'appHash', 'lastResultsHash'] as const)(
    'a made-up %s is told',
    (field) => {
      const other = buildBlock({ height: 14n, signers, header: { [field]: sha256('made up') } });
      expect(detect(trusted, other)).toMatchObject({ attack: 'lunatic', differs: [field] });
    },
  );

  test.each([0n, -1n])('the higher of which is %d ns after the lower violate time', (after) => {
    const higher = buildBlock({ height: 15n, signers, time: BASE_TIME + 14n * SECOND + after });
    const want = { kind: 'time-violation', lower: trusted.signedHeader, higher: higher.signedHeader };
    expect(detect(trusted, higher)).toEqual(want);
    expect(detect(higher, trusted)).toEqual(want);
  });
});

describe('the guilty', () => {
  test('of a lunatic attack are the common validators that signed it, the strongest first', () => {
    const strangers = createSigners(2, 'w');
    const some = [createSigner('big', 30n), createSigner('v1'), ...strangers];
    const conflicting = buildBlock({ height: 14n, signers: some });
    expect(names({ trusted, conflicting })).toEqual([addressOf('big', 30n), addressOf('v1')]);
  });

  test('of an equivocation are those that signed both blocks', () => {
    const skip = (index: number) => (_: unknown, at: number) => (at === index ? 'nil' : 'commit') as 'nil' | 'commit';
    const first = buildBlock({ height: 14n, signers, vote: skip(1) });
    const second = buildBlock({ height: 14n, signers, vote: skip(2), header: { dataHash: sha256('x') } });
    const guilty = [0, 3, 4].map((index) =>
      Buffer.from(first.validators.validators[index]?.address ?? []).toString('hex'),
    );
    expect(names({ trusted: first, conflicting: second })).toEqual(guilty);
  });

  test('of amnesia cannot be told', () => {
    expect(names({ trusted, conflicting: amnesia })).toEqual([]);
  });
});

describe('evidence', () => {
  test('of a lunatic attack stands at the common height', () => {
    const evidence = buildAttackEvidence({ trusted, conflicting: lunatic, common });
    expect(evidence).toMatchObject({
      attack: 'lunatic',
      commonHeight: 10n,
      totalVotingPower: 70n,
      timestamp: common.signedHeader.header.time,
    });
    expect(evidence.byzantineValidators).toHaveLength(5);
  });

  test.each([equivocation, amnesia])('of another attack stands at the height of the blocks', (conflicting) => {
    const evidence = buildAttackEvidence({ trusted, conflicting, common });
    expect(evidence).toMatchObject({ commonHeight: 14n, timestamp: trusted.signedHeader.header.time });
  });

  test('is written and read as protobuf', () => {
    const { attack: _, ...evidence } = buildAttackEvidence({ trusted, conflicting: lunatic, common });
    const { nextValidators: __, ...conflictingBlock } = evidence.conflictingBlock;
    expect(decodeAttackEvidence(encodeAttackEvidence(evidence))).toEqual({ ...evidence, conflictingBlock });
    expect(() => decodeAttackEvidence(new Uint8Array(0))).toThrow('evidence.conflicting_block: want a block');
  });

  test("is written in amino JSON with Go's names", () => {
    const evidence = buildAttackEvidence({ trusted, conflicting: lunatic, common });
    const { signedHeader, validators } = lunatic;
    expect(formatAttackEvidence(evidence)).toMatchObject({
      type: 'tendermint/LightClientAttackEvidence',
      value: {
        ConflictingBlock: formatLightBlock({ signedHeader, validators }),
        CommonHeight: '10',
        TotalVotingPower: '70',
        Timestamp: formatTime(common.signedHeader.header.time),
      },
    });
  });
});
