// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IICS20TransferMsgs} from "../../../contracts/solidity/interfaces/IICS20TransferMsgs.sol";
import {IICS26Router} from "../../../contracts/solidity/interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {ILightClientStatus} from "../../../contracts/solidity/interfaces/ILightClientStatus.sol";
import {FakeLightClient} from "./FakeLightClient.sol";
import {FakeToken} from "./FakeToken.sol";
import {TwoChains} from "./TwoChains.sol";
import {Vm} from "./Vm.sol";

/// @notice Sends two tokens over two clients, relays, repeats, delays and fails at random, and counts how each packet ended.
contract RandomTransfers is TwoChains {
    struct Sent {
        bool fromHere;
        uint256 lane;
        uint256 token;
        IICS26RouterMsgs.Packet packet;
        bytes acknowledgement;
        uint256 ends;
    }

    /// @dev A pair of clients: one on either side.
    struct Lane {
        string idHere;
        string idThere;
        FakeLightClient here;
        FakeLightClient there;
        address[2] vouchers;
    }

    uint256 public constant SUPPLY = 1_000_000;

    Sent[] private sent;
    Lane[2] private lanes;
    FakeToken[2] private tokens;
    bool[2] private tokenBroken;
    address[3] private users = [nobody("user 1"), nobody("user 2"), nobody("user 3")];

    uint256 public received;
    uint256 public ended;
    uint256 public claimed;
    bool public brokeOnce;

    function setUp() external {
        setUpChains();
        address[2] memory none;
        lanes[0] = Lane(here.clientId, there.clientId, here.client, there.client, none);
        FakeLightClient atHere = new FakeLightClient(there.router);
        FakeLightClient atThere = new FakeLightClient(here.router);
        string memory idHere = here.router.addClient(counterparty("client-0"), address(atHere));
        string memory idThere = there.router.addClient(counterparty(idHere), address(atThere));
        lanes[1] = Lane(idHere, idThere, atHere, atThere, none);
        for (uint256 i = 0; i < users.length * 2; ++i) {
            if (i < 2) tokens[i] = new FakeToken();
            tokens[i % 2].mint(users[i / 2], SUPPLY);
        }
    }

    /// @param how Whether it goes out or home, of which token over which client, and with a receiver that is none
    function sendTokens(uint256 user, uint256 amount, uint256 how) external {
        Sent memory entry;
        (entry.lane, entry.token) = ((how / 10) % 2, (how / 20) % 2);
        address voucher = lanes[entry.lane].vouchers[entry.token];
        entry.fromHere = how % 2 == 0 || voucher == address(0);
        Chain storage from = entry.fromHere ? here : there;
        address asset = entry.fromHere ? address(tokens[entry.token]) : voucher;
        address sender = users[user % users.length];
        uint256 balance = IERC20(asset).balanceOf(sender);
        if (balance == 0) return;
        IICS20TransferMsgs.SendTransferMsg memory transfer =
            transferOf(from, asset, bound(amount, 1, balance), users[(user / 3) % users.length]);
        transfer.sourceClient = sourceOf(entry);
        if (how % 5 == 0) transfer.receiver = "nobody";
        vm.prank(sender);
        IERC20(asset).approve(address(from.transfer), transfer.amount);
        vm.recordLogs();
        vm.prank(sender);
        (bool success,) = address(from.transfer).call(abi.encodeCall(from.transfer.sendTransfer, (transfer)));
        FakeLightClient client = entry.fromHere ? lanes[entry.lane].here : lanes[entry.lane].there;
        bool active = client.status() == ILightClientStatus.Status.Active;
        // It fails when the client or the token does, and never else.
        if (success != (active && !(entry.fromHere && tokenBroken[entry.token]))) brokeOnce = true;
        if (!success) return;
        entry.packet = sentPacket();
        sent.push(entry);
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
        if (entry.fromHere && lanes[entry.lane].vouchers[entry.token] == address(0)) findVoucher(entry);
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
            if (from.transfer.getRefund(entry.packet.sourceClient, entry.packet.sequence).amount == 0) continue;
            vm.prank(relayer);
            try from.transfer.claimRefund(entry.packet.sourceClient, entry.packet.sequence) {
                ++claimed;
            } catch {
                if (!tokenBroken[entry.token]) brokeOnce = true;
            }
            return;
        }
    }

    function passTime(uint256 duration) external {
        pass(bound(duration, 1, 20 minutes));
    }

    function breakToken(uint256 how) external {
        uint256 index = (how / 4) % 2;
        tokenBroken[index] = how % 4 == 0;
        tokens[index].behave(tokenBroken[index] ? FakeToken.Way.Reverts : FakeToken.Way.Honest);
    }

    function changeStatus(uint256 how) external {
        Lane storage lane = lanes[(how / 2) % 2];
        FakeLightClient client = how % 2 == 0 ? lane.here : lane.there;
        ILightClientStatus.Status[10] memory choices;
        (choices[0], choices[1]) = (ILightClientStatus.Status.Frozen, ILightClientStatus.Status.Expired);
        client.setStatus(choices[(how / 4) % 10]);
    }

    /// @notice Whether each client's escrow holds of each token what its vouchers, and what is on its way in either
    /// direction, are owed: no more and no less.
    function isCovered() external view returns (bool) {
        for (uint256 i = 0; i < 4; ++i) {
            (uint256 lane, uint256 index) = (i % 2, i / 2);
            address voucher = lanes[lane].vouchers[index];
            uint256 owed = voucher == address(0) ? 0 : IERC20(voucher).totalSupply();
            for (uint256 j = 0; j < sent.length; ++j) {
                if (sent[j].lane == lane && sent[j].token == index) owed += owedFor(sent[j]);
            }
            if (tokens[index].balanceOf(here.transfer.getEscrow(lanes[lane].idHere)) != owed) return false;
        }
        return true;
    }

    /// @notice Of one token, wherever it is.
    function totalOf(uint256 index) external view returns (uint256 total) {
        for (uint256 i = 0; i < users.length; ++i) {
            total += tokens[index].balanceOf(users[i]);
        }
        for (uint256 i = 0; i < lanes.length; ++i) {
            total += tokens[index].balanceOf(here.transfer.getEscrow(lanes[i].idHere));
        }
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
        return from.transfer.getRefund(entry.packet.sourceClient, entry.packet.sequence).amount;
    }

    /// @dev Rather one of the last, since the others have ended.
    function pick(uint256 index) private view returns (Sent storage) {
        uint256 count = sent.length;
        if (index % 4 == 0 || count < 8) return sent[index % count];
        return sent[count - 1 - index % 8];
    }

    function findVoucher(Sent storage entry) private {
        Lane storage lane = lanes[entry.lane];
        string memory path = string.concat("transfer/", lane.idThere, "/", hexOf(address(tokens[entry.token])));
        try there.transfer.ibcERC20Contract(path) returns (address found) {
            lane.vouchers[entry.token] = found;
        } catch {
            return;
        }
    }

    function sourceOf(Sent memory entry) private view returns (string memory) {
        Lane storage lane = lanes[entry.lane];
        return entry.fromHere ? lane.idHere : lane.idThere;
    }
}
