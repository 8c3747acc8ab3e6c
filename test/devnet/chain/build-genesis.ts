/** The genesis document of a chain, from the template that the chain's own program wrote. @module */
import { fromBech32, toBase64, toBech32 } from '@cosmjs/encoding';
import { type ChainOptions, type Coin, STAKE_DENOM, TOKEN_DENOM, toCoinsJson } from './chain-options.ts';
import { type Account, ADDRESS_PREFIX, moduleAddress, type NodeKey } from './derive-keys.ts';
import { setJson } from './edit-json.ts';

/** Tokens per unit of voting power, fixed in the SDK. */
export const TOKENS_PER_POWER = 1_000_000n;
/** Given because the decoder's own default, no limit, is refused by the library below it. */
const BECH32_LIMIT = 90;
const PLENTY = 1_000_000_000_000_000n;

/** A validator of the first block. */
export interface GenesisValidator {
  readonly operator: Account;
  readonly consensusKey: NodeKey;
  readonly power: number;
}

/** Who exists at the first block. */
export interface GenesisMembers {
  readonly validators: readonly GenesisValidator[];
  readonly accounts: readonly { readonly account: Account; readonly coins?: readonly Coin[] | undefined }[];
}

/** Fills `template` (a parsed genesis document, changed in place) for the given chain. */
export function buildGenesis(template: unknown, options: ChainOptions, members: GenesisMembers): unknown {
  setJson(template, 'chain_id', options.chainId);
  // A little in the past: blocks must be younger than genesis whatever the clock's resolution.
  setJson(template, 'genesis_time', new Date(Date.now() - 2_000).toISOString());
  setJson(template, 'consensus.params.block.max_bytes', String(options.maxBlockBytes ?? 22_020_096n));
  setJson(template, 'consensus.params.block.max_gas', String(options.maxBlockGas ?? -1n));
  if (options.retainBlocks !== undefined && options.retainBlocks > 0) {
    // A node keeps every block that evidence may still refer to, whatever else it is told.
    setJson(template, 'consensus.params.evidence.max_age_num_blocks', String(options.retainBlocks));
  }
  addAccounts(template, members);
  addValidators(template, members.validators);
  setGovernance(template, options.votingPeriodSeconds ?? 4);
  setJson(template, 'app_state.staking.params.unbonding_time', `${options.unbondingSeconds ?? 1_814_400}s`);
  setJson(template, 'app_state.slashing.params.signed_blocks_window', String(options.signedBlocksWindow ?? 100_000));
  options.editGenesis?.(template);
  return template;
}

/** The bech32 form of an account's address that staking messages use for a validator. */
export function toOperatorAddress(account: string): string {
  return toBech32(`${ADDRESS_PREFIX}valoper`, fromBech32(account, BECH32_LIMIT).data);
}

function addAccounts(template: unknown, { accounts, validators }: GenesisMembers): void {
  const bonded = validators.reduce((sum, { power }) => sum + BigInt(power) * TOKENS_PER_POWER, 0n);
  const holders = [
    ...accounts.map(({ account, coins }) => ({ address: account.address, coins: coins ?? defaultCoins() })),
    ...validators.map(({ operator }) => ({ address: operator.address, coins: defaultCoins() })),
  ];
  const pool = { address: moduleAddress('not_bonded_tokens_pool'), coins: [{ denom: STAKE_DENOM, amount: bonded }] };
  setJson(
    template,
    'app_state.auth.accounts',
    holders.map(({ address }, i) => ({
      '@type': '/cosmos.auth.v1beta1.BaseAccount',
      address,
      pub_key: null,
      account_number: String(i),
      sequence: '0',
    })),
  );
  setJson(
    template,
    'app_state.bank.balances',
    [...holders, pool].map(({ address, coins }) => ({ address, coins: toCoinsJson(coins) })),
  );
}

/** Validators begin unbonded with a delegation; the first end-of-block bonds them, as genesis transactions would. */
function addValidators(template: unknown, validators: readonly GenesisValidator[]): void {
  setJson(
    template,
    'app_state.staking.validators',
    validators.map(({ operator, consensusKey, power }) => ({
      operator_address: toOperatorAddress(operator.address),
      consensus_pubkey: { '@type': '/cosmos.crypto.ed25519.PubKey', key: toBase64(consensusKey.publicKey) },
      jailed: false,
      status: 'BOND_STATUS_UNBONDED',
      tokens: String(BigInt(power) * TOKENS_PER_POWER),
      delegator_shares: toDecimal(BigInt(power) * TOKENS_PER_POWER),
      description: { moniker: operator.name, identity: '', website: '', security_contact: '', details: '' },
      unbonding_height: '0',
      unbonding_time: '1970-01-01T00:00:00Z',
      commission: {
        commission_rates: { rate: toDecimal(0n), max_rate: toDecimal(1n), max_change_rate: toDecimal(1n) },
        update_time: '1970-01-01T00:00:00Z',
      },
      min_self_delegation: '1',
      unbonding_on_hold_ref_count: '0',
      unbonding_ids: [],
    })),
  );
  setJson(
    template,
    'app_state.staking.delegations',
    validators.map(({ operator, power }) => ({
      delegator_address: operator.address,
      validator_address: toOperatorAddress(operator.address),
      shares: toDecimal(BigInt(power) * TOKENS_PER_POWER),
    })),
  );
}

function setGovernance(template: unknown, votingSeconds: number): void {
  const params = 'app_state.gov.params';
  setJson(template, `${params}.voting_period`, `${votingSeconds}s`);
  // Must be shorter than the ordinary one, which must therefore be two seconds at least.
  setJson(template, `${params}.expedited_voting_period`, `${Math.max(1, Math.floor(votingSeconds / 2))}s`);
  setJson(template, `${params}.min_deposit`, [{ denom: STAKE_DENOM, amount: '1' }]);
  setJson(template, `${params}.expedited_min_deposit`, [{ denom: STAKE_DENOM, amount: '2' }]);
}

function defaultCoins(): readonly Coin[] {
  return [STAKE_DENOM, TOKEN_DENOM].map((denom) => ({ denom, amount: PLENTY }));
}

function toDecimal(whole: bigint): string {
  return `${whole}.000000000000000000`;
}
