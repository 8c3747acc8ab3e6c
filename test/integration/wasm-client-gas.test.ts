/** What the contract costs a chain, against its targets; and that the document which says so is true. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contractUnderTest, keptContract } from '../support/cosmwasm/contract-under-test.ts';
import { measureGas } from '../support/wasm-vm/measure-gas.ts';
import { startWasmVm } from '../support/wasm-vm/start-wasm-vm.ts';

/** SDK gas. */
const TARGETS: Readonly<Record<string, number>> = {
  'finality update': 250_000,
  'finality update, signed by two thirds': 250_000,
  'finality update with the known next committee': 400_000,
  'update to a new period with its next committee': 400_000,
  membership: 150_000,
  'non-membership': 150_000,
};
/** Half of what 08-wasm gives a contract. */
const MEBIBYTES = 16;

test(`stays below its targets of gas, and in ${MEBIBYTES} MiB of memory`, async () => {
  const vm = await startWasmVm({ memoryMebibytes: MEBIBYTES });
  const { file } = await contractUnderTest();
  const figures = await measureGas(vm, file);
  await vm.stop();
  const costs = new Map(figures.map(({ what, gas }) => [what, gas]));
  for (const [what, most] of Object.entries(TARGETS)) expect(costs.get(what), what).toBeLessThan(most);
});

test('costs what docs/gas.md says, as it is kept in the repository, within a hundredth', async () => {
  const vm = await startWasmVm();
  const figures = await measureGas(vm, keptContract().file);
  await vm.stop();
  const [ofCosmos = ''] = readFileSync('docs/gas.md', 'utf8').split('## The contracts on Ethereum');
  const rows = ofCosmos.matchAll(/^\| ([^|]+) \| ([\d,]+) \|/gm);
  const written = new Map(Array.from(rows, ([, what = '', gas = '']) => [what, Number(gas.replaceAll(',', ''))]));
  expect([...written.keys()]).toEqual(figures.map(({ what }) => what));
  for (const { what, gas } of figures) expect((written.get(what) ?? 0) / gas, what).toBeCloseTo(1, 2);
});
