/** Sets of validators that no development chain has, on anvil: real ones of Mocha, and ones with several types of keys. */
import { type LightBlock, parseSignedHeader, parseValidatorSet } from '@causeway/lightclient/tendermint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  encodeClientUpdateCall,
  encodeRouterMisbehaviourCall,
  encodeRouterUpdateCall,
} from '../../relayer/chains/ethereum/encode-calls.ts';
import { encodeSessionUpdate } from '../../relayer/chains/ethereum/encode-session.ts';
import {
  type ContractEvidence,
  encodeContractMisbehaviour,
  encodeContractUpdate,
} from '../../relayer/chains/ethereum/encode-update.ts';
import {
  BASE_TIME,
  buildBlock,
  createSigner,
  flipByte,
  SECOND,
  type Signer,
  sha256,
  spoilVote,
} from '../support/build-header.ts';
import { readVector } from '../support/read-vector.ts';
import {
  type Bridge,
  type DeployedClient,
  deployBridge,
  encodeSessionCall,
  stateOf,
} from '../support/solidity/bridge.ts';
import { FORGERIES } from '../support/solidity/forged-updates.ts';
import { type Call, openStage, type Stage } from '../support/solidity/stage.ts';

const TRUSTED_HEIGHT = 10n;

/** Deployed at the time of the block, and a minute. */
async function setUp(at: LightBlock): Promise<{ readonly stage: Stage; readonly bridge: Bridge }> {
  const stage = await openStage({ timestamp: Number(at.signedHeader.header.time / SECOND) + 60 });
  return { stage, bridge: await deployBridge(stage) };
}

function evidenceOf(trusted: LightBlock, block: LightBlock): ContractEvidence {
  const { header } = trusted.signedHeader;
  const nextValidators = trusted.nextValidators ?? trusted.validators;
  return { block, trusted: { height: header.height, state: stateOf(header), nextValidators } };
}

describe('headers of Mocha', () => {
  const read = (height: number): LightBlock => {
    const { result } = readVector(`celestia-mocha4/${height}/signed_block.json`) as { result: Record<string, unknown> };
    return { signedHeader: parseSignedHeader(result), validators: parseValidatorSet(result.validator_set) };
  };

  // The set of the first height is also that of the next one.
  test.each([
    [3000, 3001, 1],
    [10_000, 10_500, 3],
    [11_105, 15_000, 34],
  ])('of %i and %i follow each other: %i validators', async (from, to, size) => {
    const [trusted, block] = [read(from), read(to)];
    expect(trusted.signedHeader.header.nextValidatorsHash).toEqual(trusted.signedHeader.header.validatorsHash);
    expect(block.validators.validators).toHaveLength(size);
    const { stage, bridge } = await setUp(block);
    try {
      const { id } = await bridge.addClient(trusted.signedHeader);
      const send = (update: Uint8Array) => ({ to: bridge.router, data: encodeRouterUpdateCall(id, update) });
      const update = encodeContractUpdate(evidenceOf(trusted, block), BigInt(from));
      expect(await stage.refusalOf(send(flipByte(update, 200)))).toBe('CVBatchInvalid');
      expect((await stage.send(send(update))).status).toBe('success');
    } finally {
      await stage.stop();
    }
  });
});

