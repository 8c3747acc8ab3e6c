/** The Solidity contracts by `npm run contracts`, as a developer runs it. @module */
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTool } from '../support/check/run-tool.ts';

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'test/support/solidity/main.ts');

// The compiler takes every core, and beside it run chains that must not miss their slots.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

test('the contracts pass every step of `npm run contracts`', { timeout: 1_200_000 }, async () => {
  const run = await runTool(process.execPath, ['--conditions=causeway-source', MAIN], { cwd: ROOT });
  expect(run.output).toMatch(/^(\d+) of \1 steps passed$/m);
  expect(run.ok).toBe(true);
});
