/** Flags of `causeway deploy ethereum`, and what a person reads. Nothing is asked over a network. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type EthereumFlags, runDeployEthereum } from '../../../../../relayer/cli/deploy/ethereum.ts';
import { showChecked, showDeployed } from '../../../../../relayer/cli/deploy/show-ethereum.ts';

const flags: EthereumFlags = {
  rpc: 'http://127.0.0.1:1',
  chainId: '1',
  from: 'default',
  clockDrift: '30s',
  admin: '0x00000000000000000000000000000000000000a1',
};
const globals = { json: true, debug: false, home: join(tmpdir(), 'causeway-that-does-not-exist') };
const hash = 'ab'.repeat(32);

test.each<[string, Partial<EthereumFlags>, string]>([
  ['a chain id that is no number', { chainId: '0x1' }, '--chain-id'],
  ['a node that is no URL', { rpc: 'localhost:8545' }, '--rpc'],
  ['an address that is none', { admin: 'vitalik.eth' }, '--admin'],
  ['an address with a wrong checksum', { pauser: '0x00000000000000000000000000000000000000B2' }, '--pauser'],
  ['a counterparty without a chain', { counterparty: '08-wasm-0' }, 'needs a chain'],
  ['a pinned block without a chain', { trustedHeight: '1', trustedHash: hash }, 'needs a chain'],
  ['a chain without a counterparty', { follow: 'hub' }, 'needs a counterparty'],
  ['a height without a hash', { follow: 'hub', counterparty: '08-wasm-0', trustedHeight: '7' }, 'pinned by both'],
  ['a hash that is too short', pinned({ trustedHash: 'abcd' }), '--trusted-hash'],
  ['a height that is none', pinned({ trustedHeight: '-1' }), '--trusted-height'],
  ['a period that is none', { ...pinned({}), trustingPeriod: 'long' }, '--trusting-period'],
  ['a drift that is none', { ...pinned({}), clockDrift: '30' }, '--clock-drift'],
])('rejects %s (USAGE)', async (_, spoilt, words) => {
  const run = runDeployEthereum({ ...flags, ...spoilt }, globals);
  await expect(run).rejects.toMatchObject({
    fault: { code: 'USAGE', exitCode: 64, message: expect.stringContaining(words) },
  });
});

function pinned(spoilt: Partial<EthereumFlags>): Partial<EthereumFlags> {
  return { follow: 'hub', counterparty: '08-wasm-0', trustedHeight: '7', trustedHash: hash, ...spoilt };
}

const ADDRESS = '0x00000000000000000000000000000000000000A1';
const client = {
  chainId: 'hub-4',
  counterparty: '08-wasm-0',
  clientId: 'client-0',
  address: ADDRESS,
  height: 7n,
} as const;
const place = { manifestFile: 'manifest.json', chainId: 1, contracts: { router: ADDRESS }, clients: [client] } as const;

test('shows what would be sent, and what it costs at most, rounded up', () => {
  const steps = [{ name: 'routerLogic', address: ADDRESS, gas: 4_464_741n }] as const;
  const plan = { steps, gas: 4_464_741n, maxFeePerGas: 3n, cost: 10n ** 18n + 1n, balance: 5n * 10n ** 17n };
  const text = showDeployed({ ...place, deployer: ADDRESS, plan, checks: [] }, true);
  expect(text).toContain(`routerLogic  ${ADDRESS}  4464741`);
  expect(text).toContain('1 transactions, 4464741 gas: at most 1.000001 ether now, of 0.500000. Nothing was sent.');
  expect(showDeployed({ ...place, deployer: ADDRESS, plan: { ...plan, steps: [] }, checks: [] }, true)).toContain(
    'Nothing to do',
  );
});

test('shows where everything is', () => {
  const plan = { steps: [], gas: 0n, maxFeePerGas: 3n, cost: 0n, balance: 0n };
  const text = showDeployed({ ...place, deployer: ADDRESS, plan, checks: [] }, false);
  expect(text).toContain(`client-0  hub-4 (from 7)  08-wasm-0     ${ADDRESS}`);
  expect(text).toContain('Nothing to do: it was there before.');
});

test('shows who holds what, what is announced, and what is not as it was', () => {
  const members = [{ role: 0n, name: 'admin', account: ADDRESS, delay: 604_800 }] as const;
  const operation = {
    id: '0x',
    caller: ADDRESS,
    target: ADDRESS,
    function: 'upgradeToAndCall',
    readyAt: 1_700_000_000,
  } as const;
  const wrong = { what: 'code of router', status: 'wrong', want: 'a', got: 'b' } as const;
  const changed = { what: 'members of role pauser', status: 'changed', want: 'nobody', got: ADDRESS } as const;
  const ok = { what: 'anything', status: 'ok', want: 'a', got: 'a' } as const;
  const text = showChecked({ ...place, access: { members, operations: [operation] }, checks: [ok, wrong, changed] });
  expect(text).toContain(`admin  ${ADDRESS}  7 days`);
  expect(text).toContain('2023-11-14 22:13:20Z');
  expect(text).toContain('wrong: code of router: want a, got b');
  expect(text).toContain(`changed: members of role pauser: want nobody, got ${ADDRESS}`);
  expect(text).not.toContain('anything');
  expect(text).toContain('3 comparisons: 1 wrong, 1 changed since it was deployed.');
  const quiet = showChecked({ ...place, access: { members, operations: [] }, checks: [ok] });
  expect(quiet).toContain('Nothing is announced.');
});
