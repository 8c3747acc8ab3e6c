/** The genesis document of a devnet chain. @module */
import { expect, test } from 'vitest';
import { buildGenesis } from '../../../devnet/chain/build-genesis.ts';
import { type ChainOptions, validatorPowers } from '../../../devnet/chain/chain-options.ts';
import { deriveAccount, deriveNodeKey } from '../../../devnet/chain/derive-keys.ts';
import { bigintAt, listAt, textAt } from '../../../devnet/client/read-json.ts';

function createTemplate(): unknown {
  return {
    chain_id: 'template-1',
    genesis_time: '',
    consensus: { params: { block: { max_bytes: '1', max_gas: '1' }, evidence: { max_age_num_blocks: '100000' } } },
    app_state: {
      auth: { accounts: [] },
      bank: { balances: [] },
      gov: { params: { voting_period: '', expedited_voting_period: '', min_deposit: [], expedited_min_deposit: [] } },
      slashing: { params: { signed_blocks_window: '100' } },
      staking: { params: { unbonding_time: '' }, validators: [], delegations: [] },
    },
  };
}

async function build(options: Partial<ChainOptions> = {}) {
  const [alice, operator] = await Promise.all(['alice', 'validator-0'].map((name) => deriveAccount(name, name)));
  const consensusKey = await deriveNodeKey('validator-0');
  if (alice === undefined || operator === undefined) throw new Error('unreachable');
  return buildGenesis(
    createTemplate(),
    { chainId: 'alpha-1', ...options },
    {
      accounts: [{ account: alice }],
      validators: [{ operator, consensusKey, power: 7 }],
    },
  );
}

test('gives the pool of unbonded tokens exactly what validators start with', async () => {
  const genesis = await build();
  const balances = listAt(genesis, 'app_state.bank.balances');
  const pool = balances.find(
    (balance) => textAt(balance, 'address') === 'cosmos1tygms3xhhs3yv487phx3dw4a95jn7t7lpm470r',
  );
  expect(bigintAt(pool, 'coins.0.amount')).toBe(7_000_000n);
  expect(bigintAt(genesis, 'app_state.staking.validators.0.tokens')).toBe(7_000_000n);
  expect(listAt(genesis, 'app_state.auth.accounts')).toHaveLength(2);
});

test('writes the options where the chain reads them', async () => {
  const genesis = await build({
    votingPeriodSeconds: 9,
    unbondingSeconds: 60,
    signedBlocksWindow: 20,
    maxBlockBytes: 200_000n,
    maxBlockGas: 5_000_000n,
    retainBlocks: 30,
  });
  expect(genesis).toMatchObject({
    chain_id: 'alpha-1',
    consensus: {
      params: { block: { max_bytes: '200000', max_gas: '5000000' }, evidence: { max_age_num_blocks: '30' } },
    },
    app_state: {
      gov: { params: { voting_period: '9s', expedited_voting_period: '4s' } },
      slashing: { params: { signed_blocks_window: '20' } },
      staking: { params: { unbonding_time: '60s' } },
    },
  });
});

test('lets the caller change it last', async () => {
  const edited = await build({ editGenesis: (genesis) => Object.assign(genesis ?? {}, { chain_id: 'mine-1' }) });
  expect(edited).toMatchObject({ chain_id: 'mine-1' });
});

test('rejects a template without a known setting', async () => {
  await expect(buildGenesisFrom({ chain_id: 'x' })).rejects.toThrow('genesis_time');
});

async function buildGenesisFrom(template: unknown) {
  return buildGenesis(template, { chainId: 'alpha-1' }, { accounts: [], validators: [] });
}

test('reads validators as a count or as powers', () => {
  expect(validatorPowers(undefined)).toEqual([100]);
  expect(validatorPowers(3)).toEqual([100, 100, 100]);
  expect(validatorPowers([1, 2])).toEqual([1, 2]);
  expect(() => validatorPowers(0)).toThrow('at least one validator');
});