describe('a set with keys of several types', () => {
  /** Powers now: two thirds are the first three. Powers before: the second one has half. */
  const signersOf = (powers: readonly [bigint, bigint, bigint, bigint, bigint]): readonly Signer[] => [
    createSigner('one', powers[0], 'ed25519'),
    createSigner('two', powers[1], 'secp256k1'),
    createSigner('three', powers[2], 'secp256k1eth'),
    createSigner('four', powers[3], 'ed25519'),
    createSigner('mute', powers[4], 'bls12381'),
  ];
  const before = signersOf([30n, 61n, 20n, 9n, 1n]);
  const signers = signersOf([50n, 41n, 40n, 18n, 1n]);
  const trusted = buildBlock({ height: TRUSTED_HEIGHT, signers: before });
  const block = buildBlock({ height: 14n, signers, time: BASE_TIME + 14n * SECOND });
  const honest = { evidence: evidenceOf(trusted, block), heightBelow: TRUSTED_HEIGHT };
  let stage: Stage;
  let bridge: Bridge;
  let client: DeployedClient;

  beforeAll(async () => {
    ({ stage, bridge } = await setUp(block));
    client = await bridge.addClient(trusted.signedHeader);
  });
  afterAll(() => stage?.stop());

  const toCall = (update: Uint8Array): Call => ({ to: bridge.router, data: encodeRouterUpdateCall(client.id, update) });

  test.each(FORGERIES)('rejects an update with $what ($error)', async ({ error, spoil }) => {
    expect(await stage.refusalOf(toCall(spoil(honest)))).toBe(error);
  });

  test.each([
    ['ed25519', 0, 'CVBatchInvalid'],
    ['secp256k1', 1, 'CVSignatureInvalid'],
    ['secp256k1eth', 2, 'CVSignatureInvalid'],
  ])('rejects another signature of %s', async (type, row, error) => {
    expect(block.validators.validators[row]?.publicKey.type).toBe(type);
    const { signature } = block.signedHeader.commit.signatures[row] ?? {};
    const spoiled = spoilVote(block, row, { signature: flipByte(signature ?? new Uint8Array(0), 40) });
    const update = encodeContractUpdate(evidenceOf(trusted, spoiled), TRUSTED_HEIGHT);
    expect(await stage.refusalOf(toCall(update))).toBe(error);
  });

  test('accepts what it has signed, and is frozen when it signs another block of that height', async () => {
    const fork = buildBlock({ height: 14n, signers, header: { appHash: sha256('another state') } });
    const update = toCall(encodeContractUpdate(honest.evidence, TRUSTED_HEIGHT));
    expect((await stage.send(update)).status).toBe('success');
    const attack = encodeContractMisbehaviour(honest.evidence, evidenceOf(trusted, fork));
    const same = encodeContractMisbehaviour(honest.evidence, honest.evidence);
    const report = (bytes: Uint8Array) => ({ to: bridge.router, data: encodeRouterMisbehaviourCall(client.id, bytes) });
    expect(await stage.refusalOf(report(same))).toBe('CCNotMisbehaviour');
    expect((await stage.send(report(attack))).status).toBe('success');
    expect(await stage.refusalOf(update)).toBe('CCFrozen');
  });
});

describe('300 validators, whose votes fit no transaction', () => {
  const signers = Array.from({ length: 300 }, (_, index) => createSigner(`many ${index}`));
  const trusted = buildBlock({ height: TRUSTED_HEIGHT, signers });
  const block = buildBlock({ height: 14n, signers });
  const rival = buildBlock({ height: 15n, signers });
  const session = encodeSessionUpdate(evidenceOf(trusted, block), TRUSTED_HEIGHT);
  let stage: Stage;
  let client: DeployedClient;

  beforeAll(async () => {
    const { bridge, ...rest } = await setUp(rival);
    ({ stage } = rest);
    client = await bridge.addClient(trusted.signedHeader);
  });
  afterAll(() => stage?.stop());

  const advance = (evidence: Uint8Array): Call => ({ to: client.address, data: encodeSessionCall(evidence) });
  const update = (message: Uint8Array): Call => ({ to: client.address, data: encodeClientUpdateCall(message) });

  test('are accepted in three transactions, while another session goes on', async () => {
    const other = encodeSessionUpdate(evidenceOf(trusted, rival), block.signedHeader.header.height);
    expect([session.advances.length, other.advances.length]).toEqual([2, 2]);
    const [first, second] = [0, 1].map((part) => [session.advances[part], other.advances[part]]);
    const send = async (calls: readonly (Uint8Array | undefined)[]) => {
      for (const evidence of calls) await stage.send(advance(evidence ?? new Uint8Array(0)));
    };
    await send(first ?? []);
    expect(await stage.refusalOf(update(session.update))).toBe('CCPowerInsufficient');
    expect(await stage.refusalOf(advance(flipByte(session.advances[1] ?? new Uint8Array(0), 200)))).toBe(
      'CVBatchInvalid',
    );
    await send(second ?? []);
    for (const message of [session.update, other.update]) {
      const { gasUsed } = await stage.send(update(message));
      expect(gasUsed).toBeLessThan(8_000_000n);
    }
  });
});
