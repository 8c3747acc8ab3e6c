/** The programs that judge and run the contracts. @module */
import { expect, test } from 'vitest';
import { runTool } from '../../../support/check/run-tool.ts';
import { findFoundry } from '../../../support/solidity/find-foundry.ts';

test('ends with what forge ends with', async () => {
  expect(await runTool(findFoundry('forge'), ['--version'])).toMatchObject({ ok: true });
  expect(await runTool(findFoundry('forge'), ['test', '--no-such-option'])).toMatchObject({ ok: false });
});

test.each(['anvil', 'cast'] as const)('finds %s', async (program) => {
  expect(await runTool(findFoundry(program), ['--version'])).toMatchObject({ ok: true });
});
