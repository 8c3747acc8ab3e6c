/** Writes the tables of `docs/rules.md` anew, after a change of the mutants of the Solidity contracts. @module */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SOLIDITY_MUTANTS } from './mutants.ts';
import { RULES_DOCUMENT, withTables } from './rules-document.ts';

const path = join(import.meta.dirname, '../../..', RULES_DOCUMENT);
await writeFile(path, withTables(await readFile(path, 'utf8'), SOLIDITY_MUTANTS));
