// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICometBftClient} from "../../../contracts/solidity/interfaces/ICometBftClient.sol";
import {IICS02ClientMsgs} from "../../../contracts/solidity/interfaces/IICS02ClientMsgs.sol";
import {ILightClientStatus} from "../../../contracts/solidity/interfaces/ILightClientStatus.sol";
import {CometBftClient} from "../../../contracts/solidity/light-clients/cometbft/CometBftClient.sol";
import {Secp256k1EthVerifier} from "../../../contracts/solidity/verifiers/Secp256k1EthVerifier.sol";
import {Secp256k1Verifier} from "../../../contracts/solidity/verifiers/Secp256k1Verifier.sol";
import {CommitVotes} from "./CommitVotes.sol";

/// @notice A client with the real verifiers, and messages for it by their names in a fixture.
abstract contract CometClients is CommitVotes {
    uint256 internal constant NANOS = 1e9;
    uint32 internal constant PERIOD = 3600;
    uint256 internal constant TRUSTED_TIME = 1_700_000_010;
    uint8 internal constant UPDATE = 0;
    uint8 internal constant MISBEHAVIOUR = 1;
    uint8 internal constant NO_OP = 2;

    string internal json;
    ICometBftClient.Verifiers internal all;
    CometBftClient internal client;

    /// @dev The client begins at height 10 of `test-1`, with the fixture's `state`.
    function setUpClient(string memory fixture) internal {
        json = vm.readFile(string.concat("test/contracts/fixtures/", fixture, ".json"));
        all.ed25519 = address(newEd25519Verifier());
        all.secp256k1 = address(new Secp256k1Verifier());
        all.secp256k1Eth = address(new Secp256k1EthVerifier());
        vm.warp(TRUSTED_TIME + 12);
        client = newClient(clientStateOf("test-1", 10));
    }

    function newClient(ICometBftClient.ClientState memory state) internal returns (CometBftClient) {
        return newClient(state, "state");
    }

    function newClient(ICometBftClient.ClientState memory state, string memory name) internal returns (CometBftClient) {
        return new CometBftClient(state, stateOf(messageOf(name)), 15, all);
    }

    function messageOf(string memory name) internal view returns (bytes memory) {
        return vm.parseJsonBytes(json, string.concat(".", name));
    }

    function update(string memory name) internal returns (uint8) {
        return uint8(client.updateClient(messageOf(name)));
    }

    function refuses(string memory name, bytes memory reason) internal {
        bytes memory spoilt = messageOf(name);
        vm.expectRevert(reason);
        client.updateClient(spoilt);
    }

    function refuses(string memory name, bytes4 selector) internal {
        bytes memory spoilt = messageOf(name);
        vm.expectPartialRevert(selector);
        client.updateClient(spoilt);
    }

    /// @dev For whatever reason.
    function refuses(bytes memory spoilt) internal {
        (bool ok,) = address(client).call(abi.encodeCall(client.updateClient, (spoilt)));
        vm.assertFalse(ok);
    }

    function isFrozen() internal view returns (bool) {
        return client.status() == ILightClientStatus.Status.Frozen;
    }

    function latestHeight() internal view returns (uint64) {
        return abi.decode(client.getClientState(), (ICometBftClient.ClientState)).latestHeight.revisionHeight;
    }

    function clientStateOf(string memory chainId, uint64 height)
        internal
        pure
        returns (ICometBftClient.ClientState memory state)
    {
        state.chainId = chainId;
        state.trustLevel = ICometBftClient.TrustThreshold(1, 3);
        state.latestHeight = IICS02ClientMsgs.Height(1, height);
        state.trustingPeriod = PERIOD;
        state.unbondingPeriod = 2 * PERIOD;
    }

    function stateOf(bytes memory packed) internal pure returns (ICometBftClient.ConsensusState memory state) {
        bytes32 root;
        bytes32 next;
        assembly ("memory-safe") {
            root := mload(add(packed, 48))
            next := mload(add(packed, 80))
        }
        return ICometBftClient.ConsensusState(uint128(bytes16(packed)), root, next);
    }

    function stateHash(bytes memory packed) internal pure returns (bytes32) {
        return keccak256(abi.encode(stateOf(packed)));
    }

    /// @dev Of the last call as a transaction of its own, with its calldata.
    function gasOfCall(string memory name) internal returns (uint256) {
        return vm.snapshotGasLastCall("cometbft-client", name);
    }
}
