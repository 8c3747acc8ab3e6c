// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS02ClientMsgs} from "../../../contracts/solidity/interfaces/IICS02ClientMsgs.sol";
import {IICS26RouterMsgs} from "../../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {ILightClientMsgs} from "../../../contracts/solidity/interfaces/ILightClientMsgs.sol";
import {ILightClientStatus} from "../../../contracts/solidity/interfaces/ILightClientStatus.sol";
import {CometClients} from "./CometClients.sol";
import {FakeApp} from "./FakeApp.sol";
import {TwoChains} from "./TwoChains.sol";

/// @notice The real light client behind the router: good, weak and forged headers, evidence, proofs and sends at random times.
contract RandomUpdates is TwoChains, CometClients {
    /// @dev More than two thirds signed these. Some of them contradict others.
    string[9] private good = [
        "adjacent",
        "skipping",
        "skippingAll",
        "older",
        "changed",
        "changedFrom14",
        "fork",
        "sameTimeAsBelow",
        "olderButLater"
    ];
    string[10] private bad = [
        "twoOfFour",
        "none",
        "voteTwice",
        "strangers",
        "adjacentOthers",
        "adjacentTwoSets",
        "signedForAnotherChain",
        "anotherRound",
        "nilVotes",
        "notLater"
    ];
    string[5] private evidence =
        ["misbehaviourFork", "misbehaviourTime", "misbehaviourSame", "misbehaviourOrder", "misbehaviourWeak"];

    /// @dev Read once: the whole fixture is long.
    mapping(string name => bytes) private messages;
    FakeApp private app;
    string private clientId;
    bool private frozen;

    uint256 public updates;
    uint256 public noops;
    uint256 public freezes;
    uint256 public expiries;
    uint256 public proofs;
    uint256 public sends;
    uint256 public refusals;

    /// @notice What was seen that must not be; empty while nothing was.
    string public broken;

    function setUp() external {
        setUpChains();
        setUpClient("comet-updates");
        clientId = here.router.addClient(counterparty("08-wasm-0"), address(client));
        for (uint256 i = 0; i < good.length; ++i) {
            record(good[i]);
        }
        for (uint256 i = 0; i < bad.length; ++i) {
            record(bad[i]);
        }
        for (uint256 i = 0; i < evidence.length; ++i) {
            record(evidence[i]);
        }
        record("key");
        record("value");
        record("member");
        app = new FakeApp(here.router);
        here.router.addIBCApp(address(app));
    }

    /// @param choice Now and then of those that contradict others
    function updateWell(uint256 choice) external {
        uint256 index = choice % 12 == 0 ? 6 + (choice / 12) % 3 : (choice / 12) % 6;
        tryUpdate(good[index]);
    }

    /// @notice A header that too few signed is no news; it may only be what is stored already.
    function updateBadly(uint256 choice) external {
        (bool success, uint8 result) = tryUpdate(bad[choice % bad.length]);
        if (success && result != NO_OP) broken = "a header that too few signed was taken";
    }

    function accuse(uint256 choice) external {
        uint256 index = choice % 8 == 0 ? (choice / 8) % 2 : 2 + choice % 3;
        ILightClientStatus.Status before = client.status();
        bytes memory message = messages[evidence[index]];
        (bool success,) = address(here.router).call(abi.encodeCall(here.router.submitMisbehaviour, (clientId, message)));
        if (success && index >= 2) broken = "what is no misbehaviour was taken for it";
        if (success && before != ILightClientStatus.Status.Active) broken = "a dead client took evidence";
        if (success) {
            frozen = true;
            ++freezes;
        }
        check();
    }

    function sendPacket(uint256 duration) external {
        bool active = client.status() == ILightClientStatus.Status.Active;
        IICS26RouterMsgs.MsgSendPacket memory packet = IICS26RouterMsgs.MsgSendPacket({
            sourceClient: clientId,
            timeoutTimestamp: uint64(vm.getBlockTimestamp() + bound(duration, 1, 1 days)),
            payload: IICS26RouterMsgs.Payload(hexOf(address(app)), "port", "v1", "raw", "hello")
        });
        (bool success,) = address(app).call(abi.encodeCall(app.send, (packet)));
        if (success != active) broken = "sent into a dead client, or not into a living one";
        if (success) ++sends;
    }

    function prove() external {
        bytes[] memory path = new bytes[](2);
        (path[0], path[1]) = ("ibc", messages["key"]);
        bytes memory proof = messages["member"];
        bool active = client.status() == ILightClientStatus.Status.Active;
        bool known;
        try client.getConsensusStateHash(14) returns (bytes32 hash) {
            known = hash == stateHash(proof);
        } catch {}
        ILightClientMsgs.MsgVerifyMembership memory message = ILightClientMsgs.MsgVerifyMembership({
            proof: proof, proofHeight: IICS02ClientMsgs.Height(1, 14), path: path, value: messages["value"]
        });
        (bool success,) = address(client).call(abi.encodeCall(client.verifyMembership, (message)));
        if (success != (active && known)) broken = "a proof by a dead client, or none by a living one";
        if (success) ++proofs;
    }

    /// @param duration Rarely long enough for the client to expire
    function passTime(uint256 duration) external {
        bool wasActive = client.status() == ILightClientStatus.Status.Active;
        pass(duration % 16 == 0 ? PERIOD : bound(duration, 1, 60));
        if (wasActive && client.status() == ILightClientStatus.Status.Expired) ++expiries;
        check();
    }

    function record(string memory name) private {
        messages[name] = messageOf(name);
    }

    function tryUpdate(string memory name) private returns (bool success, uint8 result) {
        bool active = client.status() == ILightClientStatus.Status.Active;
        uint64 latest = latestHeight();
        bytes memory answer;
        (success, answer) =
            address(here.router).call(abi.encodeCall(here.router.updateClient, (clientId, messages[name])));
        if (success) result = abi.decode(answer, (uint8));
        if (!success) ++refusals;
        if (success && result == UPDATE) ++updates;
        if (success && result == NO_OP) ++noops;
        if (success && result == MISBEHAVIOUR) {
            frozen = true;
            ++freezes;
        }
        if (success && !active) broken = "a dead client was updated";
        if (latestHeight() < latest) broken = "the latest height decreased";
        check();
    }

    /// @dev Frozen stays frozen, and from the latest height down each stored state is older than the one above.
    function check() private {
        if (frozen != isFrozen()) broken = "frozen, and not any more";
        uint64 height = latestHeight();
        (uint128 time, uint64 below, uint64 above) = client.getConsensusMetadata(height);
        if (above != 0) broken = "a height above the latest";
        while (below != 0) {
            (uint128 timeBelow, uint64 next, uint64 back) = client.getConsensusMetadata(below);
            if (timeBelow >= time || below >= height || back != height) broken = "stored states are out of order";
            if (client.getConsensusStateHash(below) == bytes32(0)) broken = "a state is missing";
            (height, time, below) = (below, timeBelow, next);
        }
        if (height != 10) broken = "the first state is lost";
    }
}
