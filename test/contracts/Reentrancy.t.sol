// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IICS20Transfer} from "../../contracts/solidity/interfaces/IICS20Transfer.sol";
import {IICS20TransferMsgs} from "../../contracts/solidity/interfaces/IICS20TransferMsgs.sol";
import {IICS26Router} from "../../contracts/solidity/interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {ISignatureTransfer} from "../../contracts/solidity/interfaces/ISignatureTransfer.sol";
import {FakePermit2} from "./support/FakePermit2.sol";
import {FakeSender} from "./support/FakeSender.sol";
import {FakeToken} from "./support/FakeToken.sol";
import {TwoChains} from "./support/TwoChains.sol";

/// @notice A token, a permit or a sender that is called calls back, at every place and every function: it gets nowhere, or
/// nowhere that it could not have got by itself.
contract ReentrancyTest is TwoChains {
    uint256 private constant ALICE_KEY = 0xa11ce;

    struct Call {
        address target;
        bytes data;
    }

    FakePermit2 private permit2 = new FakePermit2();
    FakeToken private token;
    FakeSender private contract_;
    address private alice = vm.addr(ALICE_KEY);
    address private bob = nobody("bob");
    IICS26RouterMsgs.Packet private pending;
    IICS26RouterMsgs.Packet private deferred;
    IICS26RouterMsgs.Packet private incoming;

    /// @dev Beforehand: 100 are vouchers, one packet is pending, one refund deferred, and one packet under way home.
    function setUp() external {
        usePermit2(address(permit2));
        setUpChains();
        token = new FakeToken();
        contract_ = new FakeSender();
        token.mint(alice, 1000);
        token.mint(address(contract_), 1000);
        token.mint(address(token), 1000);
        vm.startPrank(alice);
        token.approve(address(here.transfer), type(uint256).max);
        token.approve(address(permit2), type(uint256).max);
        vm.stopPrank();
        vm.prank(address(token));
        token.approve(address(here.transfer), type(uint256).max);
        receiveAt(there, send(here, alice, transferOf(here, address(token), 100, bob)));
        deferred = send(here, alice, transferOf(here, address(token), 10, bob));
        vm.warp(deferred.timeoutTimestamp);
        token.behave(FakeToken.Way.Reverts);
        timeOutAt(here, deferred);
        token.behave(FakeToken.Way.Honest);
        pending = send(here, alice, transferOf(here, address(token), 10, bob));
        incoming = sendHome(20);
        pass(60);
    }

    /// @dev Nothing of the application is entered a second time while a token is asked for what is sent.
    function test_tokenWithinASend() external {
        Call[] memory calls = guardedCalls();
        for (uint256 i = 0; i < calls.length; ++i) {
            token.callBefore(calls[i].target, calls[i].data);
            send(here, alice, transferOf(here, address(token), 10, bob));
            assertRefused(i);
        }
        assertCovered(120 + 10 * calls.length);
    }

    function test_permitWithinASend() external {
        Call[] memory calls = guardedCalls();
        for (uint256 i = 0; i < calls.length; ++i) {
            IICS20Transfer.Permit memory permit = signPermit(10, i);
            token.callBefore(calls[i].target, calls[i].data);
            vm.prank(alice);
            here.transfer.sendTransferWithPermit(transferOf(here, address(token), 10, bob), permit);
            assertRefused(i);
        }
        assertCovered(120 + 10 * calls.length);
    }

    function test_permit2WithinASend() external {
        Call[] memory calls = guardedCalls();
        for (uint256 i = 0; i < calls.length; ++i) {
            token.callBefore(calls[i].target, calls[i].data);
            sendByPermit2(10);
            assertRefused(i);
        }
        assertCovered(120 + 10 * calls.length);
    }

    /// @dev What a packet pays out of the escrow within a send is not mistaken for what the send put in, and the reverse.
    function test_packetOfTheSameTokenWithinASend() external {
        bytes memory receive_ = abi.encodeCall(IICS26Router.recvPacket, (recvMsg(incoming)));
        IICS20TransferMsgs.SendTransferMsg memory transfer = transferOf(here, address(token), 20, bob);
        token.callBefore(address(here.router), receive_);
        vm.expectRevert(abi.encodeWithSelector(IICS20Transfer.ICS20UnexpectedERC20Balance.selector, 140, 120));
        vm.prank(alice);
        here.transfer.sendTransfer(transfer);
        vm.warp(pending.timeoutTimestamp);
        transfer = transferOf(here, address(token), 20, bob);
        token.callBefore(address(here.router), abi.encodeCall(IICS26Router.timeoutPacket, (timeoutMsg(pending))));
        vm.expectRevert(abi.encodeWithSelector(IICS20Transfer.ICS20UnexpectedERC20Balance.selector, 140, 130));
        vm.prank(alice);
        here.transfer.sendTransfer(transfer);
        assertCovered(120);
    }

    /// @dev While a packet is handled no other is, and nothing is sent.
    function test_tokenWithinAPacket() external {
        Call[] memory calls = packetCalls();
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            token.callBefore(calls[i].target, calls[i].data);
            vm.assertEq(receiveAt(here, incoming), SUCCESS);
            assertRefused(i);
            assertCovered(100);
            vm.revertToState(snapshot);

            token.callBefore(calls[i].target, calls[i].data);
            vm.warp(pending.timeoutTimestamp);
            timeOutAt(here, pending);
            assertRefused(i);
            assertCovered(110);
            vm.revertToState(snapshot);

            vm.prank(pauser);
            there.transfer.pause();
            receiveAt(there, pending);
            token.callBefore(calls[i].target, calls[i].data);
            acknowledgeAt(here, pending, REFUSED);
            assertRefused(i);
            assertCovered(110);
            vm.revertToState(snapshot);
        }
    }

    function test_tokenWithinAClaim() external {
        Call[] memory calls = guardedCalls();
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            token.callBefore(calls[i].target, calls[i].data);
            here.transfer.claimRefund(here.clientId, deferred.sequence);
            assertRefused(i);
            assertCovered(110);
            vm.revertToState(snapshot);
        }
    }

    /// @dev A deferred refund that is claimed while tokens are paid out is paid once, and what is paid out as well. Within
    /// another refund there is too little gas for it.
    function test_claimWithinAPacket() external {
        bytes memory claim = abi.encodeCall(IICS20Transfer.claimRefund, (here.clientId, deferred.sequence));
        token.callBefore(address(here.transfer), claim);
        vm.assertEq(receiveAt(here, incoming), SUCCESS);
        vm.assertTrue(token.hookSucceeded());
        assertCovered(90);
        vm.expectPartialRevert(IICS20Transfer.ICS20ClaimNotFound.selector);
        here.transfer.claimRefund(here.clientId, deferred.sequence);
        token.callBefore(address(here.transfer), claim);
        vm.warp(pending.timeoutTimestamp);
        timeOutAt(here, pending);
        vm.assertFalse(token.hookSucceeded());
        assertCovered(80);
    }

    function test_senderWithinItsCallbacks() external {
        Call[] memory calls = packetCalls();
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            IICS26RouterMsgs.Packet memory packet = sendAsContract();
            contract_.reenter(calls[i].target, calls[i].data);
            receiveAt(there, packet);
            acknowledgeAt(here, packet, SUCCESS);
            assertGuarded(contract_.innerError(), i);
            vm.revertToState(snapshot);

            packet = sendAsContract();
            contract_.reenter(calls[i].target, calls[i].data);
            vm.warp(packet.timeoutTimestamp);
            timeOutAt(here, packet);
            assertGuarded(contract_.innerError(), i);
            assertCovered(120);
            vm.revertToState(snapshot);
        }
    }

    /// @dev Everything of the application that moves something.
    function guardedCalls() private view returns (Call[] memory calls) {
        IICS20TransferMsgs.SendTransferMsg memory transfer = transferOf(here, address(token), 10, bob);
        ISignatureTransfer.PermitTransferFrom memory permit = permitOf(10);
        bytes[] memory batch = new bytes[](1);
        batch[0] = abi.encodeCall(IICS20Transfer.sendTransfer, (transfer));
        bytes[8] memory data = [
            batch[0],
            abi.encodeCall(
                IICS20Transfer.sendTransferWithPermit, (transfer, IICS20Transfer.Permit(0, 0, bytes32(0), bytes32(0)))
            ),
            abi.encodeCall(IICS20Transfer.sendTransferWithPermit2, (transfer, permit, signPermit2(permit))),
            abi.encodeCall(IICS20Transfer.sendTransferWithSender, (transfer, bob)),
            abi.encodeCall(IICS20Transfer.claimRefund, (here.clientId, deferred.sequence)),
            abi.encodeCall(IICS20Transfer.retrySenderCallback, (bob, "")),
            abi.encodeWithSignature("multicall(bytes[])", batch),
            abi.encodeCall(
                IICS20Transfer.payRefund, (here.clientId, IICS20Transfer.Refund(address(token), bob, 1, false))
            )
        ];
        calls = new Call[](data.length);
        for (uint256 i = 0; i < data.length; ++i) {
            calls[i] = Call(address(here.transfer), data[i]);
        }
    }

    /// @dev Everything of the router that handles a packet, and what sends one.
    function packetCalls() private view returns (Call[] memory calls) {
        bytes[] memory batch = new bytes[](1);
        batch[0] = abi.encodeCall(IICS26Router.recvPacket, (recvMsg(incoming)));
        address router = address(here.router);
        calls = new Call[](6);
        calls[0] = Call(router, batch[0]);
        calls[1] = Call(router, abi.encodeCall(IICS26Router.ackPacket, (ackMsg(pending, SUCCESS))));
        calls[2] = Call(router, abi.encodeCall(IICS26Router.timeoutPacket, (timeoutMsg(pending))));
        calls[3] = Call(router, abi.encodeWithSignature("multicall(bytes[])", batch));
        IICS26RouterMsgs.MsgSendPacket memory packet =
            IICS26RouterMsgs.MsgSendPacket(here.clientId, pending.timeoutTimestamp, pending.payloads[0]);
        calls[4] = Call(router, abi.encodeCall(IICS26Router.sendPacket, (packet)));
        calls[5] = Call(
            address(here.transfer),
            abi.encodeCall(IICS20Transfer.sendTransfer, (transferOf(here, address(token), 10, bob)))
        );
    }

    function assertRefused(uint256 index) private view {
        vm.assertFalse(token.hookSucceeded(), vm.toString(index));
        assertGuarded(token.lastHookError(), index);
    }

    /// @dev Only what nobody but the application itself may call is refused before the guard is asked. A token or sender
    /// that sends within a packet has nothing of its own allowed, or meets the router's guard.
    function assertGuarded(bytes memory error_, uint256 index) private pure {
        bytes4 selector = bytes4(error_);
        bool guarded = selector == ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        vm.assertTrue(guarded || selector == IICS20Transfer.ICS20Unauthorized.selector, vm.toString(index));
    }

    /// @dev The escrow holds what it should, and nothing has come into being.
    function assertCovered(uint256 escrowed) private view {
        uint256 held = token.balanceOf(here.transfer.getEscrow(here.clientId));
        vm.assertEq(held, escrowed, "escrow");
        uint256 others = token.balanceOf(alice) + token.balanceOf(address(contract_)) + token.balanceOf(address(token));
        vm.assertEq(held + others + token.balanceOf(bob), 3000, "all tokens");
    }

    function sendAsContract() private returns (IICS26RouterMsgs.Packet memory) {
        vm.recordLogs();
        contract_.send(here.transfer, transferOf(here, address(token), 100, bob));
        vm.prank(address(contract_));
        token.approve(address(here.transfer), type(uint256).max);
        return sentPacket();
    }

    function sendHome(uint256 amount) private returns (IICS26RouterMsgs.Packet memory) {
        IERC20 voucher = IERC20(
            there.transfer.ibcERC20Contract(string.concat("transfer/", there.clientId, "/", hexOf(address(token))))
        );
        vm.prank(bob);
        voucher.approve(address(there.transfer), amount);
        return send(there, bob, transferOf(there, address(voucher), amount, alice));
    }

    function sendByPermit2(uint256 amount) private {
        ISignatureTransfer.PermitTransferFrom memory permit = permitOf(amount);
        bytes memory signature = signPermit2(permit);
        vm.prank(alice);
        here.transfer.sendTransferWithPermit2(transferOf(here, address(token), amount, bob), permit, signature);
    }

    function permitOf(uint256 amount) private view returns (ISignatureTransfer.PermitTransferFrom memory) {
        return ISignatureTransfer.PermitTransferFrom(
            ISignatureTransfer.TokenPermissions(address(token), amount), 0, vm.getBlockTimestamp()
        );
    }

    function signPermit2(ISignatureTransfer.PermitTransferFrom memory permit) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, permit2.digest(permit, address(here.transfer)));
        return abi.encode(v, r, s);
    }

    function signPermit(uint256 amount, uint256 nonce) private view returns (IICS20Transfer.Permit memory) {
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        uint256 deadline = vm.getBlockTimestamp();
        bytes32 structHash = keccak256(abi.encode(typeHash, alice, address(here.transfer), amount, nonce, deadline));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, digest);
        return IICS20Transfer.Permit(deadline, v, r, s);
    }
}
