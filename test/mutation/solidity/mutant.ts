/** A build of the Solidity contracts with one thing wrong, the rule that it breaks, and the tests that must notice. @module */
import type { Edit } from '../mutant.ts';

/** A rule of `docs/rules.md`: its number, or the name of a section there about what the rules take for granted. */
export type Rule = number | 'proofs' | 'packets' | 'tokens';

/** Every named test must fail. */
export interface ForgeKiller {
  /** Below `test/contracts`, without `.t.sol`. */
  readonly file: string;
  readonly tests: readonly string[];
}

export interface SolidityMutant {
  readonly name: string;
  /** What is wrong with the build. */
  readonly does: string;
  readonly rules: readonly Rule[];
  /** Of a contract, or of a generator of the kernels. */
  readonly edit: Edit;
  readonly killers: readonly ForgeKiller[];
}

/** Tests of one file of `test/contracts`. */
export const forge = (file: string, ...tests: readonly string[]): ForgeKiller => ({ file, tests });

/** A mutant in one line, where the shape of the others would take ten. */
export function mutant(
  name: string,
  rules: readonly Rule[],
  does: string,
  edit: readonly [file: string, find: string, put: string],
  ...killers: readonly ForgeKiller[]
): SolidityMutant {
  const [file, find, put] = edit;
  return { name, does, rules, edit: { file, find, put }, killers };
}
