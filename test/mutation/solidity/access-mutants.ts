/** Mutants of administration: rule 25. @module */
import { forge, mutant, type SolidityMutant } from './mutant.ts';

const MANAGER = 'contracts/solidity/access/DelayedAccessManager.sol';
const ROLES = 'contracts/solidity/access/Roles.sol';
const SETUP = 'contracts/solidity/access/AccessSetup.sol';
const ROUTER = 'contracts/solidity/router/ICS26Router.sol';

const accessTests = (...tests: readonly string[]) => forge('Access', ...tests);

export const ACCESS_MUTANTS: readonly SolidityMutant[] = [
  mutant(
    'six-days',
    [25],
    'six days of announcement are enough',
    [MANAGER, '= 7 days;', '= 6 days;'],
    accessTests('test_whateverChangesSomethingWaitsAWeek'),
  ),
  mutant(
    'grant-without-delay',
    [25],
    'a role that changes something can be granted without a delay',
    [
      MANAGER,
      '            constructing || !Roles.isDelayed(roleId) || executionDelay >= MIN_DELAY,',
      '            constructing || !Roles.isDelayed(roleId) || executionDelay >= 0,',
    ],
    accessTests('test_nobodyGetsRoundTheDelay'),
  ),
  mutant(
    'selector-without-delay',
    [25],
    'a function that changes something can be given to a role that does not wait',
    [
      MANAGER,
      '        require(Roles.isDelayed(roleId) || Roles.isHarmless(roleId, selector), SelectorNeedsDelay(selector, roleId));\n',
      '',
    ],
    accessTests('test_nobodyGetsRoundTheDelay'),
  ),
  mutant(
    'role-admin-without-delay',
    [25],
    'a role that does not wait can administer others',
    [MANAGER, '        require(Roles.isDelayed(admin), DelayTooShort(admin, MIN_DELAY, 0));\n', ''],
    accessTests('test_nobodyGetsRoundTheDelay'),
  ),
  mutant(
    'pauser-does-anything',
    [25],
    'the pauser may be given anything',
    [ROLES, 'if (roleId == PAUSER) return selector == IPausable.pause.selector;', 'if (roleId == PAUSER) return true;'],
    accessTests('test_nobodyGetsRoundTheDelay'),
  ),
  mutant(
    'pauser-unpauses',
    [25],
    'the pauser holds the role that goes on',
    [SETUP, 'grant(Roles.UNPAUSER, holders.unpauser, 0);', 'grant(Roles.UNPAUSER, holders.pauser, 0);'],
    accessTests('test_holdersWithoutDelayChangeNothing'),
  ),
  mutant(
    'setup-keeps-admin',
    [25],
    'the set-up stays administrator',
    [SETUP, '        MANAGER.renounceRole(Roles.ADMIN, address(this));\n', ''],
    accessTests('test_whoDeployedKeepsNothing'),
  ),
  mutant(
    'router-upgraded-by-anybody',
    [25],
    'anybody upgrades the router',
    [
      ROUTER,
      'function _authorizeUpgrade(address) internal override restricted {}',
      'function _authorizeUpgrade(address) internal override {}',
    ],
    accessTests('test_upgradeIsAnnounced'),
  ),
];
