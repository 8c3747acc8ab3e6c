/** The program that judges the contracts. @module */
import { expect, test } from 'vitest';
import { runTool } from '../../../support/check/run-tool.ts';
import { findForge } from '../../../support/solidity/find-forge.ts';

test('ends with what forge ends with', async () => {
  expect(await runTool(findForge(), ['--version'])).toMatchObject({ ok: true });
  expect(await runTool(findForge(), ['test', '--no-such-option'])).toMatchObject({ ok: false });
});
