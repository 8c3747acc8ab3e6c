/** `npm run contracts:gas`: prints the figures of `docs/gas.md` for the contract that is kept in the repository. @module */
import { keptContract } from '../cosmwasm/contract-under-test.ts';
import { measureGas } from './measure-gas.ts';
import { startWasmVm } from './start-wasm-vm.ts';

const vm = await startWasmVm();
for (const { what, gas, calls } of await measureGas(vm, keptContract().file)) {
  const parts = calls.map((call) => `${call.name} ${call.gas.toLocaleString('en')}`).join(', ');
  process.stdout.write(`| ${what} | ${gas.toLocaleString('en')} | ${parts} |\n`);
}
await vm.stop();
