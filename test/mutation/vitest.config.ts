/** The configuration of the tests, with the source under test mutated as `MUTANT` says. @module */
import { mergeConfig } from 'vitest/config';
import base from '../../vitest.config.ts';
import { mutateAsWanted } from './apply-edit.ts';

const mutate = mutateAsWanted(process.env);

export default mergeConfig(base, {
  // What one mutant was turned into must not be taken for another one, nor for the source itself.
  test: { fsModuleCache: false },
  plugins: [
    {
      name: 'mutant',
      // Before the types are taken away: the edit is one of TypeScript.
      enforce: 'pre',
      transform: (source: string, id: string) => mutate?.(id.replace(/\?.*$/, ''), () => source),
    },
  ],
});
