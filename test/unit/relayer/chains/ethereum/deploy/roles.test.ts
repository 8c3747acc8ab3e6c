/** Roles as `--check` compares them, held against the Solidity sources. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROLES, restrictedFunctions, roleName } from '../../../../../../relayer/chains/ethereum/deploy/roles.ts';

const SOURCES = {
  router: ['router/ICS26Router', 'router/ICS02Client'],
  transfer: ['apps/ics20/ICS20Transfer', 'apps/ics20/TransferClaims', 'apps/ics20/TransferPackets'],
};

/** Functions with the modifier `restricted`; upgrades reach it through `upgradeToAndCall`. */
function restrictedIn(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => {
    const source = readFileSync(`contracts/solidity/${file}.sol`, 'utf8');
    const found = [...source.matchAll(/function (\w+)\([^)]*\)([^{;]*)\{/g)];
    return found.flatMap(([, name = '', rest = '']) => {
      if (!/\brestricted\b/.test(rest)) return [];
      return [name === '_authorizeUpgrade' ? 'upgradeToAndCall' : name];
    });
  });
}

test.each(['router', 'transfer'] as const)('every restricted function of %s is compared', (target) => {
  const compared = restrictedFunctions().filter((each) => each.target === target && each.name !== 'setRateLimit');
  expect(compared.map(({ name }) => name).sort()).toEqual([...restrictedIn(SOURCES[target])].sort());
});

test('numbers and names are those of Roles.sol', () => {
  const source = readFileSync('contracts/solidity/access/Roles.sol', 'utf8');
  const numbers = [...source.matchAll(/uint64 internal constant (\w+) = (\d+);/g)];
  const names = numbers.map(([, name = '', id = '']) => [name.toLowerCase().replaceAll('_', ' '), BigInt(id)]);
  expect(ROLES.map(({ name, id }) => [name, id])).toEqual(names);
  for (const { id, name } of ROLES) expect(roleName(id)).toBe(name);
  expect(roleName(2n ** 64n - 1n)).toBe('everyone');
  expect(roleName(99n)).toBe('role 99');
});

test('overloads with a chosen id are those that Roles.sol names', () => {
  const source = readFileSync('contracts/solidity/access/Roles.sol', 'utf8');
  const custom = restrictedFunctions().filter(({ name }) => name === 'addClient' || name === 'addIBCApp');
  expect(custom.map(({ selector }) => selector).sort()).toEqual(
    [...source.matchAll(/constant ADD_CUSTOM_\w+ = (0x[0-9a-f]{8});/g)].map(([, selector]) => selector).sort(),
  );
});
