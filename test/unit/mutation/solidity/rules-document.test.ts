/** Rules, mutants and tests that do not fit each other are named. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forge, mutant, type SolidityMutant } from '../../../mutation/solidity/mutant.ts';
import { findRuleFaults, findUntested, judgeRules, withTables } from '../../../mutation/solidity/rules-document.ts';

const RULES = Array.from({ length: 25 }, (_, index) => index + 1);
const TESTS = new Map([['Some', 'function test_it() external {']]);
const good = RULES.map((rule) => breaking(rule));
const document = withTables(RULES.map((rule) => `### ${rule}. A rule\nIn a sentence.\n`).join('\n'), good);

function breaking(rule: number, changes: Partial<SolidityMutant> = {}): SolidityMutant {
  const edit = ['Some.sol', 'a', 'b'] as const;
  return { ...mutant(`breaks-${rule}`, [rule], 'it is wrong', edit, forge('Some', 'test_it')), ...changes };
}

function faultsWith(spoilt: SolidityMutant): readonly string[] {
  const mutants = [...good.slice(0, -1), spoilt];
  return findRuleFaults(withTables(document, mutants), mutants, TESTS);
}

test('accepts the rules of this repository', async () => {
  expect(await judgeRules(join(import.meta.dirname, '../../../..'))).toEqual([]);
});

test('writes a table under each rule, and the same one again', () => {
  expect(document).toContain('### 25. A rule\nIn a sentence.\n\n| without it | mutant | noticed by |');
  expect(document).toContain('| it is wrong | `breaks-25` | `test_it` in `Some` |');
  expect(withTables(document, good)).toBe(document);
  expect(findRuleFaults(document, good, TESTS)).toEqual([]);
});

test('rejects a rule that is missing, and one without a mutant', () => {
  const mutants = good.slice(0, -1);
  expect(findRuleFaults(withTables(document, mutants), mutants, TESTS)).toEqual(['rule 25: want a mutant, got none']);
  const [shorter = ''] = document.split('### 25.');
  const faults = findRuleFaults(shorter, good, TESTS);
  expect(faults).toContain('docs/rules.md: want rule 25, got none');
  expect(faults).toContain('mutant breaks-25: want a rule of docs/rules.md, got 25');
});

test('rejects a mutant without a rule, without tests, or with a test that is not there', () => {
  expect(faultsWith(breaking(25, { rules: [] }))).toContain('mutant breaks-25: want the rule that it breaks, got none');
  const unnamed = 'mutant breaks-25: want tests by name, got none';
  expect(faultsWith(breaking(25, { killers: [] }))).toEqual([unnamed]);
  expect(faultsWith(breaking(25, { killers: [forge('Some')] }))).toEqual([unnamed]);
  expect(faultsWith(breaking(25, { killers: [forge('Some', 'test_other')] }))).toEqual([
    'mutant breaks-25: want a test test_other in test/contracts/Some.t.sol, got none',
  ]);
});

test('rejects tables that are not as generated', () => {
  const [fault = '', ...more] = findRuleFaults(document.replace('it is wrong', 'it is right'), good, TESTS);
  expect(fault).toContain('tables are not as generated');
  expect(more).toEqual([]);
});

test('rejects a rule of part D without a test, and a test that is not there', () => {
  const rows = Array.from({ length: 7 }, (_, index) => `| ${index + 26}. A rule | \`does it\` in \`some.test.ts\` |`);
  const files = new Map([['some.test.ts', "test('does it', () => {});"]]);
  expect(findUntested(rows.join('\n'), files)).toEqual([]);
  expect(findUntested(rows.slice(1).join('\n'), files)).toEqual(['rule 26: want a test, got none']);
  expect(findUntested(rows.join('\n').replace('does it', 'does not'), files)).toEqual([
    "rule 26: want a test 'does not' in some.test.ts, got none",
  ]);
});
