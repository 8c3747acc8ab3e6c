/** Exit codes, after the BSD convention (sysexits). Documented in `docs/cli.md`. @module */
export const EXIT = {
  ok: 0,
  /** `verify`: invalid. */
  invalid: 1,
  /** `verify`: not enough trust. */
  notEnoughTrust: 2,
  /** Wrong command line. */
  usage: 64,
  /** Malformed input. */
  malformed: 65,
  /** An input file that cannot be read. */
  noInput: 66,
  /** A chain, the store, the queue or this program's surroundings are not available. */
  unavailable: 69,
  /** A defect of this program. */
  internal: 70,
  /** Failed for now: try again. */
  temporary: 75,
  /** Keys that cannot be opened, or a refusal for good. */
  refused: 77,
  /** The configuration cannot be used. */
  config: 78,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
