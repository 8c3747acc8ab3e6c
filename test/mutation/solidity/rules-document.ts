/**
 * `docs/rules.md`: each rule of the on-chain verifiers in our own words, followed by a table of the mutants that break it and
 * the tests that notice. The words are written by hand, the tables by this module.
 * @module
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SolidityMutant } from './mutant.ts';
import { SOLIDITY_MUTANTS } from './mutants.ts';

export const RULES_DOCUMENT = 'docs/rules.md';

/** Of the Solidity contracts: each must be there, with at least one mutant. */
const RULES = Array.from({ length: 25 }, (_, index) => String(index + 1));

const HOW_TO_WRITE = 'write it by `node test/support/with-setup.mjs test/mutation/solidity/write-rules.ts`';

/** Of the contract in CosmWasm: each is a row that names tests. */
const COSMWASM_RULES = Array.from({ length: 7 }, (_, index) => String(index + 26));

/** Everything that is not mapped from rule to test to mutant, as sentences. */
export async function judgeRules(root: string): Promise<readonly string[]> {
  const text = await readFile(join(root, RULES_DOCUMENT), 'utf8');
  const names = testFilesOf(SOLIDITY_MUTANTS);
  const solidity = await readAll(names, (name) => join(root, 'test/contracts', `${name}.t.sol`));
  const others = await readAll(
    rowsOf(text).flatMap(({ tests }) => tests.map(({ file }) => file)),
    (name) => join(root, name),
  );
  return [...findRuleFaults(text, SOLIDITY_MUTANTS, solidity), ...findUntested(text, others)];
}

/** Rules of the contract in CosmWasm without a test. @param files text of the files that the rows name */
export function findUntested(text: string, files: ReadonlyMap<string, string>): readonly string[] {
  const rows = rowsOf(text);
  const tested = rows.filter(({ tests }) => tests.length > 0).map(({ rule }) => rule);
  return [
    ...COSMWASM_RULES.filter((rule) => !tested.includes(rule)).map((rule) => `rule ${rule}: want a test, got none`),
    ...rows.flatMap(({ rule, tests }) =>
      tests
        .filter(({ file, title }) => !files.get(file)?.includes(title))
        .map(({ file, title }) => `rule ${rule}: want a test '${title}' in ${file}, got none`),
    ),
  ];
}

/** @param testFiles text of the files of `test/contracts` that killers name; empty for one that is not there */
export function findRuleFaults(
  text: string,
  mutants: readonly SolidityMutant[],
  testFiles: ReadonlyMap<string, string>,
): readonly string[] {
  const sections = new Set(sectionsOf(text));
  const rules = mutants.flatMap((mutant) => mutant.rules.map(String));
  return [
    ...RULES.filter((rule) => !sections.has(rule)).map((rule) => `${RULES_DOCUMENT}: want rule ${rule}, got none`),
    ...[...sections].filter((rule) => !rules.includes(rule)).map((rule) => `rule ${rule}: want a mutant, got none`),
    ...mutants.flatMap((mutant) => faultsOf(mutant, sections, testFiles)),
    ...(withTables(text, mutants) === text ? [] : [`${RULES_DOCUMENT}: tables are not as generated; ${HOW_TO_WRITE}`]),
  ];
}

function faultsOf(
  { name, rules, killers }: SolidityMutant,
  sections: ReadonlySet<string>,
  testFiles: ReadonlyMap<string, string>,
): readonly string[] {
  const unknown = rules.filter((rule) => !sections.has(String(rule)));
  const tests = killers.flatMap(({ file, tests: named }) => named.map((test) => ({ file, test })));
  return [
    ...(rules.length === 0 ? [`mutant ${name}: want the rule that it breaks, got none`] : []),
    ...unknown.map((rule) => `mutant ${name}: want a rule of ${RULES_DOCUMENT}, got ${rule}`),
    ...(tests.length === 0 || killers.some((killer) => killer.tests.length === 0)
      ? [`mutant ${name}: want tests by name, got none`]
      : []),
    ...tests
      .filter(({ file, test }) => !testFiles.get(file)?.includes(`function ${test}(`))
      .map(({ file, test }) => `mutant ${name}: want a test ${test} in test/contracts/${file}.t.sol, got none`),
  ];
}

/** The document with the tables that belong there, whatever tables there are. */
export function withTables(text: string, mutants: readonly SolidityMutant[]): string {
  const [head = '', ...sections] = text.split(/^(?=###? )/m);
  const written = sections.map((section) => {
    const rule = sectionsOf(section)[0];
    if (rule === undefined) return section;
    const rows = mutants.filter(({ rules }) => rules.map(String).includes(rule)).map(rowOf);
    const prose = section.replace(/^\|.*\n/gm, '').trimEnd();
    return `${prose}\n\n| without it | mutant | noticed by |\n|---|---|---|\n${rows.join('\n')}\n\n`;
  });
  return `${[head, ...written].join('').trimEnd()}\n`;
}

function rowOf({ name, does, killers }: SolidityMutant): string {
  const noticed = killers.map(({ file, tests }) => `${tests.map((test) => `\`${test}\``).join(', ')} in \`${file}\``);
  return `| ${does} | \`${name}\` | ${noticed.join('; ')} |`;
}

/** What headings like `### 12. Only precommits count` and `### Proofs` are about. */
function sectionsOf(text: string): readonly string[] {
  return [...text.matchAll(/^### (?:(\d+)\.|(Proofs|Packets|Tokens)$)/gm)].map(
    ([, number, name]) => number ?? name?.toLowerCase() ?? '',
  );
}

/** Rows like `| 26. What it says | \`title\`, \`title\` in \`file\` |`. */
function rowsOf(text: string): readonly RuleRow[] {
  return [...text.matchAll(/^\| (\d+)\. [^|]*\| (.*) \|$/gm)].map(([, rule = '', cell = '']) => ({
    rule,
    tests: cell.split('; ').flatMap((part) => {
      const names = [...part.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
      const file = names.pop() ?? '';
      return names.map((title) => ({ title, file }));
    }),
  }));
}

interface RuleRow {
  readonly rule: string;
  readonly tests: readonly { readonly title: string; readonly file: string }[];
}

function testFilesOf(mutants: readonly SolidityMutant[]): readonly string[] {
  return [...new Set(mutants.flatMap(({ killers }) => killers.map(({ file }) => file)))];
}

/** Text by name; empty where there is no such file. */
async function readAll(
  names: readonly string[],
  pathOf: (name: string) => string,
): Promise<ReadonlyMap<string, string>> {
  const read = names.map(async (name) => [name, await readFile(pathOf(name), 'utf8').catch(() => '')] as const);
  return new Map(await Promise.all(read));
}
