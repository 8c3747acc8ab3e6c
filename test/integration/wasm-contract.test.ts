import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTRACT_FILE, WORKSPACE } from '../support/cosmwasm/build-contract.ts';
import {
  ARTIFACTS,
  contractUnderTest,
  keptContract,
  type TestedContract,
} from '../support/cosmwasm/contract-under-test.ts';
import { findCargo, isRustAbsent } from '../support/cosmwasm/find-rust.ts';
import { startWasmVm, type WasmVm } from '../support/wasm-vm/start-wasm-vm.ts';

const run = promisify(execFile);
/** From nothing: two minutes of two cores, which others may use as well. */
const COMPILE_MS = 1_200_000;

let vm: WasmVm;
let contract: TestedContract;

beforeAll(async () => {
  vm = await startWasmVm();
  contract = await contractUnderTest();
});

afterAll(() => vm.stop());

test('is stored by 08-wasm with the capability `iterator` alone, freshly compiled and as it is kept', async () => {
  const kept = keptContract();
  const files = kept.checksum === contract.checksum ? [kept] : [kept, contract];
  for (const { file, checksum } of files) {
    expect(await vm.ask({ do: 'store', file })).toMatchObject({ result: checksum });
  }
});

test('is kept as its sources say, wherever the compiler is the one that made it', () => {
  const { checksum, toolchain } = keptContract();
  if (contract.toolchain === toolchain) expect(contract.checksum).toBe(checksum);
  expect(toolchain).toMatch(/^(?:rustup|debian): rustc 1\.\d+\./);
});

test('is kept with its checksum, below 400 kB', () => {
  expect(readFileSync(join(ARTIFACTS, 'checksums.txt'), 'utf8')).toBe(`${keptContract().checksum}  ${CONTRACT_FILE}\n`);
  for (const { file } of [contract, keptContract()]) expect(readFileSync(file).length).toBeLessThan(400_000);
});

test('has neither folders of the machine that compiled it nor exports that demand more of a chain', () => {
  for (const { file } of [contract, keptContract()]) {
    const text = readFileSync(file, 'latin1');
    expect(text).not.toMatch(/\/(?:home|root|Users)\/|registry/);
    expect(text.match(/requires_\w+/g)).toEqual(['requires_iterator']);
  }
});

const checks: readonly [string, readonly string[]][] = [
  ['fmt', ['--check']],
  ['clippy', ['--all-targets', '--all-features', '--', '-D', 'warnings']],
  ['test', ['--all-features']],
];

// Who has no Rust cannot have changed any.
test.each(isRustAbsent() && !process.env.CI ? [] : checks)(
  'passes cargo %s',
  { timeout: COMPILE_MS },
  async (command, args) => {
    const cargo = await findCargo(WORKSPACE, console.info);
    if (await cargo.can(command)) {
      const options = { cwd: WORKSPACE, env: cargo.env, maxBuffer: 1 << 26 };
      await run(cargo.command, [command, '--all', ...args], options);
    } else expect(cargo.command).toBe('/usr/bin/cargo');
  },
);
