/** Sets of validators as `libraries/cometbft/ValidatorRows.sol` reads them. @module */
import { concatBytes, toHex, varint } from '@causeway/lightclient/codec';
import { KEY_TYPES, type PublicKey, type Validator, type ValidatorSet } from '@causeway/lightclient/tendermint';
import { encodeUint } from './encode-numbers.ts';

/** Rows of one or two sets, and how many there are. */
export interface EncodedRows {
  readonly count: number;
  /** Validators of the trusted set; 0 when there is none. */
  readonly trustedCount: number;
  readonly bytes: Uint8Array;
}

/** With a trusted set: one row for each validator of either set, then the order of the trusted one. */
export function encodeContractValidators(set: ValidatorSet, trusted?: ValidatorSet): EncodedRows {
  if (trusted === undefined) {
    const rows = set.validators.map((validator) => encodeRow(validator.publicKey, [validator.votingPower]));
    return { count: rows.length, trustedCount: 0, bytes: concatBytes(...rows) };
  }
  const rest = new Map<string, Validator[]>();
  for (const validator of trusted.validators) {
    const key = nameOfKey(validator.publicKey);
    rest.set(key, [...(rest.get(key) ?? []), validator]);
  }
  const rowOf = new Map<Validator, number>();
  const rows = set.validators.map(({ publicKey, votingPower }, row) => {
    const before = rest.get(nameOfKey(publicKey))?.shift();
    if (before !== undefined) rowOf.set(before, row);
    return encodeRow(publicKey, [votingPower, before?.votingPower ?? 0n]);
  });
  for (const gone of [...rest.values()].flat()) {
    rowOf.set(gone, rows.length);
    rows.push(encodeRow(gone.publicKey, [0n, gone.votingPower]));
  }
  const order = trusted.validators.map((validator) => encodeUint(rowOf.get(validator) ?? 0, 2, 'row'));
  return { count: rows.length, trustedCount: order.length, bytes: concatBytes(...rows, ...order) };
}

function encodeRow({ type, bytes }: PublicKey, powers: readonly bigint[]): Uint8Array {
  const numbers = powers.map((power) => varint(power));
  return concatBytes(Uint8Array.of(KEY_TYPES[type].field), bytes, ...numbers);
}

/** The same for equal keys of one type only. */
export function nameOfKey({ type, bytes }: PublicKey): string {
  return `${type} ${toHex(bytes)}`;
}
