/** What a devnet chain can be asked for, and what it gets when it is not. @module */
import type { Flavour } from '../build/locate-sources.ts';
import type { TomlSettings } from './edit-toml.ts';

/** The staking and fee token of every devnet chain. */
export const STAKE_DENOM = 'stake';
/** A second token that every account holds, for transfers that fees must not disturb. */
export const TOKEN_DENOM = 'token';

/** An amount of one token. */
export interface Coin {
  readonly denom: string;
  readonly amount: bigint;
}

/** An account that exists, with coins, from the first block on. */
export interface AccountSpec {
  readonly name: string;
  /** Default: derived from the chain id and the name. */
  readonly mnemonic?: string;
  /** Default: plenty of both tokens. */
  readonly coins?: readonly Coin[];
}

/** Which old application states a node keeps; it prunes every `interval` blocks (10 at least). */
export type Pruning = 'nothing' | { readonly keepRecent: number; readonly interval: number };

/** Options of one chain; only the id is needed. */
export interface ChainOptions {
  /** A trailing `-N` is the IBC revision number. */
  readonly chainId: string;
  /** How many validators, or the voting power of each. Default: one of power 100. */
  readonly validators?: number | readonly number[];
  readonly accounts?: readonly (string | AccountSpec)[];
  /** Pause after each commit; a block takes a little longer. Default 500. */
  readonly blockTimeMs?: number;
  /** How long a silent proposer is waited for in the first round. Default: 1,000. */
  readonly proposeTimeoutMs?: number;
  readonly votingPeriodSeconds?: number;
  readonly unbondingSeconds?: number;
  /** Default `0stake`. */
  readonly minimumGasPrices?: string;
  readonly pruning?: Pruning;
  /** How many blocks a node keeps; 0 keeps all. */
  readonly retainBlocks?: number;
  readonly maxBlockBytes?: bigint;
  readonly maxBlockGas?: bigint;
  /** Length of the window in which a validator may miss half of the blocks before it is jailed. Default 100,000. */
  readonly signedBlocksWindow?: number;
  /** Most bytes of a request that a node's RPC accepts. Default: the node's own 1,000,000. */
  readonly maxBodyBytes?: number;
  /** What a node writes to its `node.log`: `warn` (default), `info`, or a list such as `consensus:debug,*:error`. */
  readonly logLevel?: string;
  readonly flavour?: Flavour;
  /** Leaves the data folder in place when the chain stops. */
  readonly keep?: boolean;
  /** How long the third block may take. Default 60,000. */
  readonly startTimeoutMs?: number;
  /** Takes progress lines of a build, should one be needed. */
  readonly log?: (line: string) => void;
  /** A last change to the genesis document before it is written. */
  readonly editGenesis?: (genesis: unknown) => void;
  /** More settings of `config.toml` by the name of the node: `{ 'validator-3': { 'consensus.timeout_prevote': '1ms' } }`. */
  readonly nodeSettings?: Readonly<Record<string, TomlSettings>>;
}

/** The voting powers that `validators` asks for. */
export function validatorPowers(validators: ChainOptions['validators']): readonly number[] {
  const powers = typeof validators === 'number' ? Array.from({ length: validators }, () => 100) : (validators ?? [100]);
  if (powers.length === 0) throw new Error('devnet: want at least one validator, got none');
  return powers;
}

/** Coins as messages and genesis write them: the bank module wants them sorted by denomination. */
export function toCoinsJson(coins: readonly Coin[]): { denom: string; amount: string }[] {
  return coins
    .toSorted((a, b) => (a.denom < b.denom ? -1 : 1))
    .map(({ denom, amount }) => ({ denom, amount: String(amount) }));
}
