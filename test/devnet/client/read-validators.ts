/** Who validates at a height. @module */
import { bigintAt, listAt, textAt } from './read-json.ts';
import type { Rpc } from './rpc.ts';

/** A member of a validator set. */
export interface ValidatorPower {
  /** Upper-case hex of the consensus address. */
  readonly address: string;
  readonly power: bigint;
}

/** The validator set that signs `height` (default: the latest), all pages of it. */
export async function readValidators(rpc: Rpc, height?: bigint): Promise<readonly ValidatorPower[]> {
  const found: ValidatorPower[] = [];
  for (let page = 1; ; page++) {
    const params = { page: String(page), per_page: '100', ...(height === undefined ? {} : { height: String(height) }) };
    const answer = await rpc.call('validators', params);
    for (const validator of listAt(answer, 'validators')) {
      found.push({ address: textAt(validator, 'address'), power: bigintAt(validator, 'voting_power') });
    }
    if (BigInt(found.length) >= bigintAt(answer, 'total')) return found;
  }
}
