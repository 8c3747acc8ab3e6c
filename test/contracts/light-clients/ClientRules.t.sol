// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICometBftClient} from "../../../contracts/solidity/interfaces/ICometBftClient.sol";
import {CometClients} from "../support/CometClients.sol";

/// @notice What misses a bound of the client by nothing: each of these is right in everything else.
contract ClientRulesTest is CometClients {
    function setUp() public {
        setUpClient("comet-rules");
    }

    function test_update_refusesExactlyTwoThirds() public {
        refuses("twoThirds", abi.encodeWithSelector(ICometBftClient.CCPowerInsufficient.selector, 10e9, 15e9));
        vm.assertEq(update("all"), UPDATE);
    }

    function test_update_refusesExactlyTheTrustLevel() public {
        bytes memory reason = abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, 5e9, 15e9);
        refuses("oneOfThreeTrusted", reason);
    }

    /// @dev No power is more than all of it: such a client goes from header to header.
    function test_update_asksForTheTrustLevelUnlessTheHeaderIsTheNext() public {
        ICometBftClient.ClientState memory state = clientStateOf("test-1", 10);
        state.trustLevel = ICometBftClient.TrustThreshold(1, 1);
        client = newClient(state);
        refuses("all", abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, 15e9, 15e9));
        vm.assertEq(update("next"), UPDATE);
    }

    function test_update_refusesAHeaderThatIsNotAboveTheTrusted() public {
        vm.assertEq(update("all"), UPDATE);
        refuses("notAbove", abi.encodeWithSelector(ICometBftClient.CCHeightInvalid.selector, 14, 14));
    }

    function test_update_refusesANeighbourThatIsNotBelow() public {
        vm.assertEq(update("all"), UPDATE);
        bytes memory next = messageOf("next");
        for (uint8 below = 11; below <= 14; below += 3) {
            next[next.length - 1] = bytes1(below);
            vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCHeightBelowInvalid.selector, below));
            client.updateClient(next);
        }
    }

    function test_update_refusesVotesOfRowsThatAreNotThere() public {
        bytes memory message = messageOf("all");
        // Before the height below: three votes of 139 bytes, of which the last begins with its row.
        message[message.length - 8 - 138] = 0x03;
        vm.expectRevert(abi.encodeWithSelector(ICometBftClient.CCVoteRowInvalid.selector, 3, 3));
        client.updateClient(message);
    }

    function test_misbehaviour_freezesOnEqualTimes() public {
        client.misbehaviour(messageOf("equalTime"));
        vm.assertTrue(isFrozen());
    }

    function test_misbehaviour_refusesExactlyTwoThirds() public {
        _refusesMisbehaviour(
            messageOf("twoThirdsForks"),
            abi.encodeWithSelector(ICometBftClient.CCPowerInsufficient.selector, 10e9, 15e9)
        );
    }

    function test_misbehaviour_refusesThoseWhomNobodyTrusted() public {
        _refusesMisbehaviour(
            messageOf("strangersFork"), abi.encodeWithSelector(ICometBftClient.CCTrustInsufficient.selector, 0, 15e9)
        );
    }

    function test_misbehaviour_refusesTrustedStatesThatAreNotStored() public {
        bytes memory fork = messageOf("fork");
        fork[4 + 7] = 0x09;
        _refusesMisbehaviour(fork, abi.encodeWithSelector(ICometBftClient.CCConsensusStateNotFound.selector, 9));
        client.misbehaviour(messageOf("fork"));
        vm.assertTrue(isFrozen());
    }

    function test_misbehaviour_refusesBytesBehindItsEnd() public {
        bytes memory fork = messageOf("fork");
        uint256 size = fork.length - 4 - uint256(uint32(bytes4(fork)));
        _refusesMisbehaviour(
            bytes.concat(fork, hex"00"),
            abi.encodeWithSelector(ICometBftClient.CCMessageSizeInvalid.selector, size, size + 1)
        );
    }

    function _refusesMisbehaviour(bytes memory message, bytes memory reason) private {
        vm.expectRevert(reason);
        client.misbehaviour(message);
        vm.assertFalse(isFrozen());
    }
}
