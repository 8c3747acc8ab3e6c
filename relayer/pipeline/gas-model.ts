/** Learns what messages cost, so that not every transaction has to be simulated. Pure but for its memory. @module */

/** Kinds of messages that cost alike. */
export type GasKind = 'recv' | 'ack' | 'timeout' | 'update';

export type GasCounts = Readonly<Partial<Record<GasKind, number>>>;

export interface GasModel {
  /** Gas for a transaction, before any adjustment; `undefined` while a kind in it is unknown. */
  estimate(counts: GasCounts, bytes: number): bigint | undefined;
  /** A small transaction of these messages used so much gas: sets the price of what it is about. */
  learn(counts: GasCounts, bytes: number, gasUsed: bigint): void;
  /** An estimate was too low: everything in it gets dearer. */
  raise(counts: GasCounts): void;
  /** A price that was simulated was too low: what is known of these kinds is worth nothing. */
  forget(counts: GasCounts): void;
}

/** Transaction size cost of the Cosmos SDK's default parameters; where it differs, the learned part absorbs it. */
const GAS_PER_BYTE = 10;
/** Ante handler and signature: charged once a transaction. */
const BASE_GAS = 60_000;
/** A new observation moves the learned price down by this share, and up at once. */
const DECAY = 0.1;

export function createGasModel(): GasModel {
  const prices = new Map<GasKind, number>();
  return {
    estimate(counts, bytes) {
      let gas = BASE_GAS + GAS_PER_BYTE * bytes;
      for (const [kind, count] of entries(counts)) {
        const price = prices.get(kind);
        if (price === undefined) return undefined;
        gas += price * count;
      }
      return BigInt(Math.ceil(gas));
    },
    learn(counts, bytes, gasUsed) {
      const unknown = entries(counts).filter(([kind]) => kind !== 'update' || entries(counts).length === 1);
      const [kind, count] = unknown[0] ?? [];
      // Mixed transactions say nothing about their parts.
      if (kind === undefined || count === undefined || unknown.length > 1) return;
      const updates = kind === 'update' ? 0 : (counts.update ?? 0) * (prices.get('update') ?? 0);
      const price = Math.max(1, (Number(gasUsed) - BASE_GAS - GAS_PER_BYTE * bytes - updates) / count);
      const known = prices.get(kind);
      prices.set(kind, known === undefined || price > known ? price : known + DECAY * (price - known));
      // An update's price is not separable from its first step's: what is not known is assumed to be in the step.
      if (counts.update !== undefined && !prices.has('update')) prices.set('update', 0);
    },
    forget(counts) {
      for (const [kind] of entries(counts)) prices.delete(kind);
    },
    raise(counts) {
      for (const [kind] of entries(counts)) {
        const price = prices.get(kind);
        if (price !== undefined) prices.set(kind, price * 1.5 + 10_000);
      }
    },
  };
}

function entries(counts: GasCounts): readonly (readonly [GasKind, number])[] {
  return KINDS.flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count > 0 ? [[kind, count] as const] : [];
  });
}

const KINDS = ['recv', 'ack', 'timeout', 'update'] as const;
