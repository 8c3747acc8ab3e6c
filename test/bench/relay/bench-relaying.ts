/** The relaying benchmarks, one after the other on one pair of chains. @module */
import { compileProgram } from './relayer-process.ts';
import { type RestartFigures, runRestart } from './run-restart.ts';
import { type Figures, runTraffic } from './run-traffic.ts';
import { type Surroundings, startSurroundings } from './start-surroundings.ts';

export interface RelayOptions {
  readonly sections: readonly string[];
  readonly transfers: readonly number[];
  readonly messages: number | undefined;
  readonly repeat: number;
}

export interface RelayFigures {
  readonly traffic: readonly Figures[];
  readonly restarts: readonly RestartFigures[];
}

const MODES = ['backlog', 'live'] as const;

/** @param note Takes a line whenever something begins. */
export async function benchRelaying(options: RelayOptions, note: (line: string) => void): Promise<RelayFigures> {
  const traffic: Figures[] = [];
  const restarts: RestartFigures[] = [];
  note('compiling the program');
  await compileProgram();
  note('starting two chains');
  const surroundings = await startSurroundings(options.messages, note);
  try {
    for (let round = 1; round <= options.repeat; round++) {
      const say = (line: string): void => note(options.repeat === 1 ? line : `${line}, ${round} of ${options.repeat}`);
      if (options.sections.includes('relay')) traffic.push(...(await runAllTraffic(surroundings, options, say)));
      if (!options.sections.includes('restart')) continue;
      const most = Math.max(...options.transfers);
      say(`${most} transfers, killed while they are in flight`);
      restarts.push(await runRestart(surroundings, most));
    }
  } finally {
    await surroundings.stop();
  }
  return { traffic, restarts };
}

async function runAllTraffic(
  surroundings: Surroundings,
  { transfers }: RelayOptions,
  say: (line: string) => void,
): Promise<readonly Figures[]> {
  const figures: Figures[] = [];
  for (const count of transfers) {
    for (const mode of MODES) {
      say(`${count} transfers ${mode === 'live' ? 'live' : 'as a backlog'}`);
      figures.push(await runTraffic(surroundings, mode, count));
    }
  }
  return figures;
}
