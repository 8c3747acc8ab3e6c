/** The command tree, and the one place where a failure becomes a message and an exit code. @module */
import { Command, CommanderError } from 'commander';
import { createClearCommand } from './clear.ts';
import { createConfigCommand } from './config.ts';
import { createDeployCommand } from './deploy.ts';
import { createDoctorCommand } from './doctor.ts';
import { EXIT } from './exit-code.ts';
import { createInitCommand } from './init.ts';
import { createKeysCommand } from './keys.ts';
import { createLinkCommand } from './link.ts';
import { createPacketsCommand } from './packets.ts';
import { reportFailure } from './report-failure.ts';
import { createStartCommand } from './start.ts';
import { createStatusCommand } from './status.ts';
import { createTransferCommand } from './transfer.ts';
import { createVerifyCommand } from './verify/command.ts';
import { createVersionCommand, printVersion } from './version.ts';
import { createWhyCommand } from './why.ts';

const VERSION_ASKED = 'causeway.version';

/** Builds the tree. Actions import what they need when they run, so that `verify` and `version` load no service. */
export function createProgram(): Command {
  const program = new Command('causeway')
    .description('Relays IBC v2 packets between chains; verifies every header and proof before it pays')
    .option('--home <dir>', 'folder of configuration, keys and store (CAUSEWAY_HOME; default: ~/.causeway)')
    .option('--config <file>', 'configuration file (CAUSEWAY_CONFIG; default: causeway.yaml in the home folder)')
    .option('--json', 'print one JSON object on standard output')
    .option('--debug', 'add stack traces to errors')
    .option('-V, --version', 'print the version')
    .on('option:version', () => {
      throw new CommanderError(EXIT.ok, VERSION_ASKED, 'The version was asked for');
    })
    .addCommand(createInitCommand())
    .addCommand(createConfigCommand())
    .addCommand(createKeysCommand())
    .addCommand(createDoctorCommand())
    .addCommand(createLinkCommand())
    .addCommand(createDeployCommand())
    .addCommand(createStartCommand())
    .addCommand(createStatusCommand())
    .addCommand(createPacketsCommand())
    .addCommand(createWhyCommand())
    .addCommand(createClearCommand())
    .addCommand(createTransferCommand())
    .addCommand(createVerifyCommand())
    .addCommand(createVersionCommand());
  for (const command of allCommands(program)) {
    command.exitOverride().showHelpAfterError(false).configureHelp({ showGlobalOptions: true });
    // A wrong command line is explained like any other failure.
    command.configureOutput({ outputError: () => {} });
  }
  return program;
}

/** Runs one command line; sets `process.exitCode` and never throws. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  // The reader of our output may leave early, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.internal),
  );
  const program = createProgram();
  const json = argv.includes('--json');
  // The one object on standard output says it all.
  if (json) for (const command of allCommands(program)) command.configureOutput({ writeErr: () => {} });
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError && error.code === VERSION_ASKED) return await printVersion(json);
    if (error instanceof CommanderError && error.exitCode === 0) return;
    process.exitCode = reportFailure(error, { json, debug: argv.includes('--debug') });
  }
}

function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
