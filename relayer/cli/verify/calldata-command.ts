/** `causeway verify calldata`: a transaction for the Ethereum contracts explained, or a light block tried on a deployed client. @module */
import { Command } from 'commander';
import type { CalldataJudge, CalldataReport } from '../../control/judge-calldata.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { readGlobals } from '../globals.ts';
import { readInline } from '../read-inline.ts';
import { usage } from '../usage-error.ts';
import { demandFlags, type Flags, readJsonFile, toCliError } from './flags.ts';
import type { Request } from './request.ts';

const NOTES = `HEX is hex digits with or without 0x, @FILE for a file that holds them, or - for standard input: a call of updateClient,
misbehaviour or submitMisbehaviour of the router or of a light client, a multicall, or the bytes of an update alone.
Nothing is ever sent: a node is asked with eth_call and eth_estimateGas.`;

export function createCalldataCommand(batchText: string): Command {
  return new Command('calldata')
    .description(
      'an update for the CometBFT client on Ethereum: what it says and costs, and what a deployed client makes of it',
    )
    .option('--calldata <hex>', 'explain this')
    .option(
      '--chain-id <id>',
      'chain that the client follows, which is not in the calldata: hashes and votes are checked for it',
    )
    .option('--rpc <url>', 'JSON-RPC of an Ethereum node: run it there')
    .option('--client <address>', 'contract that is called: the light client, or the router for calls of the router')
    .option('--from <address>', 'who calls')
    .option('--light-block <file>', 'build the update of this: {signed_header, validator_set} as JSON')
    .option('--trusted <file>', 'light block that the client stores, in the same form with next_validator_set')
    .option('--conflicting <file>', 'build misbehaviour: a light block that contradicts the other one')
    .option('--all-votes', 'take every vote for the block, and not as few as suffice')
    .option('--batch <file>', batchText)
    .addHelpText('after', `\n${NOTES}`)
    .action(async (flags: Flags, command: Command) => {
      const { createCalldataJudge } = await import('../../control/judge-calldata.ts');
      await runCalldata(flags, createCalldataJudge(), readGlobals(command).json);
    });
}

async function runCalldata(flags: Flags, judge: CalldataJudge, json: boolean): Promise<void> {
  const { readCalldataRequest } = await import('./calldata-request.ts');
  const { toJson } = await import('../../ops/to-json.ts');
  if (flags.batch !== undefined) {
    const { runBatch } = await import('./run-batch.ts');
    const toLine = async (request: Request) => Object(toJson(await judge(readCalldataRequest(request))));
    process.exitCode = await runBatch(String(flags.batch), toLine, process);
    return;
  }
  try {
    const report = await judge(readCalldataRequest(toRequest(flags)));
    const { print } = await import('../show/print.ts');
    const { showCalldata } = await import('./calldata-text.ts');
    print(json || process.stdout.isTTY !== true, report, () => showCalldata(report));
    process.exitCode = exitCodeOf(report);
  } catch (error) {
    throw toCliError(error);
  }
}

function exitCodeOf({ verdict }: CalldataReport): ExitCode {
  if (verdict === undefined || verdict === 'valid') return EXIT.ok;
  return verdict === 'invalid' ? EXIT.invalid : EXIT.notEnoughTrust;
}

/** @throws {CliError} USAGE for flags that are missing or do not go together */
function toRequest(flags: Flags): Request {
  const { calldata, lightBlock, trusted, conflicting, rpc, client } = flags;
  if (calldata !== undefined && lightBlock !== undefined) {
    throw usage('Two things to judge', '--calldata or --light-block', 'both');
  }
  if (calldata === undefined) demandFlags(flags, ['lightBlock', 'trusted', 'rpc', 'client']);
  if ((rpc === undefined) !== (client === undefined)) demandFlags(flags, ['rpc', 'client']);
  return {
    ...flags,
    calldata: readInline(calldata === '-' ? '@-' : calldata),
    lightBlock: readFile(lightBlock, 'lightBlock'),
    trusted: readFile(trusted, 'trusted'),
    conflicting: readFile(conflicting, 'conflicting'),
  };
}

function readFile(file: unknown, field: string): unknown {
  return file === undefined ? undefined : readJsonFile(file, field);
}
