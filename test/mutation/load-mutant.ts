/** Preloaded with `--import` into each program under test: Node then loads the mutated source. @module */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { mutateAsWanted } from './apply-edit.ts';

const mutate = mutateAsWanted(process.env);
if (mutate !== undefined) {
  registerHooks({
    load(url, context, nextLoad) {
      if (!url.startsWith('file:')) return nextLoad(url, context);
      const path = fileURLToPath(url);
      const source = mutate(path, () => readFileSync(path, 'utf8'));
      return source === undefined
        ? nextLoad(url, context)
        : { format: 'module-typescript', source, shortCircuit: true };
    },
  });
}
