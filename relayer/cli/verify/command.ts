/** `causeway verify`: the light client's verdicts on the command line. Loads nothing but the library. @module */
import { Command, Option } from 'commander';
import { readInline } from '../read-inline.ts';
import { createCalldataCommand } from './calldata-command.ts';
import { createEthProofCommand } from './ethereum/eth-proof-command.ts';
import { createFollowCommand } from './ethereum/follow-command.ts';
import { createSyncCommand } from './ethereum/sync-command.ts';
import { createUpdateCommand } from './ethereum/update-command.ts';
import { demandFlags, type Flags, readJsonFile, readStateFlags } from './flags.ts';
import { runJudge } from './run-judge.ts';

const BATCH = 'one request a line as JSON, - for standard input; prints one verdict a line';
const HEX = 'HEX is hex digits with or without 0x, or @FILE for a file that holds them.';

export function createVerifyCommand(): Command {
  return new Command('verify')
    .description('judge headers, proofs and client messages with the functions that the relayer uses')
    .addCommand(createTendermint())
    .addCommand(createMembership('membership'))
    .addCommand(createMembership('non-membership'))
    .addCommand(createClientMessage())
    .addCommand(createCalldataCommand(BATCH))
    .addCommand(createEthProofCommand(BATCH))
    .addCommand(createUpdateCommand(BATCH))
    .addCommand(createSyncCommand(BATCH))
    .addCommand(createFollowCommand());
}

function createTendermint(): Command {
  return new Command('tendermint')
    .description('a CometBFT light block, judged from a trusted one')
    .option('--chain-id <id>', 'chain id that both headers must carry')
    .option('--trusted <file>', 'trusted light block {signed_header, validator_set, next_validator_set} as JSON')
    .option('--untrusted <file>', 'light block to judge, in the same form')
    .option('--trusting-period <duration>', 'how long the trusted header is trusted, such as 336h')
    .option('--max-clock-drift <duration>', 'how far ahead of now the header may be (default: 10s)')
    .option('--trust-level <fraction>', 'share of the trusted power that must have signed more (default: 1/3)')
    .option('--now <time>', 'RFC 3339, up to nanoseconds')
    .option('--trusted-validators <set>', 'next or current (default: next where --trusted has it, else current)')
    .option('--batch <file>', BATCH)
    .action(async (flags: Flags) => {
      const { createTendermintJudge } = await import('./judge-tendermint.ts');
      await runJudge(flags, createTendermintJudge(), () => {
        demandFlags(flags, ['chainId', 'trusted', 'untrusted', 'trustingPeriod', 'now']);
        const trusted = readJsonFile(flags.trusted, 'trusted');
        return { ...flags, trusted, untrusted: readJsonFile(flags.untrusted, 'untrusted') };
      });
    });
}

function createMembership(kind: 'membership' | 'non-membership'): Command {
  const command = new Command(kind)
    .description(
      kind === 'membership' ? 'a value under a path, by ICS-23 proofs' : 'nothing under a path, by ICS-23 proofs',
    )
    .option('--root <hex>', 'root of the outermost store: the app hash of a chain')
    .option('--path <path>', 'keys from the root such as ibc/KEY, each in UTF-8 or as 0x and hex')
    .option('--proof <hex>', 'protobuf ibc.core.commitment.v1.MerkleProof')
    .option('--specs <list>', 'iavl, tendermint or smt a store, innermost first (default: iavl,tendermint)')
    .option('--batch <file>', BATCH)
    .addHelpText('after', `\n${HEX}`);
  if (kind === 'membership') command.option('--value <hex>', 'the value');
  return command.action(async (flags: Flags) => {
    const { judgeMembership, judgeNonMembership } = await import('./judge-membership.ts');
    const isMembership = kind === 'membership';
    await runJudge(flags, isMembership ? judgeMembership : judgeNonMembership, () => {
      demandFlags(flags, ['root', 'path', 'proof', ...(isMembership ? ['value'] : [])]);
      const value = readInline(flags.value);
      return { ...flags, root: readInline(flags.root), proof: readInline(flags.proof), value };
    });
  });
}

function createClientMessage(): Command {
  return new Command('client-message')
    .description("a header or misbehaviour, judged as ibc-go's 07-tendermint judges it")
    .option('--client-state <hex>', 'protobuf ClientState')
    .option('--consensus-state <height=hex...>', 'REVISION-HEIGHT=HEX, protobuf ConsensusState; several')
    .option('--message <hex>', 'protobuf Header or Misbehaviour')
    .addOption(new Option('--type <type>', 'Header or Misbehaviour'))
    .option('--now <time>', 'block time of the judging chain, RFC 3339, up to nanoseconds')
    .option('--batch <file>', BATCH)
    .addHelpText('after', `\n${HEX}`)
    .action(async (flags: Flags) => {
      const { createClientMessageJudge } = await import('./judge-client-message.ts');
      await runJudge(flags, createClientMessageJudge(), () => {
        const { type: messageType, consensusState, ...rest } = flags;
        const states = consensusState === undefined ? undefined : readStateFlags(consensusState);
        const request = { ...rest, messageType, consensusStates: states };
        demandFlags(request, ['clientState', 'consensusStates', 'message', 'messageType', 'now']);
        return { ...request, clientState: readInline(flags.clientState), message: readInline(flags.message) };
      });
    });
}
