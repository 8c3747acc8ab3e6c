/** What is wrong with a configuration, one entry a fault. @module */

export interface ConfigProblem {
  /** Where: `chains.alpha.rpc`, or empty for the whole file. */
  readonly path: string;
  /** Line in the file, from 1; absent when the value came from the environment. */
  readonly line?: number;
  /** The environment variable that the value came from. */
  readonly variable?: string;
  readonly want: string;
  readonly got: string;
}

/** The configuration cannot be used. Lists every problem, not only the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly file: string;
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[]) {
    super(problems.map((problem) => formatProblem(file, problem)).join('\n'));
    this.file = file;
    this.problems = problems;
  }
}

/** `causeway.yaml:12: chains.alpha.rpc: want at least one URL, got an empty list`. */
export function formatProblem(file: string, problem: ConfigProblem): string {
  const line = problem.line === undefined ? '' : `:${problem.line}`;
  const where = problem.variable === undefined ? `${file}${line}` : `environment ${problem.variable}`;
  const path = problem.path === '' ? '' : `${problem.path}: `;
  return `${where}: ${path}want ${problem.want}, got ${problem.got}`;
}
