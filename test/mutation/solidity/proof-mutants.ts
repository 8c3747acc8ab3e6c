/** Mutants of ICS-23 proofs, and of what a transaction remembers of them: rule 20. @module */
import { forge, mutant, type SolidityMutant } from './mutant.ts';

const ICS23 = 'contracts/solidity/libraries/ics23/Ics23.sol';
const CACHE = 'contracts/solidity/libraries/ics23/NodeCache.sol';

const proofTests = (...tests: readonly string[]) => forge('libraries/Ics23', ...tests);
const cacheTests = (...tests: readonly string[]) => forge('libraries/Ics23Cache', ...tests);

export const PROOF_MUTANTS: readonly SolidityMutant[] = [
  mutant(
    'cache-of-any-state',
    [20],
    'a node of one state is one of another',
    [CACHE, 'mstore(add(buffer, 64), stateHash)', 'mstore(add(buffer, 64), 0)'],
    cacheTests('test_batch_keepsHeightsStatesAndStoresApart'),
  ),
  mutant(
    'cache-of-any-store',
    [20],
    'a node of one store is one of another',
    [CACHE, 'mstore(add(buffer, 96), storeHash)', 'mstore(add(buffer, 96), 0)'],
    cacheTests('test_batch_keepsHeightsStatesAndStoresApart'),
  ),
  mutant(
    'cache-of-any-node',
    [20],
    'one remembered node is all of them',
    [CACHE, '            mstore(32, node)\n', '            mstore(32, 0)\n'],
    cacheTests('test_batch_refusesAnotherKeyAndValueBelowARememberedNode'),
  ),
  mutant(
    'unknown-node-believed',
    [20],
    'a proof may end at a node that nobody remembered',
    [ICS23, '            require(isKnown, ProofNodeUnknown(walk.node));\n', ''],
    cacheTests('test_batch_refusesWhatEndsAtANodeThatNobodyRemembered'),
  ),
  mutant(
    'leaf-remembered',
    [20],
    'a leaf is remembered',
    [ICS23, 'require(end != 0 && walk.height != 0,', 'require(end != 0,'],
    cacheTests('test_batch_remembersNoLeaf'),
  ),
  mutant(
    'left-neighbour-behind',
    ['proofs'],
    'the left neighbour may be behind the key',
    [
      ICS23,
      'if (isLeft) require(ProofBytes.isBefore(other, key), ProofKeyNotRight());',
      'if (isLeft) require(key.length != 0, ProofKeyNotRight());',
    ],
    proofTests('test_verify_saysOfEveryFixtureWhatTheLibrarySays'),
  ),
  mutant(
    'right-neighbour-before',
    ['proofs'],
    'the right neighbour may be before the key',
    [
      ICS23,
      'else require(ProofBytes.isBefore(key, other), ProofKeyNotLeft());',
      'else require(key.length != 0, ProofKeyNotLeft());',
    ],
    proofTests('test_verify_saysOfEveryFixtureWhatTheLibrarySays'),
  ),
  mutant(
    'neighbours-apart',
    ['proofs'],
    'there may be others between a neighbour and the key',
    [
      ICS23,
      '        require(end == AT_ROOT, ProofEndInvalid(end));\n        require(walk.heads >> 255 == 0, ProofNotAdjacent(walk.height >> 1));\n',
      '        require(end == AT_ROOT, ProofEndInvalid(end));\n',
    ],
    proofTests('test_verify_saysOfEveryFixtureWhatTheLibrarySays'),
  ),
  mutant(
    'height-unchecked',
    ['proofs'],
    'a node may be lower than its child',
    [ICS23, '                good := and(good, sub(below, byte(0, word)))\n', ''],
    proofTests('test_verify_refusesNodesThatDoNotRise'),
  ),
  mutant(
    'numbers-negative',
    ['proofs'],
    'the size of a node may be negative',
    [ICS23, 'ok := and(shr(255, good), iszero(and(seen, shl(240, 1))))', 'ok := shr(255, good)'],
    proofTests('test_verify_refusesNodesThatAreNone'),
  ),
];
