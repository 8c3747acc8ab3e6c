/** `causeway doctor`: looks at everything that relaying needs, and says what to do about what is missing. @module */
import { Command } from 'commander';
import type { DoctorCheck } from '../ports/control.ts';
import { type Globals, readGlobals } from './globals.ts';

const SET_UP = 'set-up';

export function createDoctorCommand(): Command {
  return new Command('doctor')
    .description('check configuration, keys, endpoints, wallets, clients, store and queue')
    .option('--passphrase-file <file>', 'passphrase of the key files (CAUSEWAY_PASSPHRASE_FILE)')
    .action(async (_options, command: Command) => {
      const globals = readGlobals(command);
      const { print } = await import('./show/print.ts');
      const { showChecks, worstExitCode } = await import('./show/show-checks.ts');
      const { createPaint } = await import('./show/paint.ts');
      const checks = await runChecks(globals);
      const failed = checks.filter(({ status }) => status === 'fail').length;
      const verdict = judge(checks);
      print(
        globals.json,
        { healthy: failed === 0, checks },
        () => `${showChecks(checks, createPaint())}\n\n${verdict}`,
      );
      process.exitCode = worstExitCode(checks);
    });
}

function judge(checks: readonly DoctorCheck[]): string {
  const count = (wanted: DoctorCheck['status']): number => checks.filter(({ status }) => status === wanted).length;
  const [failed, warnings] = [count('fail'), count('warn')];
  if (failed > 0) return `${failed} of ${checks.length} checks failed.`;
  if (warnings > 0) return `Nothing failed; ${warnings === 1 ? 'one warning' : `${warnings} warnings`} above.`;
  return 'Ready to relay.';
}

async function runChecks(globals: Globals): Promise<readonly DoctorCheck[]> {
  const { loadConfigOf } = await import('./globals.ts');
  const { withRelayer } = await import('./open-relayer.ts');
  const { toCliFault } = await import('./report-failure.ts');
  const { readLive } = await import('./read-live.ts');
  const { file, ...config } = await loadConfigOf(globals);
  const configuration: DoctorCheck = { name: 'configuration', status: 'ok', detail: file };
  const { live, why = '' } = await readLive({ file, ...config });
  const service: DoctorCheck = { name: 'service', status: 'ok', detail: live === undefined ? why : 'running' };
  try {
    // Opening it loads the keys and the store: what fails there is a finding too.
    const checks = await withRelayer(globals, ({ relayer }) => relayer.doctor(), { quiet: true });
    return [configuration, service, { name: SET_UP, status: 'ok', detail: 'keys and store can be opened' }, ...checks];
  } catch (error) {
    const { code, message, want, got, hint } = toCliFault(error);
    if (code === 'INTERNAL') throw error;
    const detail = want === undefined ? message : `${message}: want ${want}, got ${got ?? 'nothing'}`;
    const failed: DoctorCheck = {
      name: SET_UP,
      status: 'fail',
      detail,
      ...(hint === undefined ? {} : { hint }),
    };
    return [configuration, service, failed];
  }
}
