/** The command line of `npm run bench`. @module */
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [--only verify|relay] [--transfers 200,1000] [--repeat N] [--quick] [--json]

  --only       one half of the benchmarks
  --transfers  sizes of the relaying runs (default: 200,1000)
  --repeat     how often each relaying run is made; tables then show the median and the range (default: 1)
  --quick      fewer rounds, and 200 transfers only: to see that it works
  --json       one JSON object on standard output instead of tables
`;

export interface Options {
  readonly verify: boolean;
  readonly relay: boolean;
  readonly transfers: readonly number[];
  readonly repeat: number;
  readonly quick: boolean;
  readonly json: boolean;
}

/** @throws {Error} naming the option that cannot be used. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      transfers: { type: 'string' },
      repeat: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { only, quick, json } = values;
  if (only !== undefined && only !== 'verify' && only !== 'relay') {
    throw new Error(`--only: want verify or relay, got '${only}'`);
  }
  const transfers = values.transfers ?? (quick ? '200' : '200,1000');
  return {
    verify: only !== 'relay',
    relay: only !== 'verify',
    transfers: transfers.split(',').map((text) => toCount(text, '--transfers')),
    repeat: toCount(values.repeat, '--repeat'),
    quick,
    json,
  };
}

function toCount(text: string, option: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${option}: want a number from 1 to 999999, got '${text}'`);
  return Number(text);
}
