/** `causeway verify eth-proof`: an answer of `eth_getProof`, judged under a state root. @module */
import { Command } from 'commander';
import { readInline, readInputFile } from '../../read-inline.ts';
import { demandFlags, type Flags, readJsonFile } from '../flags.ts';
import { parseJson } from '../json-text.ts';
import type { Request } from '../request.ts';
import { runJudge } from '../run-judge.ts';

const VALUES = `SLOT and VALUE are integers: 0x and hex digits, or decimal; 64 digits without 0x are hex. Zero is absent.
HEX is hex digits with or without 0x, or @FILE for a file that holds them.`;

export function createEthProofCommand(batchText: string): Command {
  return new Command('eth-proof')
    .description('an account and its storage, by an answer of eth_getProof')
    .option('--state-root <hex>', 'state root of an execution block that is trusted')
    .option('--block-hash <hex>', 'instead: hash of a trusted execution block, with its --block-header')
    .option('--block-header <file>', 'header of that block: JSON of eth_getBlockByHash, or RLP in hex')
    .option('--proof <file>', 'the result of eth_getProof, or the whole JSON-RPC answer')
    .option('--address <hex>', 'the address that it must be about')
    .option('--expect-storage <slot=value...>', 'SLOT=VALUE or SLOT=absent; several')
    .option('--expect-balance <wei>', 'balance that the account must have')
    .option('--expect-nonce <number>', 'nonce that the account must have')
    .option('--code <hex>', 'code that the account must have')
    .option('--batch <file>', batchText)
    .addHelpText('after', `\n${VALUES}`)
    .action(async (flags: Flags) => {
      const { judgeEthProof } = await import('./judge-eth-proof.ts');
      await runJudge(flags, judgeEthProof, () => toRequest(flags));
    });
}

function toRequest(flags: Flags): Request {
  demandFlags(flags, flags.blockHash === undefined ? ['stateRoot', 'proof'] : ['blockHeader', 'proof']);
  return {
    ...flags,
    stateRoot: readInline(flags.stateRoot),
    blockHeader: flags.blockHeader === undefined ? undefined : readHeader(String(flags.blockHeader)),
    proof: readJsonFile(flags.proof, 'proof'),
    code: readInline(flags.code),
  };
}

/** Hex as it is, anything else as JSON. */
function readHeader(file: string): unknown {
  const text = readInputFile(file).trim();
  return /^(?:0x)?[0-9a-fA-F\s]*$/.test(text) ? text.replace(/\s/g, '') : parseJson(text, 'blockHeader');
}
