/** The relaying benchmarks, one after the other on one pair of chains. @module */
import { compileProgram } from './relayer-process.ts';
import { type RestartFigures, runRestart } from './run-restart.ts';
import { type Figures, runTraffic } from './run-traffic.ts';
import { startSurroundings } from './start-surroundings.ts';

export interface RelayOptions {
  readonly transfers: readonly number[];
  readonly repeat: number;
}

export interface RelayFigures {
  readonly traffic: readonly Figures[];
  readonly restarts: readonly RestartFigures[];
}

const MODES = ['backlog', 'live'] as const;

export async function benchRelaying(
  { transfers, repeat }: RelayOptions,
  note: (line: string) => void,
): Promise<RelayFigures> {
  note('compiling the program');
  await compileProgram();
  const traffic: Figures[] = [];
  const restarts: RestartFigures[] = [];
  note('starting two chains');
  const surroundings = await startSurroundings(note);
  try {
    for (let round = 1; round <= repeat; round++) {
      const of = repeat === 1 ? '' : `, run ${round} of ${repeat}`;
      for (const count of transfers) {
        for (const mode of MODES) {
          note(`${count} transfers ${mode === 'live' ? 'live' : 'as a backlog'}${of}`);
          traffic.push(await runTraffic(surroundings, mode, count));
        }
      }
      const most = Math.max(...transfers);
      note(`${most} transfers with a kill in the middle${of}`);
      restarts.push(await runRestart(surroundings, most));
    }
  } finally {
    await surroundings.stop();
  }
  return { traffic, restarts };
}
