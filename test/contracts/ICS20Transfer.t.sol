// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {Roles} from "../../contracts/solidity/access/Roles.sol";
import {IBCERC20} from "../../contracts/solidity/apps/ics20/IBCERC20.sol";
import {IEscrow} from "../../contracts/solidity/interfaces/IEscrow.sol";
import {IIBCERC20} from "../../contracts/solidity/interfaces/IIBCERC20.sol";
import {IIBCAppCallbacks} from "../../contracts/solidity/interfaces/IIBCAppCallbacks.sol";
import {IICS20Transfer} from "../../contracts/solidity/interfaces/IICS20Transfer.sol";
import {IICS20TransferMsgs} from "../../contracts/solidity/interfaces/IICS20TransferMsgs.sol";
import {IICS26Router} from "../../contracts/solidity/interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {ISignatureTransfer} from "../../contracts/solidity/interfaces/ISignatureTransfer.sol";
import {FakePermit2} from "./support/FakePermit2.sol";
import {FakeToken} from "./support/FakeToken.sol";
import {TwoChains} from "./support/TwoChains.sol";
import {Vm} from "./support/Vm.sol";

/// @notice Tokens go out and come home, or back.
contract ICS20TransferTest is TwoChains {
    uint256 private constant ALICE_KEY = 0xa11ce;

    FakePermit2 private permit2 = new FakePermit2();
    FakeToken private token;
    address private alice = vm.addr(ALICE_KEY);
    address private bob = nobody("bob");

    function setUp() external {
        usePermit2(address(permit2));
        setUpChains();
        token = new FakeToken();
        token.mint(alice, 1000);
        vm.prank(alice);
        token.approve(address(here.transfer), type(uint256).max);
    }

    function test_tokenGoesOutAndComesHome() external {
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 100, bob));
        vm.assertEq(receiveAt(there, packet), SUCCESS);
        acknowledgeAt(here, packet, SUCCESS);
        string memory path = string.concat("transfer/", there.clientId, "/", hexOf(address(token)));
        IBCERC20 voucher = IBCERC20(there.transfer.ibcERC20Contract(path));
        vm.assertEq(there.transfer.ibcERC20Denom(address(voucher)), path);
        vm.assertEq(voucher.fullDenomPath(), path);
        vm.assertEq(voucher.name(), path);
        vm.assertEq(voucher.symbol(), path);
        vm.assertEq(voucher.escrow(), there.transfer.getEscrow(there.clientId));
        vm.assertEq(voucher.balanceOf(bob), 100);
        vm.assertEq(token.balanceOf(here.transfer.getEscrow(here.clientId)), 100);

        packet = sendVoucher(voucher, 40);
        vm.assertEq(voucher.totalSupply(), 60);
        vm.assertEq(receiveAt(here, packet), SUCCESS);
        acknowledgeAt(there, packet, SUCCESS);
        vm.assertEq(token.balanceOf(alice), 940);
        vm.assertEq(token.balanceOf(here.transfer.getEscrow(here.clientId)), 60);
    }

    function test_packetHoldsTheTransfer() external {
        IICS20TransferMsgs.SendTransferMsg memory transfer = transferOf(here, address(token), 100, bob);
        IICS26RouterMsgs.Payload memory payload = send(here, alice, transfer).payloads[0];
        vm.assertEq(payload.sourcePort, "transfer");
        vm.assertEq(payload.destPort, "transfer");
        vm.assertEq(payload.version, "ics20-1");
        vm.assertEq(payload.encoding, "application/x-solidity-abi");
        IICS20TransferMsgs.FungibleTokenPacketData memory data =
            abi.decode(payload.value, (IICS20TransferMsgs.FungibleTokenPacketData));
        vm.assertEq(data.denom, hexOf(address(token)));
        vm.assertEq(data.sender, hexOf(alice));
        vm.assertEq(data.receiver, hexOf(bob));
        vm.assertEq(data.amount, 100);
        vm.assertEq(data.memo, "memo");
    }

    function test_refusedAndLateTokensComeBack() external {
        IICS20TransferMsgs.SendTransferMsg memory transfer = transferOf(here, address(token), 100, bob);
        IICS26RouterMsgs.Packet memory late = send(here, alice, transfer);
        transfer.receiver = "cosmos1nobody";
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transfer);
        vm.assertEq(receiveAt(there, packet), REFUSED);
        acknowledgeAt(here, packet, REFUSED);
        vm.assertEq(token.balanceOf(alice), 900);
        vm.warp(late.timeoutTimestamp);
        timeOutAt(here, late);
        vm.assertEq(token.balanceOf(alice), 1000);
    }

    function test_refusedVouchersAreMintedAgain() external {
        IBCERC20 voucher = bringVouchers(100);
        IICS26RouterMsgs.Packet memory packet = sendVoucher(voucher, 100);
        vm.assertEq(voucher.totalSupply(), 0);
        vm.warp(packet.timeoutTimestamp);
        timeOutAt(there, packet);
        vm.assertEq(voucher.balanceOf(bob), 100);
    }

    function test_voucherOfOneClientIsHeldByAnother() external {
        IBCERC20 voucher = bringVouchers(100);
        string memory other = there.router.addClient(counterparty("elsewhere-1"), address(there.client));
        IICS20TransferMsgs.SendTransferMsg memory transfer = transferOf(there, address(voucher), 10, alice);
        transfer.sourceClient = other;
        vm.prank(bob);
        voucher.approve(address(there.transfer), 10);
        send(there, bob, transfer);
        vm.assertEq(voucher.totalSupply(), 100);
        vm.assertEq(voucher.balanceOf(there.transfer.getEscrow(other)), 10);
    }

    function test_send_revertsWhenEscrowGetsAnotherAmount() external {
        IICS20TransferMsgs.SendTransferMsg memory transfer = transferOf(here, address(token), 100, bob);
        token.behave(FakeToken.Way.TakesFee);
        expectSendRevert(transfer, abi.encodeWithSelector(IICS20Transfer.ICS20UnexpectedERC20Balance.selector, 100, 99));
        token.behave(FakeToken.Way.MovesNothing);
        expectSendRevert(transfer, abi.encodeWithSelector(IICS20Transfer.ICS20UnexpectedERC20Balance.selector, 100, 0));
        token.behave(FakeToken.Way.ReturnsFalse);
        vm.expectRevert();
        vm.prank(alice);
        here.transfer.sendTransfer(transfer);
    }

    function test_send_revertsWhenMalformed() external {
        IICS20TransferMsgs.SendTransferMsg memory transfer = transferOf(here, address(token), 0, bob);
        expectSendRevert(transfer, abi.encodeWithSelector(IICS20Transfer.ICS20InvalidAmount.selector, 0));
        transfer = transferOf(here, address(token), 1, bob);
        transfer.receiver = "";
        expectSendRevert(transfer, abi.encodeWithSelector(IICS20Transfer.ICS20InvalidLength.selector, 1, 2048, 0));
        transfer.receiver = string(new bytes(2049));
        expectSendRevert(transfer, abi.encodeWithSelector(IICS20Transfer.ICS20InvalidLength.selector, 1, 2048, 2049));
        transfer = transferOf(here, address(token), 1, bob);
        transfer.memo = string(new bytes(32_769));
        expectSendRevert(
            transfer, abi.encodeWithSelector(IICS20Transfer.ICS20InvalidLength.selector, 0, 32_768, 32_769)
        );
    }

    function test_permitSendsInOneTransaction() external {
        IICS20Transfer.Permit memory permit = signPermit(100);
        vm.prank(alice);
        token.approve(address(here.transfer), 0);
        IICS20TransferMsgs.SendTransferMsg memory transfer = transferOf(here, address(token), 100, bob);
        vm.prank(alice);
        here.transfer.sendTransferWithPermit(transfer, permit);
        vm.assertEq(token.balanceOf(alice), 900);
        vm.expectRevert();
        vm.prank(alice);
        here.transfer.sendTransferWithPermit(transfer, permit);
    }

    /// @dev Rule 24: whoever sees the signature may use it first, and gains nothing.
    function test_permitThatWasUsedLeavesItToTheAllowance() external {
        IICS20Transfer.Permit memory permit = signPermit(100);
        vm.prank(relayer);
        token.permit(alice, address(here.transfer), 100, permit.deadline, permit.v, permit.r, permit.s);
        vm.prank(alice);
        here.transfer.sendTransferWithPermit(transferOf(here, address(token), 100, bob), permit);
        vm.assertEq(token.balanceOf(alice), 900);
        vm.assertEq(token.allowance(alice, address(here.transfer)), 0);
    }

    function test_permit2SendsInOneTransaction() external {
        vm.prank(alice);
        token.approve(address(permit2), 100);
        ISignatureTransfer.PermitTransferFrom memory permit = ISignatureTransfer.PermitTransferFrom(
            ISignatureTransfer.TokenPermissions(address(token), 100), 0, block.timestamp
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, permit2.digest(permit, address(here.transfer)));
        bytes memory signature = abi.encode(v, r, s);
        IICS20TransferMsgs.SendTransferMsg memory transfer = transferOf(here, address(token), 100, bob);
        vm.expectRevert(FakePermit2.WrongSigner.selector);
        vm.prank(relayer);
        here.transfer.sendTransferWithPermit2(transfer, permit, signature);
        vm.prank(alice);
        here.transfer.sendTransferWithPermit2(transfer, permit, signature);
        vm.assertEq(token.balanceOf(alice), 900);
        permit.permitted.token = bob;
        vm.expectRevert(abi.encodeWithSelector(IICS20Transfer.ICS20Permit2TokenMismatch.selector, bob, address(token)));
        vm.prank(alice);
        here.transfer.sendTransferWithPermit2(transfer, permit, signature);
    }

    function test_whatIsNoTransferIsRefused() external {
        IICS26RouterMsgs.Payload[8] memory payloads;
        for (uint256 i = 0; i < payloads.length; ++i) {
            payloads[i] = payloadOf(dataOf("uatom", 1));
        }
        payloads[0].version = "ics20-2";
        payloads[1].encoding = "application/json";
        payloads[2].value = "";
        payloads[3].value = hex"ff";
        payloads[4] = payloadOf(dataOf("uatom", 0));
        payloads[5] = payloadOf(dataOf(string.concat("transfer/", there.clientId, "/uatom"), 1));
        payloads[6] = payloadOf(dataOf(string.concat("transfer/", there.clientId, "/", hexOf(address(token))), 1));
        payloads[7].value = abi.encode(uint256(32), type(uint256).max, type(uint256).max);
        for (uint256 i = 0; i < payloads.length; ++i) {
            vm.assertEq(receiveAt(here, forge(payloads[i])), REFUSED);
        }
        vm.assertEq(receiveAt(here, forge(payloadOf(dataOf("uatom", 1)))), SUCCESS);
    }

    /// @dev What another client's tokens wait in is not this client's to take from.
    function test_escrowsOfClientsAreApart() external {
        send(here, alice, transferOf(here, address(token), 100, bob));
        string memory other = here.router.addClient(counterparty("client-0"), address(here.client));
        string memory back = there.router.addClient(counterparty(other), address(there.client));
        vm.assertEq(back, "client-0");
        IICS26RouterMsgs.Payload memory payload =
            payloadOf(dataOf(string.concat("transfer/", back, "/", hexOf(address(token))), 1));
        vm.recordLogs();
        vm.prank(address(there.transfer));
        there.router.sendPacket(IICS26RouterMsgs.MsgSendPacket(back, uint64(block.timestamp + 60), payload));
        vm.assertEq(receiveAt(here, sentPacket()), REFUSED);
    }

    function test_pauseStopsEverythingAndLosesNothing() external {
        IICS26RouterMsgs.Packet memory first = send(here, alice, transferOf(here, address(token), 1, bob));
        IICS26RouterMsgs.Packet memory second = send(here, alice, transferOf(here, address(token), 2, bob));
        receiveAt(there, first);
        vm.startPrank(pauser);
        here.transfer.pause();
        there.transfer.pause();
        vm.stopPrank();
        expectSendRevert(
            transferOf(here, address(token), 1, bob), abi.encodeWithSelector(PausableUpgradeable.EnforcedPause.selector)
        );
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        here.router.ackPacket(ackMsg(first, SUCCESS));
        vm.assertEq(receiveAt(there, second), REFUSED);
        vm.prank(unpauser);
        here.transfer.unpause();
        acknowledgeAt(here, first, SUCCESS);
        acknowledgeAt(here, second, REFUSED);
        vm.assertEq(token.balanceOf(alice), 999);
    }

    function test_rateLimitBoundsWhatComesBack() external {
        IBCERC20 voucher = bringVouchers(100);
        IEscrow escrow = IEscrow(here.transfer.getEscrow(here.clientId));
        vm.prank(rateLimiter);
        escrow.setRateLimit(address(token), 50);
        vm.assertEq(receiveAt(here, sendVoucher(voucher, 30)), SUCCESS);
        vm.assertEq(escrow.getDailyUsage(address(token)), 30);
        IICS26RouterMsgs.Packet memory packet = sendVoucher(voucher, 21);
        vm.assertEq(receiveAt(here, packet), REFUSED);
        acknowledgeAt(there, packet, REFUSED);
        vm.assertEq(voucher.balanceOf(bob), 70);
        packet = send(here, alice, transferOf(here, address(token), 5, bob));
        vm.assertEq(escrow.getDailyUsage(address(token)), 30);
        receiveAt(there, packet);
        acknowledgeAt(here, packet, SUCCESS);
        vm.assertEq(escrow.getDailyUsage(address(token)), 25);
        pass(1 days);
        vm.assertEq(escrow.getDailyUsage(address(token)), 0);
        vm.assertEq(receiveAt(here, sendVoucher(voucher, 50)), SUCCESS);
    }

    /// @dev Rule 24: what never left is given back, whatever the limit, and tells nothing about what may leave.
    function test_rateLimitNeverTrapsRefunds() external {
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 100, bob));
        IEscrow escrow = IEscrow(here.transfer.getEscrow(here.clientId));
        vm.prank(rateLimiter);
        escrow.setRateLimit(address(token), 1);
        vm.warp(packet.timeoutTimestamp);
        timeOutAt(here, packet);
        vm.assertEq(token.balanceOf(alice), 1000);
        vm.assertEq(escrow.getDailyUsage(address(token)), 0);
    }

    function test_customTokenIsMintedAndBurned() external {
        string memory denom = string.concat("transfer/", here.clientId, "/uatom");
        FakeToken custom = new FakeToken();
        setCustom(denom, address(custom));
        vm.assertEq(receiveAt(here, forge(payloadOf(dataOf("uatom", 70)))), SUCCESS);
        vm.assertEq(custom.balanceOf(bob), 70);
        vm.prank(bob);
        custom.approve(address(here.transfer), 70);
        send(here, bob, transferOf(here, address(custom), 70, alice));
        vm.assertEq(custom.totalSupply(), 0);
    }

    function test_setCustomERC20_revertsWhenTaken() external {
        string memory denom = string.concat("transfer/", here.clientId, "/uatom");
        setCustom(denom, address(token));
        expectCustomRevert(denom, bob, IICS20Transfer.ICS20DenomAlreadyExists.selector);
        expectCustomRevert("transfer/a/b", address(token), IICS20Transfer.ICS20TokenAlreadyExists.selector);
        expectCustomRevert(hexOf(bob), bob, IICS20Transfer.ICS20InvalidDenom.selector);
        expectCustomRevert("transfer/a/", bob, IICS20Transfer.ICS20InvalidDenom.selector);
        expectCustomRevert("transfer//b", bob, IICS20Transfer.ICS20InvalidDenom.selector);
    }

    function test_onlyTheRouterCallsBack() external {
        IICS26RouterMsgs.Payload memory payload = payloadOf(dataOf("uatom", 1));
        vm.expectRevert(abi.encodeWithSelector(IICS20Transfer.ICS20Unauthorized.selector, address(this)));
        here.transfer
            .onRecvPacket(IIBCAppCallbacks.OnRecvPacketCallback(there.clientId, here.clientId, 1, payload, relayer));
        vm.expectRevert(abi.encodeWithSelector(IICS20Transfer.ICS20Unauthorized.selector, address(this)));
        here.transfer
            .onAcknowledgementPacket(
                IIBCAppCallbacks.OnAcknowledgementPacketCallback(
                    here.clientId, there.clientId, 1, payload, REFUSED, relayer
                )
            );
        vm.expectRevert(abi.encodeWithSelector(IICS20Transfer.ICS20Unauthorized.selector, address(this)));
        here.transfer
            .onTimeoutPacket(
                IIBCAppCallbacks.OnTimeoutPacketCallback(here.clientId, there.clientId, 1, payload, relayer)
            );
        vm.expectRevert(abi.encodeWithSelector(IICS20Transfer.ICS20Unauthorized.selector, address(this)));
        here.transfer.payRefund(here.clientId, IICS20Transfer.Refund(address(token), alice, 1, false));
    }

    function test_onlyTheTransferApplicationMovesEscrowsAndVouchers() external {
        IBCERC20 voucher = bringVouchers(100);
        IEscrow escrow = IEscrow(here.transfer.getEscrow(here.clientId));
        bytes memory unauthorized = abi.encodeWithSelector(IEscrow.EscrowUnauthorized.selector, address(this));
        vm.expectRevert(unauthorized);
        escrow.send(IERC20(address(token)), bob, 1);
        vm.expectRevert(unauthorized);
        escrow.refund(IERC20(address(token)), bob, 1);
        vm.expectRevert(unauthorized);
        escrow.recvCallback(address(token), bob, 1);
        vm.expectRevert(unauthorized);
        escrow.setRateLimit(address(token), 1);
        vm.expectRevert(abi.encodeWithSelector(IIBCERC20.IBCERC20Unauthorized.selector, address(this)));
        voucher.mint(address(escrow), 1);
        vm.expectRevert(abi.encodeWithSelector(IIBCERC20.IBCERC20Unauthorized.selector, address(this)));
        voucher.burn(bob, 1);
        vm.expectPartialRevert(IIBCERC20.IBCERC20NotEscrow.selector);
        vm.prank(address(there.transfer));
        voucher.mint(bob, 1);
        vm.expectPartialRevert(IIBCERC20.IBCERC20NotEscrow.selector);
        vm.prank(address(there.transfer));
        voucher.burn(bob, 1);
    }

    function test_sendTransferWithSender_revertsWithoutTheRole() external {
        IICS20TransferMsgs.SendTransferMsg memory transfer = transferOf(here, address(token), 1, bob);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        vm.prank(alice);
        here.transfer.sendTransferWithSender(transfer, bob);
    }

    /// @dev Who may send for others sends its own tokens, and a refund goes to whom it sent for.
    function test_sendTransferWithSenderSendsForAnother() external {
        bytes memory call = abi.encodeCall(IAccessManager.grantRole, (Roles.DELEGATE_SENDER, alice, uint32(0)));
        vm.prank(admin);
        here.manager.schedule(address(here.manager), call, 0);
        pass(7 days);
        vm.prank(admin);
        here.manager.execute(address(here.manager), call);
        vm.recordLogs();
        vm.prank(alice);
        here.transfer.sendTransferWithSender(transferOf(here, address(token), 100, alice), bob);
        IICS26RouterMsgs.Packet memory packet = sentPacket();
        IICS20TransferMsgs.FungibleTokenPacketData memory data =
            abi.decode(packet.payloads[0].value, (IICS20TransferMsgs.FungibleTokenPacketData));
        vm.assertEq(data.sender, hexOf(bob));
        vm.assertEq(token.balanceOf(alice), 900);
        vm.warp(packet.timeoutTimestamp);
        timeOutAt(here, packet);
        vm.assertEq(token.balanceOf(bob), 100);
    }

    /// @dev An indexer sees what a packet did before it sees how the packet was answered.
    function test_eventsAreInOrder() external {
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 100, bob));
        vm.recordLogs();
        there.router.recvPacket(recvMsg(packet));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        address voucher =
            there.transfer.ibcERC20Contract(string.concat("transfer/", there.clientId, "/", hexOf(address(token))));
        bytes32[] memory topics = new bytes32[](logs.length);
        uint256 count;
        for (uint256 i = 0; i < logs.length; ++i) {
            bool isOfVoucher = logs[i].emitter == voucher && logs[i].topics[0] == IERC20.Transfer.selector;
            bool isOurs = logs[i].emitter == address(there.router) || logs[i].emitter == address(there.transfer);
            if (isOfVoucher || isOurs) topics[count++] = logs[i].topics[0];
        }
        vm.assertEq(count, 4);
        vm.assertEq(topics[0], IICS20Transfer.IBCERC20ContractCreated.selector);
        vm.assertEq(topics[1], IERC20.Transfer.selector);
        vm.assertEq(topics[2], IERC20.Transfer.selector);
        vm.assertEq(topics[3], IICS26Router.WriteAcknowledgement.selector);
        packet = forge(payloadOf(dataOf("uatom", 0)));
        vm.recordLogs();
        here.router.recvPacket(recvMsg(packet));
        logs = vm.getRecordedLogs();
        vm.assertEq(logs[0].topics[0], IICS26Router.IBCAppRecvPacketCallbackError.selector);
        vm.assertEq(
            abi.decode(logs[0].data, (bytes)), abi.encodeWithSelector(IICS20Transfer.ICS20InvalidAmount.selector, 0)
        );
        vm.assertEq(logs[1].topics[0], IICS26Router.WriteAcknowledgement.selector);
    }

    /// @dev Only the error acknowledgement is one: whatever else the counterparty answered, it has the tokens.
    function test_anyOtherAcknowledgementIsSuccess() external {
        bytes[3] memory answers = [bytes("{}"), bytes.concat(REFUSED, hex"00"), bytes.concat(hex"00", REFUSED)];
        for (uint256 i = 0; i < answers.length; ++i) {
            IICS26RouterMsgs.Payload memory payload = payloadOf(dataOf(hexOf(address(token)), 1));
            send(here, alice, transferOf(here, address(token), 1, bob));
            uint256 before = token.balanceOf(alice);
            vm.prank(address(here.router));
            here.transfer
                .onAcknowledgementPacket(
                    IIBCAppCallbacks.OnAcknowledgementPacketCallback(
                        here.clientId, there.clientId, uint64(i), payload, answers[i], relayer
                    )
                );
            vm.assertEq(token.balanceOf(alice), before);
        }
    }

    function bringVouchers(uint256 amount) private returns (IBCERC20) {
        IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), amount, bob));
        vm.assertEq(receiveAt(there, packet), SUCCESS);
        acknowledgeAt(here, packet, SUCCESS);
        string memory path = string.concat("transfer/", there.clientId, "/", hexOf(address(token)));
        return IBCERC20(there.transfer.ibcERC20Contract(path));
    }

    function sendVoucher(IBCERC20 voucher, uint256 amount) private returns (IICS26RouterMsgs.Packet memory) {
        vm.prank(bob);
        voucher.approve(address(there.transfer), amount);
        return send(there, bob, transferOf(there, address(voucher), amount, alice));
    }

    /// @dev A packet that no honest application sends.
    function forge(IICS26RouterMsgs.Payload memory payload) private returns (IICS26RouterMsgs.Packet memory) {
        vm.recordLogs();
        vm.prank(address(there.transfer));
        there.router.sendPacket(IICS26RouterMsgs.MsgSendPacket(there.clientId, uint64(block.timestamp + 60), payload));
        return sentPacket();
    }

    function dataOf(string memory denom, uint256 amount)
        private
        view
        returns (IICS20TransferMsgs.FungibleTokenPacketData memory)
    {
        return IICS20TransferMsgs.FungibleTokenPacketData(denom, hexOf(alice), hexOf(bob), amount, "");
    }

    function payloadOf(IICS20TransferMsgs.FungibleTokenPacketData memory data)
        private
        pure
        returns (IICS26RouterMsgs.Payload memory)
    {
        return
            IICS26RouterMsgs.Payload("transfer", "transfer", "ics20-1", "application/x-solidity-abi", abi.encode(data));
    }

    function signPermit(uint256 amount) private view returns (IICS20Transfer.Permit memory) {
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 structHash = keccak256(abi.encode(typeHash, alice, address(here.transfer), amount, 0, block.timestamp));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, digest);
        return IICS20Transfer.Permit(block.timestamp, v, r, s);
    }

    /// @dev As the administration does it: announced, and a week later.
    function setCustom(string memory denom, address custom) private {
        bytes memory call = abi.encodeCall(IICS20Transfer.setCustomERC20, (denom, custom));
        vm.prank(erc20Customizer);
        here.manager.schedule(address(here.transfer), call, 0);
        pass(7 days);
        vm.prank(erc20Customizer);
        here.transfer.setCustomERC20(denom, custom);
    }

    function expectCustomRevert(string memory denom, address custom, bytes4 error_) private {
        vm.prank(erc20Customizer);
        here.manager.schedule(address(here.transfer), abi.encodeCall(IICS20Transfer.setCustomERC20, (denom, custom)), 0);
        pass(7 days);
        vm.expectPartialRevert(error_);
        vm.prank(erc20Customizer);
        here.transfer.setCustomERC20(denom, custom);
    }

    function expectSendRevert(IICS20TransferMsgs.SendTransferMsg memory transfer, bytes memory error_) private {
        vm.expectRevert(error_);
        vm.prank(alice);
        here.transfer.sendTransfer(transfer);
    }
}
