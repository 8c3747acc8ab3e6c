/**
 * Learns what messages cost, so that not every transaction has to be simulated. What proven blocks say counts for more than
 * what a node says. Pure but for its memory.
 * @module
 */

/** Kinds of messages that cost alike. */
export type GasKind = 'recv' | 'ack' | 'timeout' | 'update';

export type GasCounts = Readonly<Partial<Record<GasKind, number>>>;

/** Where a number comes from, weakest first. */
export type GasBasis = 'guessed' | 'simulated' | 'proven';

export interface KnownGas {
  readonly gas: bigint;
  /** The weakest that went into it. */
  readonly basis: GasBasis;
}

export interface GasModel {
  /** Gas for a transaction, before any adjustment. */
  estimate(counts: GasCounts, bytes: number): KnownGas;
  /** A transaction of these messages used so much gas, by a proven result or by a simulation. */
  learn(counts: GasCounts, bytes: number, gasUsed: bigint, basis: Exclude<GasBasis, 'guessed'>): void;
  /** So much was too little, by a proven result or by a refusal: everything in it gets dearer until a result says better. */
  raise(counts: GasCounts): void;
}

/** Transaction size cost of the Cosmos SDK's default parameters; where it differs, the learned part absorbs it. */
const GAS_PER_BYTE = 10;
/** Ante handler and signature: charged once a transaction. */
const BASE_GAS = 60_000;
/** Messages of which nothing is known: about what ibc-go v10 takes for a transfer, and for an update of one validator. */
const GUESSES = { recv: 65_000, ack: 25_000, timeout: 45_000, update: 60_000 } as const satisfies Record<
  GasKind,
  number
>;
/** A message of no kind of ours. */
const OTHER_GUESS = 40_000;
/** A new observation moves the learned price down by this share, and up at once. */
const DECAY = 0.1;
/** More refusals in a row than this say nothing about the price. */
const MOST_RAISES = 3;

interface Price {
  readonly gas: number;
  readonly basis: GasBasis;
  /** How often in a row it was found too low. */
  readonly raises: number;
}

const RANK = { guessed: 0, simulated: 1, proven: 2 } as const satisfies Record<GasBasis, number>;

export function createGasModel(): GasModel {
  const prices = new Map<GasKind, Price>();
  const priceOf = (kind: GasKind): Price => prices.get(kind) ?? { gas: GUESSES[kind], basis: 'guessed', raises: 0 };
  return {
    estimate(counts, bytes) {
      const parts = entries(counts).map(([kind, count]) => ({ ...priceOf(kind), count }));
      const gas = parts.reduce((sum, part) => sum + part.gas * part.count, guessOf(bytes));
      const basis = parts.reduce<GasBasis>((weakest, part) => weaker(weakest, part.basis), 'proven');
      return { gas: BigInt(Math.ceil(gas)), basis };
    },
    learn(counts, bytes, gasUsed, basis) {
      const steps = entries(counts).filter(([kind]) => kind !== 'update' || entries(counts).length === 1);
      const [kind, count] = steps[0] ?? [];
      // Mixed transactions say nothing about their parts.
      if (kind === undefined || count === undefined || steps.length > 1) return;
      const updates = kind === 'update' ? 0 : (counts.update ?? 0) * (prices.get('update')?.gas ?? 0);
      const gas = Math.max(1, (Number(gasUsed) - guessOf(bytes) - updates) / count);
      prices.set(kind, adjust(priceOf(kind), gas, basis));
      // An update's price is not separable from its first step's: what is not known is assumed to be in the step.
      const update = prices.get('update');
      if (counts.update === undefined || kind === 'update') return;
      if (update === undefined) prices.set('update', { gas: 0, basis, raises: 0 });
      else if (basis === 'proven') prices.set('update', { ...update, basis, raises: 0 });
    },
    raise(counts) {
      for (const [kind] of entries(counts)) {
        const { gas, basis, raises } = priceOf(kind);
        if (raises >= MOST_RAISES) continue;
        prices.set(kind, { gas: gas * 1.5 + 10_000, basis: weaker(basis, 'simulated'), raises: raises + 1 });
      }
    },
  };
}

/** A price that was only said, or raised, gives way to a proven one; one that was found too low to no smaller claim. */
function adjust(known: Price, gas: number, basis: GasBasis): Price {
  if (RANK[basis] < RANK[known.basis]) return known;
  const isRaised = known.raises > 0;
  if (isRaised && basis !== 'proven' && gas <= known.gas) return known;
  const isFirst = basis !== known.basis || isRaised;
  return { gas: isFirst || gas > known.gas ? gas : known.gas + DECAY * (gas - known.gas), basis, raises: 0 };
}

/** What the transaction takes before its messages do anything. */
function guessOf(bytes: number): number {
  return BASE_GAS + GAS_PER_BYTE * bytes;
}

/** For messages of no kind of ours. */
export function guessGas(messages: number, bytes: number): bigint {
  return BigInt(guessOf(bytes) + OTHER_GUESS * messages);
}

function weaker(a: GasBasis, b: GasBasis): GasBasis {
  return RANK[a] < RANK[b] ? a : b;
}

function entries(counts: GasCounts): readonly (readonly [GasKind, number])[] {
  return KINDS.flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count > 0 ? [[kind, count] as const] : [];
  });
}

const KINDS = ['recv', 'ack', 'timeout', 'update'] as const;
