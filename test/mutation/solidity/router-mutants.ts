/** Mutants of the router: rules 21 and 23, and what packets rest on. @module */
import { forge, mutant, type SolidityMutant } from './mutant.ts';

const ROUTER = 'contracts/solidity/router/ICS26Router.sol';
const STORE = 'contracts/solidity/router/IBCStore.sol';
const STATUS = 'contracts/solidity/router/ClientStatus.sol';
const CALLS = 'contracts/solidity/libraries/BoundedCall.sol';
const COMMITMENTS = 'contracts/solidity/libraries/Commitments.sol';

const routerTests = (...tests: readonly string[]) => forge('ICS26Router', ...tests);
const commitmentTests = (...tests: readonly string[]) => forge('Commitments', ...tests);

export const ROUTER_MUTANTS: readonly SolidityMutant[] = [
  mutant(
    'send-into-any-status',
    [15, 21],
    'packets are sent over frozen and expired clients',
    [ROUTER, '        ClientStatus.requireActive(msg_.sourceClient, address(getClient(msg_.sourceClient)));\n', ''],
    routerTests('test_sendPacket_revertsWhenClientIsNotActive'),
  ),
  mutant(
    'frozen-sends',
    [21],
    'packets are sent over clients that say they are not active',
    [
      STATUS,
      '        require(status == ILightClientStatus.Status.Active, IICS26Router.IBCClientNotActive(clientId, status));\n',
      '',
    ],
    routerTests('test_sendPacket_revertsWhenClientIsNotActive'),
  ),
  mutant(
    'callback-gas-unchecked',
    [23],
    'a relayer’s gas limit turns a good packet into an error',
    [ROUTER, '        require(gasleft() >= needed, IBCInsufficientGas(needed, gasleft()));\n', ''],
    routerTests('testFuzz_recvPacket_gasNeverTurnsPacketIntoError'),
  ),
  mutant(
    'callback-gas-all',
    [23],
    'an application gets all the gas that there is',
    [ROUTER, 'BoundedCall.callWithGas(app, callbackGas, call);', 'BoundedCall.callWithGas(app, gasleft(), call);'],
    routerTests('test_applicationGetsItsGas'),
  ),
  mutant(
    'callback-63-of-64-forgotten',
    [23],
    'nobody reckons with the 64th part that a call does not get',
    [CALLS, 'return (gasLimit + reserve) * 64 / 63 + 1;', 'return gasLimit + reserve;'],
    forge('libraries/BoundedCall', 'testFuzz_needed_isEnoughForTheCallAndWhatFollows'),
  ),
  mutant(
    'empty-refusal-reverts',
    [23],
    'a refusal without a reason is no error acknowledgement',
    [ROUTER, '        if (!success) {\n', '        require(success || size != 0);\n        if (!success) {\n'],
    routerTests('test_refusalsAreErrorAcknowledgements'),
  ),
  mutant(
    'second-receipt-delivered',
    ['packets'],
    'what was received before is delivered again',
    [
      ROUTER,
      '        if (!_setReceipt(packet, keccak256(PacketEncoding.whole(body)))) {\n            emit Noop();\n            return;\n        }\n',
      '        _setReceipt(packet, keccak256(PacketEncoding.whole(body)));\n',
    ],
    routerTests('test_whatWasRelayedBeforeIsNoop'),
  ),
  mutant(
    'receipt-of-another',
    ['packets'],
    'another packet of a received sequence is a repetition',
    [STORE, '            require(stored == receipt, IBCPacketReceiptMismatch(stored, receipt));\n', ''],
    routerTests('test_recvPacket_revertsWhenAnotherOfItsSequenceWasReceived'),
  ),
  mutant(
    'commitment-kept',
    ['packets'],
    'a packet can end twice',
    [STORE, '        delete _store().commitments[key];\n', ''],
    routerTests('test_packetIsSentReceivedAndAcknowledged'),
  ),
  mutant(
    'ack-before-deletion',
    ['packets'],
    'the application is called while its packet is still pending',
    [
      ROUTER,
      '            Commitments.acknowledgementCommitment(acknowledgements),\n            msg_.proofAcked,\n            msg_.proofHeight\n        );\n        if (!_deletePacketCommitment(packet)) {\n            emit Noop();\n            return;\n        }\n',
      '            Commitments.acknowledgementCommitment(acknowledgements),\n            msg_.proofAcked,\n            msg_.proofHeight\n        );\n',
    ],
    routerTests('test_ackPacket_revertsWhenPacketIsNotTheOneThatWasSent'),
  ),
  mutant(
    'failed-app-swallowed',
    [24],
    'a packet ends though its application failed to hear how',
    [ROUTER, 'BoundedCall.bubble(MAX_BUBBLED_SIZE);', 'return;'],
    routerTests('test_failingApplicationKeepsItsPacketPending'),
  ),
  mutant(
    'paths-confused',
    ['packets'],
    'a receipt has the path of a commitment',
    [COMMITMENTS, 'RECEIPT = 0x02;', 'RECEIPT = 0x01;'],
    commitmentTests('test_paths'),
  ),
  mutant(
    'timeout-uncommitted',
    ['packets'],
    'what is committed to does not hold the timeout',
    [
      COMMITMENTS,
      'bytes32 timeout = sha256(abi.encodePacked(packet.timeoutTimestamp));',
      'bytes32 timeout = sha256(abi.encodePacked(uint64(0)));',
    ],
    commitmentTests('test_packetCommitment_ofAbi'),
  ),
];
