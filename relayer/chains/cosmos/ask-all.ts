/** Asks many at once without letting the slowest decide when it is over. @module */
import { linkedScope } from './linked-scope.ts';

export interface Question<T> {
  /** It has answered well lately: worth waiting for. */
  readonly isHealthy: boolean;
  readonly ask: (signal: AbortSignal) => Promise<T>;
}

export interface AskAllOptions<T> {
  readonly signal?: AbortSignal;
  readonly isAnswer: (outcome: T) => boolean;
  /** How much longer than the first answer the others may take. */
  readonly patienceMs: number;
  /** Why those who took too long were ended. */
  readonly tooLate: unknown;
}

/**
 * The outcomes in the order of the questions. Those that are not healthy are waited for no longer than for the healthy
 * ones; nobody is given up before there is an answer.
 */
export async function askAll<T>(questions: readonly Question<T>[], options: AskAllOptions<T>): Promise<readonly T[]> {
  const scope = linkedScope([options.signal]);
  const healthy = questions.filter(({ isHealthy }) => isHealthy);
  let waitedFor = healthy.length;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pending = questions.map(async ({ isHealthy, ask }) => {
    const outcome = await ask(scope.signal);
    if (isHealthy) waitedFor -= 1;
    if (options.isAnswer(outcome)) timer ??= setTimeout(() => scope.end(options.tooLate), options.patienceMs);
    if (timer !== undefined && waitedFor === 0 && healthy.length > 0) scope.end(options.tooLate);
    return outcome;
  });
  try {
    return await Promise.all(pending);
  } finally {
    clearTimeout(timer);
    scope.end(options.tooLate);
  }
}
