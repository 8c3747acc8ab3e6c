/** Preloaded before a consumer's program: writes the address of every module it loads to the file `MODULE_TRACE`. @module */
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** @type {Set<string>} */
const loaded = new Set();

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    loaded.add(resolved.url);
    return resolved;
  },
});

process.on('exit', () => {
  if (process.env.MODULE_TRACE) writeFileSync(process.env.MODULE_TRACE, [...loaded].join('\n'));
});
