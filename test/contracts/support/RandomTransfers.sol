// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IICS20TransferMsgs} from "../../../contracts/solidity/interfaces/IICS20TransferMsgs.sol";
import {IICS26Router} from "../../../contracts/solidity/interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {ILightClientStatus} from "../../../contracts/solidity/interfaces/ILightClientStatus.sol";
import {FakeToken} from "./FakeToken.sol";
import {TwoChains} from "./TwoChains.sol";
import {Vm} from "./Vm.sol";

/// @notice Sends, relays, repeats, delays and fails at random, and counts how each packet ended.
contract RandomTransfers is TwoChains {
    struct Sent {
        bool fromHere;
        IICS26RouterMsgs.Packet packet;
        bytes acknowledgement;
        uint256 ends;
    }

    uint256 public constant SUPPLY = 1_000_000;

    Sent[] private sent;
    FakeToken private token;
    address private voucher;
    bool private tokenBroken;
    address[3] private users = [nobody("user 1"), nobody("user 2"), nobody("user 3")];

    uint256 public received;
    uint256 public ended;
    uint256 public claimed;
    bool public brokeOnce;

    function setUp() external {
        setUpChains();
        token = new FakeToken();
        for (uint256 i = 0; i < users.length; ++i) {
            token.mint(users[i], SUPPLY);
        }
    }

    /// @param how Whether it goes out or home, and with a receiver that is none
    function sendTokens(uint256 user, uint256 amount, uint256 how) external {
        address sender = users[user % users.length];
        bool fromHere = how % 2 == 0 || voucher == address(0);
        Chain storage from = fromHere ? here : there;
        address asset = fromHere ? address(token) : voucher;
        uint256 balance = IERC20(asset).balanceOf(sender);
        if (balance == 0) return;
        IICS20TransferMsgs.SendTransferMsg memory transfer =
            transferOf(from, asset, bound(amount, 1, balance), users[(user / 3) % users.length]);
        if (how % 5 == 0) transfer.receiver = "nobody";
        vm.prank(sender);
        IERC20(asset).approve(address(from.transfer), transfer.amount);
        vm.recordLogs();
        vm.prank(sender);
        (bool success,) = address(from.transfer).call(abi.encodeCall(from.transfer.sendTransfer, (transfer)));
        bool active = from.client.status() == ILightClientStatus.Status.Active;
        // It fails when the client or the token does, and never else.
        if (success != (active && !(fromHere && tokenBroken))) brokeOnce = true;
        if (!success) return;
        Sent storage entry = sent.push();
        entry.fromHere = fromHere;
        entry.packet = sentPacket();
    }

    function receive_(uint256 index) external {
        if (sent.length == 0) return;
        Sent storage entry = pick(index);
        Chain storage to = entry.fromHere ? there : here;
        vm.recordLogs();
        vm.prank(relayer);
        (bool success,) = address(to.router).call(abi.encodeCall(IICS26Router.recvPacket, (recvMsg(entry.packet))));
        if (!success) return;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IICS26Router.WriteAcknowledgement.selector) continue;
            (, bytes[] memory acks) = abi.decode(logs[i].data, (IICS26RouterMsgs.Packet, bytes[]));
            // A packet is answered once, and not after its end.
            if (entry.acknowledgement.length > 0 || entry.ends > 0) brokeOnce = true;
            entry.acknowledgement = acks[0];
            ++received;
        }
        if (voucher == address(0)) findVoucher();
    }

    function acknowledge(uint256 index) external {
        if (sent.length == 0) return;
        Sent storage entry = pick(index);
        if (entry.acknowledgement.length == 0) return;
        bytes memory call = abi.encodeCall(IICS26Router.ackPacket, (ackMsg(entry.packet, entry.acknowledgement)));
        end(entry, call, IICS26Router.AckPacket.selector);
    }

    function timeOut(uint256 index) external {
        if (sent.length == 0) return;
        Sent storage entry = pick(index);
        bytes memory call = abi.encodeCall(IICS26Router.timeoutPacket, (timeoutMsg(entry.packet)));
        end(entry, call, IICS26Router.TimeoutPacket.selector);
    }

    function claim(uint256 index) external {
        for (uint256 i = 0; i < sent.length; ++i) {
            Sent storage entry = sent[(index % sent.length + i) % sent.length];
            Chain storage from = entry.fromHere ? here : there;
            if (from.transfer.getRefund(from.clientId, entry.packet.sequence).amount == 0) continue;
            vm.prank(relayer);
            try from.transfer.claimRefund(from.clientId, entry.packet.sequence) {
                ++claimed;
            } catch {
                if (!tokenBroken) brokeOnce = true;
            }
            return;
        }
    }

    function passTime(uint256 duration) external {
        pass(bound(duration, 1, 20 minutes));
    }

    function breakToken(uint256 how) external {
        tokenBroken = how % 4 == 0;
        token.behave(tokenBroken ? FakeToken.Way.Reverts : FakeToken.Way.Honest);
    }

    function changeStatus(uint256 how) external {
        Chain storage chain = how % 2 == 0 ? here : there;
        chain.client.setStatus(how % 8 < 2 ? ILightClientStatus.Status.Frozen : ILightClientStatus.Status.Active);
    }

    /// @notice What is in the escrow beyond the vouchers and what is on its way, in either direction.
    function excess() external view returns (int256) {
        uint256 escrowed = token.balanceOf(here.transfer.getEscrow(here.clientId));
        uint256 owed = voucher == address(0) ? 0 : IERC20(voucher).totalSupply();
        for (uint256 i = 0; i < sent.length; ++i) {
            owed += owedFor(sent[i]);
        }
        return int256(escrowed) - int256(owed);
    }

    function totalOfTokens() external view returns (uint256 total) {
        for (uint256 i = 0; i < users.length; ++i) {
            total += token.balanceOf(users[i]);
        }
        total += token.balanceOf(here.transfer.getEscrow(here.clientId));
    }

    function mostEnds() external view returns (uint256 most) {
        for (uint256 i = 0; i < sent.length; ++i) {
            if (sent[i].ends > most) most = sent[i].ends;
        }
    }

    function end(Sent storage entry, bytes memory call, bytes32 topic) private {
        Chain storage from = entry.fromHere ? here : there;
        vm.recordLogs();
        vm.prank(relayer);
        (bool success,) = address(from.router).call(call);
        if (!success) return;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == topic) {
                ++entry.ends;
                ++ended;
            }
        }
    }

    /// @dev A packet's tokens are owed until it is received with success, or its refund is paid out.
    function owedFor(Sent storage entry) private view returns (uint256) {
        Chain storage from = entry.fromHere ? here : there;
        bytes memory value = entry.packet.payloads[0].value;
        uint256 amount = abi.decode(value, (IICS20TransferMsgs.FungibleTokenPacketData)).amount;
        if (entry.ends == 0) {
            bool arrived = keccak256(entry.acknowledgement) == keccak256(SUCCESS);
            return arrived ? 0 : amount;
        }
        return from.transfer.getRefund(from.clientId, entry.packet.sequence).amount;
    }

    /// @dev Rather one of the last, since the others have ended.
    function pick(uint256 index) private view returns (Sent storage) {
        uint256 count = sent.length;
        if (index % 4 == 0 || count < 8) return sent[index % count];
        return sent[count - 1 - index % 8];
    }

    function findVoucher() private {
        string memory path = string.concat("transfer/", there.clientId, "/", hexOf(address(token)));
        try there.transfer.ibcERC20Contract(path) returns (address found) {
            voucher = found;
        } catch {
            return;
        }
    }
}
