// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IEscrow} from "../../contracts/solidity/interfaces/IEscrow.sol";
import {Identifiers} from "../../contracts/solidity/libraries/Identifiers.sol";
import {FakeToken} from "./support/FakeToken.sol";
import {TwoChains} from "./support/TwoChains.sol";

/// @notice Every function of every contract that changes something has a line here that says who may call it; a function
/// without a line fails the test. Whatever changes code, clients, roles or tokens is announced a week before (rule 25).
contract AdministrationTest is TwoChains {
    uint32 private constant WEEK = 7 days;

    /// @dev `Open` to everyone; `Delayed` for one holder, a week after it is announced; `AtOnce` for one holder, as it only
    /// stops, goes on or bounds; `Own` for none of them, but for another contract, or nobody any more.
    enum Kind {
        Unknown,
        Open,
        Delayed,
        AtOnce,
        Own
    }

    struct Line {
        Kind kind;
        address holder;
        bool seen;
    }

    mapping(bytes32 contractAndSelector => Line) private lines;
    uint256 private count;
    address[] private everyone;

    function setUp() external {
        setUpChains();
        everyone = [
            admin,
            pauser,
            unpauser,
            rateLimiter,
            idCustomizer,
            erc20Customizer,
            relayer,
            nobody("stranger"),
            address(this)
        ];
        nameRouter();
        nameTransfer();
        nameOthers();
    }

    function test_everyFunction() external {
        FakeToken token = new FakeToken();
        token.mint(relayer, 1);
        vm.prank(relayer);
        token.approve(address(here.transfer), 1);
        receiveAt(there, send(here, relayer, transferOf(here, address(token), 1, relayer)));
        string memory path = string.concat("transfer/", there.clientId, "/", hexOf(address(token)));
        judgeAll("ICS26Router", address(there.router));
        judgeAll("ICS20Transfer", address(there.transfer));
        judgeAll("Escrow", there.transfer.getEscrow(there.clientId));
        judgeAll("IBCERC20", there.transfer.ibcERC20Contract(path));
        judgeAll("UpgradeableBeacon", there.transfer.getEscrowBeacon());
        judgeAll("UpgradeableBeacon", there.transfer.getIBCERC20Beacon());
        judgeAll("DelayedAccessManager", address(there.manager));
        vm.assertEq(count, 0, "lines of functions that are not there");
    }

    function nameRouter() private {
        string memory height = "(uint64,uint64)";
        string memory packet = "(uint64,string,string,uint64,(string,string,string,string,bytes)[])";
        line("ICS26Router", string.concat("recvPacket((", packet, ",bytes,", height, "))"), Kind.Open, address(0));
        line("ICS26Router", string.concat("ackPacket((", packet, ",bytes,bytes,", height, "))"), Kind.Open, address(0));
        line("ICS26Router", string.concat("timeoutPacket((", packet, ",bytes,", height, "))"), Kind.Open, address(0));
        line("ICS26Router", "updateClient(string,bytes)", Kind.Open, address(0));
        line("ICS26Router", "submitMisbehaviour(string,bytes)", Kind.Open, address(0));
        line("ICS26Router", "addClient((string,bytes[]),address)", Kind.Open, address(0));
        line("ICS26Router", "addIBCApp(address)", Kind.Open, address(0));
        line("ICS26Router", "multicall(bytes[])", Kind.Open, address(0));
        line("ICS26Router", "sendPacket((string,uint64,(string,string,string,string,bytes)))", Kind.Own, address(0));
        line("ICS26Router", "initialize(address)", Kind.Own, address(0));
        line("ICS26Router", "setAuthority(address)", Kind.Own, address(0));
        line("ICS26Router", "addClient(string,(string,bytes[]),address)", Kind.Delayed, idCustomizer);
        line("ICS26Router", "addIBCApp(string,address)", Kind.Delayed, idCustomizer);
        line("ICS26Router", "migrateClient(string,(string,bytes[]),address)", Kind.Delayed, admin);
        line("ICS26Router", "setAppCallbackGas(address,uint256)", Kind.Delayed, admin);
        line("ICS26Router", "upgradeToAndCall(address,bytes)", Kind.Delayed, admin);
    }

    function nameTransfer() private {
        string memory transfer = "(address,uint256,string,string,string,uint64,string)";
        string memory ended = "(string,string,uint64,(string,string,string,string,bytes),address)";
        string memory acknowledged = "(string,string,uint64,(string,string,string,string,bytes),bytes,address)";
        string memory permit2 = ",((address,uint256),uint256,uint256),bytes)";
        line("ICS20Transfer", string.concat("sendTransfer(", transfer, ")"), Kind.Open, address(0));
        line(
            "ICS20Transfer",
            string.concat("sendTransferWithPermit(", transfer, ",(uint256,uint8,bytes32,bytes32))"),
            Kind.Open,
            address(0)
        );
        line("ICS20Transfer", string.concat("sendTransferWithPermit2(", transfer, permit2), Kind.Open, address(0));
        line("ICS20Transfer", "claimRefund(string,uint64)", Kind.Open, address(0));
        line("ICS20Transfer", "retrySenderCallback(address,bytes)", Kind.Open, address(0));
        line("ICS20Transfer", "multicall(bytes[])", Kind.Open, address(0));
        line("ICS20Transfer", "payRefund(string,(address,address,uint256,bool))", Kind.Own, address(0));
        line("ICS20Transfer", string.concat("onRecvPacket(", ended, ")"), Kind.Own, address(0));
        line("ICS20Transfer", string.concat("onTimeoutPacket(", ended, ")"), Kind.Own, address(0));
        line("ICS20Transfer", string.concat("onAcknowledgementPacket(", acknowledged, ")"), Kind.Own, address(0));
        line("ICS20Transfer", "initialize(address,address,address,address,address)", Kind.Own, address(0));
        line("ICS20Transfer", "setAuthority(address)", Kind.Own, address(0));
        // A role that nobody has: to give it out waits a week.
        line("ICS20Transfer", string.concat("sendTransferWithSender(", transfer, ",address)"), Kind.AtOnce, address(0));
        line("ICS20Transfer", "pause()", Kind.AtOnce, pauser);
        line("ICS20Transfer", "unpause()", Kind.AtOnce, unpauser);
        line("ICS20Transfer", "setCustomERC20(string,address)", Kind.Delayed, erc20Customizer);
        line("ICS20Transfer", "upgradeEscrowTo(address)", Kind.Delayed, admin);
        line("ICS20Transfer", "upgradeIBCERC20To(address)", Kind.Delayed, admin);
        line("ICS20Transfer", "upgradeToAndCall(address,bytes)", Kind.Delayed, admin);
    }

    function nameOthers() private {
        line("Escrow", "initialize(address,address)", Kind.Own, address(0));
        line("Escrow", "send(address,address,uint256)", Kind.Own, address(0));
        line("Escrow", "refund(address,address,uint256)", Kind.Own, address(0));
        line("Escrow", "recvCallback(address,address,uint256)", Kind.Own, address(0));
        line("Escrow", "setRateLimit(address,uint256)", Kind.AtOnce, rateLimiter);
        line("IBCERC20", "initialize(address,address,string)", Kind.Own, address(0));
        line("IBCERC20", "mint(address,uint256)", Kind.Own, address(0));
        line("IBCERC20", "burn(address,uint256)", Kind.Own, address(0));
        line("IBCERC20", "transfer(address,uint256)", Kind.Open, address(0));
        line("IBCERC20", "transferFrom(address,address,uint256)", Kind.Open, address(0));
        line("IBCERC20", "approve(address,uint256)", Kind.Open, address(0));
        line("UpgradeableBeacon", "upgradeTo(address)", Kind.Own, address(0));
        line("UpgradeableBeacon", "transferOwnership(address)", Kind.Own, address(0));
        line("UpgradeableBeacon", "renounceOwnership()", Kind.Own, address(0));
        string memory manager = "DelayedAccessManager";
        // These ask for themselves who may call what they are told to call.
        line(manager, "schedule(address,bytes,uint48)", Kind.Open, address(0));
        line(manager, "execute(address,bytes)", Kind.Open, address(0));
        line(manager, "cancel(address,address,bytes)", Kind.Open, address(0));
        line(manager, "consumeScheduledOp(address,bytes)", Kind.Own, address(0));
        line(manager, "multicall(bytes[])", Kind.Open, address(0));
        line(manager, "renounceRole(uint64,address)", Kind.Open, address(0));
        line(manager, "grantRole(uint64,address,uint32)", Kind.Delayed, admin);
        line(manager, "revokeRole(uint64,address)", Kind.Delayed, admin);
        line(manager, "labelRole(uint64,string)", Kind.Delayed, admin);
        line(manager, "setRoleAdmin(uint64,uint64)", Kind.Delayed, admin);
        line(manager, "setRoleGuardian(uint64,uint64)", Kind.Delayed, admin);
        line(manager, "setGrantDelay(uint64,uint32)", Kind.Delayed, admin);
        line(manager, "setTargetFunctionRole(address,bytes4[],uint64)", Kind.Delayed, admin);
        line(manager, "setTargetAdminDelay(address,uint32)", Kind.Delayed, admin);
        line(manager, "setTargetClosed(address,bool)", Kind.Delayed, admin);
        line(manager, "updateAuthority(address,address)", Kind.Delayed, admin);
    }

    function line(string memory name, string memory signature, Kind kind, address holder) private {
        Line storage entry = lines[keyOf(name, signature)];
        vm.assertTrue(entry.kind == Kind.Unknown, signature);
        (entry.kind, entry.holder) = (kind, holder);
        ++count;
    }

    function judgeAll(string memory name, address target) private {
        string memory json = vm.readFile(string.concat("contracts/solidity/.out/", name, ".sol/", name, ".json"));
        string[] memory signatures = vm.parseJsonKeys(json, ".methodIdentifiers");
        string[] memory views = viewsOf(json);
        vm.assertTrue(signatures.length > 0 && views.length < signatures.length, name);
        for (uint256 i = 0; i < signatures.length; ++i) {
            if (isOneOf(views, signatures[i])) continue;
            Line storage entry = lines[keyOf(name, signatures[i])];
            if (!entry.seen) {
                entry.seen = true;
                --count;
            }
            uint256 snapshot = vm.snapshotState();
            judge(entry, target, signatures[i]);
            vm.revertToState(snapshot);
        }
    }

    function judge(Line memory entry, address target, string memory signature) private {
        vm.assertTrue(entry.kind != Kind.Unknown, string.concat("nobody has said who may call ", signature));
        // Zeros are arguments of every type.
        bytes memory call = bytes.concat(bytes4(keccak256(bytes(signature))), new bytes(1024));
        for (uint256 i = 0; i < everyone.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            vm.prank(everyone[i]);
            (bool success, bytes memory result) = target.call(call);
            vm.revertToState(snapshot);
            bytes4 error_ = bytes4(result);
            bool isHolder = everyone[i] == entry.holder;
            if (entry.kind == Kind.Own) {
                vm.assertFalse(success, signature);
            } else if (entry.kind == Kind.Open || (entry.kind == Kind.AtOnce && isHolder)) {
                vm.assertFalse(isDenied(error_), signature);
            } else if (isHolder) {
                vm.assertEq(bytes32(error_), bytes32(IAccessManager.AccessManagerNotScheduled.selector), signature);
            } else {
                vm.assertTrue(!success && isDenied(error_), signature);
            }
        }
        if (entry.kind == Kind.Delayed) judgeDelay(entry.holder, target, call, signature);
    }

    /// @dev It cannot be announced for an earlier time than in a week, nor done before.
    function judgeDelay(address holder, address target, bytes memory call, string memory signature) private {
        uint48 inAWeek = uint48(vm.getBlockTimestamp() + WEEK);
        vm.expectPartialRevert(IAccessManager.AccessManagerUnauthorizedCall.selector);
        vm.prank(holder);
        there.manager.schedule(target, call, inAWeek - 1);
        vm.prank(holder);
        there.manager.schedule(target, call, inAWeek);
        vm.warp(inAWeek - 1);
        vm.prank(holder);
        (bool success, bytes memory result) = target.call(call);
        vm.assertFalse(success, signature);
        vm.assertEq(bytes32(bytes4(result)), bytes32(IAccessManager.AccessManagerNotReady.selector), signature);
        vm.warp(inAWeek);
        vm.prank(holder);
        (, result) = target.call(call);
        vm.assertFalse(isDenied(bytes4(result)), signature);
    }

    function isDenied(bytes4 error_) private pure returns (bool) {
        return error_ == IAccessManaged.AccessManagedUnauthorized.selector
            || error_ == IAccessManager.AccessManagerUnauthorizedAccount.selector
            || error_ == IAccessManager.AccessManagerNotScheduled.selector
            || error_ == IAccessManager.AccessManagerNotReady.selector || error_ == IEscrow.EscrowUnauthorized.selector;
    }

    /// @dev Names of what changes nothing. Overloads are alike in this.
    function viewsOf(string memory json) private view returns (string[] memory views) {
        string[] memory names = new string[](256);
        uint256 found;
        for (uint256 i = 0; vm.keyExistsJson(json, entryOf(i, "")); ++i) {
            if (!vm.keyExistsJson(json, entryOf(i, ".stateMutability"))) continue;
            // `view` or `pure`
            if (bytes(vm.parseJsonString(json, entryOf(i, ".stateMutability"))).length != 4) continue;
            names[found++] = vm.parseJsonString(json, entryOf(i, ".name"));
        }
        views = new string[](found);
        for (uint256 i = 0; i < found; ++i) {
            views[i] = names[i];
        }
    }

    function entryOf(uint256 index, string memory key) private pure returns (string memory) {
        return string.concat(".abi[", vm.toString(index), "]", key);
    }

    function isOneOf(string[] memory names, string memory signature) private pure returns (bool) {
        for (uint256 i = 0; i < names.length; ++i) {
            bytes memory head = bytes.concat(bytes(names[i]), "(");
            if (Identifiers.startsWith(bytes(signature), head)) return true;
        }
        return false;
    }

    function keyOf(string memory name, string memory signature) private pure returns (bytes32) {
        return keccak256(abi.encode(name, signature));
    }
}
