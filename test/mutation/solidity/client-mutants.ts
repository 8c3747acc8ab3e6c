/** Mutants of the light client: rules 14 to 18 and 22. @module */
import { forge, mutant, type SolidityMutant } from './mutant.ts';

const CLIENT = 'contracts/solidity/light-clients/cometbft/CometBftClient.sol';

const clientTests = (...tests: readonly string[]) => forge('light-clients/CometBftClient', ...tests);

export const CLIENT_MUTANTS: readonly SolidityMutant[] = [
  mutant(
    'time-not-kept',
    [14],
    'the time of a height is not kept beside its hash',
    [
      CLIENT,
      '        _metadata[height] = Metadata(timestamp, below, above);\n',
      '        _metadata[height] = Metadata(0, below, above);\n',
    ],
    clientTests('test_update_acceptsAnOlderHeightAndKeepsTheLatest'),
  ),
  mutant(
    'lower-neighbour-unlinked',
    [14],
    'the height below does not learn of its neighbour',
    [CLIENT, '        _metadata[below].nextHeight = height;\n', ''],
    clientTests('test_update_refusesAWrongHeightBelow'),
  ),
  mutant(
    'update-in-any-status',
    [15, 18],
    'a frozen or expired client takes updates, and answers no-ops',
    [
      CLIENT,
      '    function updateClient(bytes calldata updateMsg) external returns (ILightClientMsgs.UpdateResult) {\n        _checkActive();',
      '    function updateClient(bytes calldata updateMsg) external returns (ILightClientMsgs.UpdateResult) {',
    ],
    clientTests('test_misbehaviour_freezesOnAFork'),
  ),
  mutant(
    'proof-in-any-status',
    [15, 20],
    'a frozen or expired client proves',
    [
      CLIENT,
      '        _checkActive();\n        require(height.revisionNumber == REVISION',
      '        require(height.revisionNumber == REVISION',
    ],
    clientTests('test_verify_refusesWhenFrozenOrExpired'),
  ),
  mutant(
    'misbehaviour-in-any-status',
    [15],
    'an expired client judges misbehaviour',
    [
      CLIENT,
      '    function misbehaviour(bytes calldata misbehaviourMsg) external {\n        _checkActive();',
      '    function misbehaviour(bytes calldata misbehaviourMsg) external {',
    ],
    clientTests('test_misbehaviour_refusesWhenExpired'),
  ),
  mutant(
    'frozen-client-active',
    [15],
    'a frozen client is active',
    [CLIENT, '        require(!latest.isFrozen, CCFrozen());\n', ''],
    clientTests('test_misbehaviour_freezesOnAFork'),
  ),
  mutant(
    'expired-client-active',
    [15],
    'a client never expires',
    [CLIENT, '        require(expiry > block.timestamp * NANOS, CCExpired(expiry, block.timestamp * NANOS));\n', ''],
    clientTests('test_misbehaviour_refusesWhenExpired'),
  ),
  mutant(
    'trusted-state-of-any-age',
    [15],
    'the trusted state may be older than the trusting period',
    [
      CLIENT,
      '        require(expiry > block.timestamp * NANOS, CCTrustedStateExpired(expiry, block.timestamp * NANOS));\n',
      '',
    ],
    clientTests('test_update_refusesWhatIsExpired'),
  ),
  mutant(
    'drift-unchecked',
    [15],
    'a header may be from any future',
    [CLIENT, '        require(timestamp < limit, CCTimeInFuture(limit, timestamp));\n', ''],
    clientTests('test_update_refusesTimesBeforeTheTrustedAndToCome'),
  ),
  mutant(
    'drift-reached',
    [15],
    'a header may be ahead by all of the drift',
    [CLIENT, 'require(timestamp < limit, CCTimeInFuture', 'require(timestamp <= limit, CCTimeInFuture'],
    clientTests('test_update_refusesTimesBeforeTheTrustedAndToCome'),
  ),
  mutant(
    'trust-unasked-of-the-same-set',
    [15],
    'nothing is asked of the trusted set where the header has the same one',
    [
      CLIENT,
      'require(\n            !needsTrust || power.trustedSigned',
      'require(\n            !needsTrust || !power.hasTrustedSet || power.trustedSigned',
    ],
    clientTests('test_update_refusesTooLittlePower'),
  ),
  mutant(
    'trust-level-reached',
    [15],
    'exactly the trust level of the trusted power is enough, where more is wanted',
    [
      CLIENT,
      'power.trustedSigned * TRUST_DENOMINATOR > power.trustedTotal',
      'power.trustedSigned * TRUST_DENOMINATOR >= power.trustedTotal',
    ],
    forge('light-clients/ClientRules', 'test_update_asksForTheTrustLevelUnlessTheHeaderIsTheNext'),
  ),
  mutant(
    'trusted-power-unasked',
    [15],
    'nobody of the trusted set need have signed',
    [
      CLIENT,
      '!needsTrust || power.trustedSigned * TRUST_DENOMINATOR > power.trustedTotal * TRUST_NUMERATOR',
      '!needsTrust || power.trustedTotal > 0',
    ],
    clientTests('test_update_refusesTooLittlePower'),
  ),
  mutant(
    'two-thirds-enough',
    [17],
    'exactly two thirds of a header’s power are enough, where more is wanted',
    [CLIENT, 'power.signed * 3 > power.total * 2', 'power.signed * 3 >= power.total * 2'],
    forge('light-clients/ClientRules', 'test_misbehaviour_refusesExactlyTwoThirds'),
  ),
  mutant(
    'power-unasked',
    [17],
    'nobody of a header’s own set need have signed',
    [
      CLIENT,
      '        require(power.signed * 3 > power.total * 2, CCPowerInsufficient(power.signed, power.total));\n',
      '',
    ],
    clientTests('test_misbehaviour_refusesTooLittlePower'),
  ),
  mutant(
    'trusted-set-of-anyone',
    [17],
    'the trusted set need not be the one that the trusted state announced',
    [
      CLIENT,
      '        require(power.trustedHash == expected, CCTrustedValidatorsMismatch(expected, power.trustedHash));\n',
      '',
    ],
    clientTests('test_update_refusesValidatorsThatWereNotAnnounced'),
  ),
  mutant(
    'header-not-after-trusted',
    [16],
    'a header need not be later than the trusted state',
    [
      CLIENT,
      '        require(timestamp > evidence.trustedTimestamp, CCTimeInvalid(evidence.trustedTimestamp, timestamp));\n',
      '',
    ],
    clientTests('test_update_refusesTimesBeforeTheTrustedAndToCome'),
  ),
  mutant(
    'latest-height-falls',
    [16],
    'an older height becomes the latest',
    [
      CLIENT,
      '            _metadata[above].previousHeight = height;\n',
      '            _metadata[above].previousHeight = height;\n            _latest = Latest(height, timestamp, false);\n',
    ],
    clientTests('test_update_acceptsAnOlderHeightAndKeepsTheLatest'),
  ),
  mutant(
    'time-equal-below',
    [16],
    'a header may have the time of the height below',
    [
      CLIENT,
      'if (timestamp <= previous.timestamp) return _freeze();',
      'if (timestamp < previous.timestamp) return _freeze();',
    ],
    clientTests('test_update_freezesWhenTimeDoesNotRise'),
  ),
  mutant(
    'time-equal-above',
    [16],
    'a header may have the time of the height above',
    [
      CLIENT,
      'if (timestamp >= _metadata[above].timestamp) return _freeze();',
      'if (timestamp > _metadata[above].timestamp) return _freeze();',
    ],
    clientTests('test_update_freezesWhenTimeDoesNotRise'),
  ),
  mutant(
    'neighbour-not-stored',
    [16],
    'the neighbour below need not be stored',
    [CLIENT, '_consensusStates[below] != bytes32(0) && below < height', 'below < height'],
    clientTests('test_update_refusesAWrongHeightBelow'),
  ),
  mutant(
    'same-header-forks',
    [17],
    'one header, signed twice, is misbehaviour',
    [
      CLIENT,
      'first.header.height == second.header.height && first.headerHash != second.headerHash',
      'first.header.height == second.header.height',
    ],
    clientTests('test_misbehaviour_refusesAnHonestChain'),
  ),
  mutant(
    'evidence-of-any-state',
    [17],
    'misbehaviour may follow from a state that is not stored',
    [
      CLIENT,
      '        evidence = _readEvidence(data);\n        _checkTrusted(evidence);\n',
      '        evidence = _readEvidence(data);\n',
    ],
    forge('light-clients/ClientRules', 'test_misbehaviour_refusesTrustedStatesThatAreNotStored'),
  ),
  mutant(
    'evidence-without-trust',
    [17],
    'nobody of the trusted set need have signed evidence of misbehaviour',
    [CLIENT, 'uint256 end = _verify(data, evidence, true);', 'uint256 end = _verify(data, evidence, false);'],
    forge('light-clients/ClientRules', 'test_misbehaviour_refusesThoseWhomNobodyTrusted'),
  ),
  mutant(
    'freeze-not-kept',
    [17],
    'misbehaviour is answered and forgotten',
    [CLIENT, '        _latest.isFrozen = true;\n', ''],
    forge('light-clients/ClientRules', 'test_misbehaviour_freezesOnEqualTimes'),
  ),
  mutant(
    'anything-is-noop',
    [18],
    'whatever is said of a stored height is a no-op',
    [CLIENT, 'if (stored == stateHash) return', 'if (stored != bytes32(0)) return'],
    forge('light-clients/ClientRules', 'test_update_refusesAHeaderThatIsNotAboveTheTrusted'),
  ),
  mutant(
    'noop-before-status',
    [18],
    'a no-op is answered before anybody looks whether the client is frozen or expired',
    [
      CLIENT,
      '        _checkActive();\n        Evidence memory evidence = _readEvidence(updateMsg);',
      '        Evidence memory evidence = _readEvidence(updateMsg);\n        if (_consensusStates[uint64(evidence.header.height)] == keccak256(abi.encode(ConsensusState(uint128(evidence.header.secs * NANOS + evidence.header.nanos), evidence.header.appHash, evidence.header.nextValidatorsHash)))) return ILightClientMsgs.UpdateResult.NoOp;\n        _checkActive();',
    ],
    clientTests('test_update_freezesOnAnotherHeaderOfAStoredHeight'),
  ),
  mutant(
    'client-type-of-another',
    [22],
    'the client has no type of its own',
    [CLIENT, 'return "cometbft";', 'return "";'],
    clientTests('test_constructor_keepsWhatItIsGiven'),
  ),
];
