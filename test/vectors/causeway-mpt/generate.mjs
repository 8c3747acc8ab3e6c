// Writes the cases of this folder, with Node 24: node --conditions=causeway-source test/vectors/causeway-mpt/generate.mjs
import { writeFileSync } from 'node:fs';
import { buildAccountCases } from '../../support/account-cases.ts';
import { buildMptCases } from '../../support/mpt-cases.ts';

const write = (name, cases) =>
  writeFileSync(
    new URL(name, import.meta.url),
    `[\n${cases.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`,
  );
write('cases.json', buildMptCases());
write('accounts.json', buildAccountCases());
