/** A build with one thing wrong, and the tests that must notice it. @module */

/** A piece of text that a source file has exactly once, and what stands there in the mutant. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/** At least one test of these files must fail. */
export interface Killer {
  /** What kind of test it is, for the table. */
  readonly group: 'unit' | 'property' | 'vectors' | 'cli' | 'node' | 'end to end' | 'lying mode';
  readonly files: readonly string[];
  /** Only tests whose name matches, where the rest of the file would take long. */
  readonly tests?: string;
}

export interface Mutant {
  readonly name: string;
  /** What is wrong with the build. */
  readonly does: string;
  readonly edit: Edit;
  /** Every one of them must kill the mutant. */
  readonly killers: readonly Killer[];
}

/** Files of `test/unit`. */
export const unit = (...files: readonly string[]): Killer => ({
  group: 'unit',
  files: files.map((file) => `test/unit/${file}.test.ts`),
});
