/** Mutants of sessions: rule 19. @module */
import { forge, mutant, type SolidityMutant } from './mutant.ts';

const SESSIONS = 'contracts/solidity/light-clients/cometbft/CommitSessions.sol';

const sessionTests = (...tests: readonly string[]) => forge('light-clients/CometBftSessions', ...tests);

export const SESSION_MUTANTS: readonly SolidityMutant[] = [
  mutant(
    'session-of-any-trusted-state',
    [19],
    'a session is named neither by its trusted height nor by the state there',
    [
      SESSIONS,
      '                evidence.trustedHeight,\n                _stateHash(evidence.trustedTimestamp, evidence.trustedRoot, evidence.trustedNextValidatorsHash),\n',
      '                uint64(0),\n                bytes32(0),\n',
    ],
    sessionTests('test_update_countsNoVotesForAnotherHeaderRoundBlockOrTrustedState'),
  ),
  mutant(
    'session-of-any-commit',
    [19],
    'a session is named neither by its header and sets nor by what its votes say',
    [
      SESSIONS,
      '                evidence.headerHash,\n                sets.hash,\n                sets.trustedHash,\n                votes.templateHash,\n',
      '                bytes32(0),\n                bytes32(0),\n                bytes32(0),\n                bytes32(0),\n',
    ],
    sessionTests('test_misbehaviour_acceptsSessionsOfBothHeaders'),
  ),
  mutant(
    'session-of-any-template',
    [19],
    'a session is not named by what its votes say',
    [SESSIONS, '                votes.templateHash,\n', '                bytes32(0),\n'],
    sessionTests('test_update_countsNoVotesForAnotherHeaderRoundBlockOrTrustedState'),
  ),
  mutant(
    'session-of-any-rows',
    [19],
    'a session is not named by its list of rows',
    [SESSIONS, '                votes.rowsHash\n', '                bytes32(0)\n'],
    sessionTests('test_update_countsNoVotesUnderRowsOfAnotherList'),
  ),
  mutant(
    'session-counts-twice',
    [19],
    'a row counts in the session and in the message',
    [SESSIONS, 'uint256 rest = stored[word] & ~votes.rows[word];', 'uint256 rest = stored[word];'],
    sessionTests('test_advance_tellsWhatHasSigned'),
  ),
];
