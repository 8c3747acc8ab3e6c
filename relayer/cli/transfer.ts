/** `causeway transfer`: a test transfer over a path. @module */
import { Command } from 'commander';
import type { TransferReport } from '../ports/control.ts';
import { readGlobals } from './globals.ts';

interface TransferFlags {
  readonly from: string;
  readonly path?: string;
  readonly receiver?: string;
  readonly memo?: string;
  readonly timeout: string;
}

export function createTransferCommand(): Command {
  return new Command('transfer')
    .description('send tokens over a path, signed with the key of the sending chain')
    .argument('<coin>', 'amount and denom, such as 100uatom')
    .requiredOption('--from <chain>', 'the chain that sends')
    .option('--path <path>', 'path of the configuration; may be left out when there is one only')
    .option('--receiver <address>', 'default: the address of the key of the receiving chain')
    .option('--memo <text>', 'memo of the transfer')
    .option('--timeout <duration>', 'when the transfer times out, from now', '10m')
    .option('--passphrase-file <file>', 'passphrase of the key files (CAUSEWAY_PASSPHRASE_FILE)')
    .action(async (coin: string, flags: TransferFlags, command: Command) => {
      const globals = readGlobals(command);
      const { withRelayer } = await import('./open-relayer.ts');
      const { choosePath } = await import('./choose-path.ts');
      const { print } = await import('./show/print.ts');
      const terms = { ...(await readCoin(coin)), timeoutNs: await readTimeout(flags.timeout) };
      const { receiver, memo, from } = flags;
      const report = await withRelayer(globals, async ({ relayer, config }) => {
        const path = choosePath(config, flags.path);
        await requireEnd(path, from, config);
        const optional = { ...(receiver === undefined ? {} : { receiver }), ...(memo === undefined ? {} : { memo }) };
        return relayer.transfer({ path, from, ...terms, ...optional });
      });
      print(globals.json, report, () => showTransfer(coin, report));
    });
}

async function readCoin(text: string): Promise<{ readonly amount: bigint; readonly denom: string }> {
  const [, amount, denom] = /^([1-9]\d{0,77})([a-zA-Z][a-zA-Z0-9/:._-]{2,127})$/.exec(text) ?? [];
  if (amount !== undefined && denom !== undefined) return { amount: BigInt(amount), denom };
  const { usage } = await import('./usage-error.ts');
  throw usage('The coin cannot be read', 'amount and denom, such as 100uatom', `'${text.slice(0, 80)}'`);
}

async function readTimeout(text: string): Promise<bigint> {
  const { DURATION_WANTED, isDuration, parseDuration } = await import('../../config/duration.ts');
  if (isDuration(text)) return parseDuration(text);
  const { usage } = await import('./usage-error.ts');
  throw usage('--timeout cannot be read', DURATION_WANTED, `'${text.slice(0, 80)}'`);
}

async function requireEnd(
  path: string,
  from: string,
  { paths }: { readonly paths: readonly PathEnds[] },
): Promise<void> {
  const ends = paths.filter(({ name }) => name === path).flatMap(({ a, b }) => [a.chain, b.chain]);
  if (ends.includes(from)) return;
  const { usage } = await import('./usage-error.ts');
  throw usage(`Path ${path} does not begin there`, `--from ${ends.join(' or ')}`, `'${from}'`);
}

interface PathEnds {
  readonly name: string;
  readonly a: { readonly chain: string };
  readonly b: { readonly chain: string };
}

function showTransfer(coin: string, { chain, tx, height, packet, receiver }: TransferReport): string {
  return `Sent ${coin} from ${chain} to ${receiver}: packet ${packet}, transaction ${tx} at height ${height}.
Follow it: causeway why ${packet}`;
}
