/** Fees from a decimal gas price, without floating point. @module */
import { RelayerError } from '../../ports/fault.ts';
import type { Coin } from './transaction.ts';

export interface GasPrice {
  /** Decimal text: `0.025`. */
  readonly amount: string;
  readonly denom: string;
}

/** Price times gas, rounded up; no coins when it is free. @throws {RelayerError} CONFIG_INVALID for a price that is no decimal. */
export function feeFor({ amount, denom }: GasPrice, gasLimit: bigint): readonly Coin[] {
  const [, whole, fraction = ''] = /^(\d{1,40})(?:\.(\d{1,40}))?$/.exec(amount) ?? [];
  if (whole === undefined) {
    throw new RelayerError({
      code: 'CONFIG_INVALID',
      message: 'The gas price is unusable',
      want: '0.025',
      got: amount,
    });
  }
  const scale = 10n ** BigInt(fraction.length);
  const fee = (BigInt(whole + fraction) * gasLimit + scale - 1n) / scale;
  return fee === 0n ? [] : [{ denom, amount: fee }];
}
