/** The command line of `npm run bench`. @module */
import { parseArgs } from 'node:util';

export const SECTIONS = ['verify', 'ethereum', 'relay', 'restart'] as const;
export type Section = (typeof SECTIONS)[number];

export const USAGE = `npm run bench -- [SECTION…] [--transfers 200,1000] [--messages N] [--repeat N] [--quick] [--json FILE]

Measures this checkout on this machine and prints tables; nothing else should run meanwhile. Without a section all of them:

  verify   light-client verification beside the bare cost of its signature checks; proofs; decoding      about 2 minutes
  ethereum the same for updates of Ethereum's mainnet; proofs of its state; roots; updates for contracts   about 1 minute
  relay    transfers between two real chains, waiting as a backlog or sent live                          about 2 minutes
  restart  the relayer killed with every transfer in flight, and started again                           about 1 minute

  --transfers  sizes of the runs of relay; restart takes the largest (default: 200,1000)
  --messages   the most packet messages in a transaction of the relayer (default: the program's own, 100)
  --repeat     how often relay and restart are run; tables then show the median and the range (default: 1)
  --quick      fewer rounds, and 200 transfers only: to see that it works
  --json       also writes everything that was measured to this file, as one JSON object
  --help       this text
`;

export interface Options {
  readonly help: boolean;
  readonly sections: readonly Section[];
  readonly transfers: readonly number[];
  /** `undefined`: as the program has it. */
  readonly messages: number | undefined;
  readonly repeat: number;
  readonly quick: boolean;
  readonly json: string | undefined;
}

/** @throws {Error} naming the option that cannot be used. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      transfers: { type: 'string' },
      messages: { type: 'string' },
      repeat: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { help, quick, json } = values;
  const transfers = values.transfers ?? (quick ? '200' : '200,1000');
  return {
    help,
    sections: positionals.length === 0 ? SECTIONS : positionals.map(toSection),
    transfers: transfers.split(',').map((text) => toCount(text, '--transfers')),
    messages: values.messages === undefined ? undefined : toCount(values.messages, '--messages'),
    repeat: toCount(values.repeat, '--repeat'),
    quick,
    json,
  };
}

function toSection(text: string): Section {
  const section = SECTIONS.find((known) => known === text);
  if (section !== undefined) return section;
  throw new Error(`section: want one of ${SECTIONS.join(', ')}, got '${text}'`);
}

function toCount(text: string, option: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${option}: want a number from 1 to 999999, got '${text}'`);
  return Number(text);
}
