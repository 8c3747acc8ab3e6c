// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS02ClientMsgs} from "../../../contracts/solidity/interfaces/IICS02ClientMsgs.sol";
import {ICometBftClient} from "../../../contracts/solidity/interfaces/ICometBftClient.sol";
import {CometBftClient} from "../../../contracts/solidity/light-clients/cometbft/CometBftClient.sol";
import {CometHarness} from "../libraries/CometHarness.sol";
import {CommitVotes} from "../support/CommitVotes.sol";

/// @notice The updates that `docs/gas.md` is about, as forge sees them: on anvil the same ones are sent.
contract CometBftGasTest is CommitVotes {
    string private constant GROUP = "hard-cases";
    string private constant CHAIN_ID = "a-chain-whose-name-is-as-long-as-a-name-may-grow-1";
    uint64 private constant HEIGHT = 10;
    uint256 private constant HEADER_AT = 88;
    uint256 private constant HEADER_SIZE = 337;

    string private _json;
    ICometBftClient.Verifiers private _verifiers;

    function setUp() public {
        _json = vm.readFile("test/contracts/fixtures/comet-hard-cases.json");
        _verifiers.ed25519 = address(newEd25519Verifier());
        vm.warp(1_700_000_060);
    }

    function test_hardUpdatesAreMeasured() public {
        string[4] memory names = ["four", "fourReordered", "hundred", "hub"];
        for (uint256 i = 0; i < names.length; ++i) {
            CometBftClient client = _newClient(string.concat(names[i], "State"));
            bytes memory update = vm.parseJsonBytes(_json, string.concat(".", names[i]));
            vm.assertEq(uint8(client.updateClient(update)), 0, names[i]);
            vm.snapshotGasLastCall(GROUP, string.concat("update, ", names[i]));
        }
    }

    function test_headerHashIsMeasured() public {
        bytes memory update = vm.parseJsonBytes(_json, ".four");
        bytes memory header = new bytes(HEADER_SIZE);
        for (uint256 i = 0; i < HEADER_SIZE; ++i) {
            header[i] = update[HEADER_AT + i];
        }
        (, uint256 used) = new CometHarness().hashHeader(header, bytes(CHAIN_ID), keccak256("validators"));
        vm.snapshotValue(GROUP, "hash of a header", used);
    }

    function _newClient(string memory name) private returns (CometBftClient) {
        bytes memory packed = vm.parseJsonBytes(_json, string.concat(".", name));
        ICometBftClient.ConsensusState memory state;
        assembly ("memory-safe") {
            mstore(state, shr(128, mload(add(packed, 32))))
            mstore(add(state, 32), mload(add(packed, 48)))
            mstore(add(state, 64), mload(add(packed, 80)))
        }
        ICometBftClient.ClientState memory clientState;
        clientState.chainId = CHAIN_ID;
        clientState.trustLevel = ICometBftClient.TrustThreshold(1, 3);
        clientState.latestHeight = IICS02ClientMsgs.Height(1, HEIGHT);
        clientState.trustingPeriod = 1 days;
        clientState.unbondingPeriod = 2 days;
        return new CometBftClient(clientState, state, 15, _verifiers);
    }
}
