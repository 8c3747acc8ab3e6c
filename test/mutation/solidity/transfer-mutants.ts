/** Mutants of the transfer application: rule 24, and what its tokens rest on. @module */
import { forge, mutant, type SolidityMutant } from './mutant.ts';

const TRANSFER = 'contracts/solidity/apps/ics20/ICS20Transfer.sol';
const CLAIMS = 'contracts/solidity/apps/ics20/TransferClaims.sol';
const ESCROW = 'contracts/solidity/apps/ics20/Escrow.sol';

const claimTests = (...tests: readonly string[]) => forge('TransferClaims', ...tests);
const transferTests = (...tests: readonly string[]) => forge('ICS20Transfer', ...tests);

export const TRANSFER_MUTANTS: readonly SolidityMutant[] = [
  mutant(
    'refund-blocks',
    [24],
    'a receiver who cannot take a refund keeps the packet from ending',
    [
      CLAIMS,
      '        if (success) return;\n        _claims().refunds',
      '        require(success);\n        _claims().refunds',
    ],
    claimTests('test_refundThatFailsIsClaimedLater'),
  ),
  mutant(
    'refund-lost',
    [24],
    'a refund that failed is forgotten',
    [CLAIMS, '        _claims().refunds[_refundId(clientId, sequence)] = refund;\n', ''],
    claimTests('test_refundOfErrorAcknowledgementIsClaimedLater'),
  ),
  mutant(
    'refund-claimed-twice',
    [24],
    'a refund can be claimed again',
    [CLAIMS, '        delete _claims().refunds[id];\n', ''],
    claimTests('test_refundThatFailsIsClaimedLater'),
  ),
  mutant(
    'refund-limited',
    [24],
    'the rate limit holds refunds back',
    [
      ESCROW,
      'function refund(IERC20 token, address to, uint256 amount) external onlyTransfer {\n',
      'function refund(IERC20 token, address to, uint256 amount) external onlyTransfer {\n        _countOut(address(token), amount);\n',
    ],
    transferTests('test_rateLimitNeverTrapsRefunds'),
  ),
  mutant(
    'sender-blocks',
    [24],
    'a sender that reverts keeps its packet from ending',
    [
      CLAIMS,
      '        if (success) return;\n        _claims().callbacks',
      '        require(success);\n        _claims().callbacks',
    ],
    claimTests('test_refundIsPaidThoughSenderFails'),
  ),
  mutant(
    'callback-replayed',
    [24],
    'a callback that failed can be tried for ever',
    [CLAIMS, '        delete _claims().callbacks[id];\n', ''],
    claimTests('test_senderCallbackThatFailsIsRetriedLater'),
  ),
  mutant(
    'used-permit-blocks',
    [24],
    'whoever uses a permit first keeps its owner from sending',
    [
      TRANSFER,
      '        try IERC20Permit(msg_.denom)\n            .permit(msg.sender, address(this), msg_.amount, permit.deadline, permit.v, permit.r, permit.s) {}\n            catch {}\n',
      '        IERC20Permit(msg_.denom)\n            .permit(msg.sender, address(this), msg_.amount, permit.deadline, permit.v, permit.r, permit.s);\n',
    ],
    transferTests('test_permitThatWasUsedLeavesItToTheAllowance'),
  ),
  mutant(
    'amount-unreceived',
    ['tokens'],
    'the escrow need not get what is sent',
    [
      TRANSFER,
      '        require(held == before + msg_.amount, ICS20UnexpectedERC20Balance(before + msg_.amount, held));\n',
      '',
    ],
    transferTests('test_send_revertsWhenEscrowGetsAnotherAmount'),
  ),
  mutant(
    'voucher-unburned',
    ['tokens'],
    'vouchers that go home stay here as well',
    [TRANSFER, '            IMintableAndBurnable(msg_.denom).burn(escrow, msg_.amount);\n', ''],
    transferTests('test_customTokenIsMintedAndBurned'),
  ),
  mutant(
    'escrow-open',
    ['tokens'],
    'anybody moves what an escrow holds',
    [ESCROW, '        require(msg.sender == ics20(), EscrowUnauthorized(msg.sender));\n', ''],
    transferTests('test_onlyTheTransferApplicationMovesEscrowsAndVouchers'),
  ),
];
