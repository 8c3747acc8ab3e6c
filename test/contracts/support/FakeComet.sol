// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICometBftClient} from "../../../contracts/solidity/interfaces/ICometBftClient.sol";
import {CometBftClient} from "../../../contracts/solidity/light-clients/cometbft/CometBftClient.sol";
import {ValidatorRows} from "../../../contracts/solidity/libraries/cometbft/ValidatorRows.sol";
import {CometHarness} from "../libraries/CometHarness.sol";
import {CometClients} from "./CometClients.sol";
import {FakeVerifier} from "./FakeVerifier.sol";

/// @notice A client whose verifier takes every vote, and updates of any header for it: four validators of equal power, who
/// stay the same. What is left to try are the rules for heights, times and powers.
abstract contract FakeComet is CometClients {
    uint64 internal constant FIRST_HEIGHT = 10;
    uint256 internal constant VALIDATORS = 4;
    uint256 private constant VOTE_SIZE = 139;

    /// @dev What an update says besides the validators.
    struct Header {
        uint64 height;
        /// Nanoseconds since 1970.
        uint128 time;
        bytes32 root;
    }

    bytes32 internal validatorsHash;
    bytes private _rows;

    /// @dev The client begins at `FIRST_HEIGHT` and `TRUSTED_TIME`, with this trust level.
    function setUpFakeComet(uint8 numerator, uint8 denominator) internal {
        setUpClient("comet-updates");
        for (uint256 i = 0; i < VALIDATORS; ++i) {
            _rows = abi.encodePacked(_rows, uint8(1), keccak256(abi.encode("validator", i)), uint8(5));
        }
        (ValidatorRows.Sets memory sets,) = new CometHarness().readRows(_rows, VALIDATORS, 0);
        validatorsHash = sets.hash;
        ICometBftClient.ClientState memory state = clientStateOf("test-1", FIRST_HEIGHT);
        state.trustLevel = ICometBftClient.TrustThreshold(numerator, denominator);
        client = new CometBftClient(state, consensusStateOf(firstHeader()), 15, all);
        vm.etch(all.ed25519, address(new FakeVerifier()).code);
    }

    function firstHeader() internal pure returns (Header memory) {
        return Header(FIRST_HEIGHT, uint128(TRUSTED_TIME * NANOS), keccak256("root"));
    }

    function consensusStateOf(Header memory header) internal view returns (ICometBftClient.ConsensusState memory) {
        return ICometBftClient.ConsensusState(header.time, header.root, validatorsHash);
    }

    function stateHashOf(Header memory header) internal view returns (bytes32) {
        return keccak256(abi.encode(consensusStateOf(header)));
    }

    function updateOf(Header memory trusted, Header memory header, uint256 votes, uint64 below)
        internal
        view
        returns (bytes memory)
    {
        return abi.encodePacked(evidenceOf(trusted, header, votes), below);
    }

    function misbehaviourOf(Header memory trusted, Header memory first, Header memory second)
        internal
        view
        returns (bytes memory)
    {
        bytes memory evidence = evidenceOf(trusted, first, VALIDATORS);
        return abi.encodePacked(uint32(evidence.length), evidence, evidenceOf(trusted, second, VALIDATORS));
    }

    function evidenceOf(Header memory trusted, Header memory header, uint256 votes)
        internal
        view
        returns (bytes memory)
    {
        bytes memory list;
        for (uint16 row = 0; row < votes; ++row) {
            list = abi.encodePacked(list, row, new bytes(VOTE_SIZE - 2));
        }
        return abi.encodePacked(
            abi.encodePacked(trusted.height, trusted.time, trusted.root, validatorsHash),
            abi.encodePacked(header.height, uint40(header.time / NANOS), uint32(header.time % NANOS)),
            abi.encodePacked(validatorsHash, header.root, new bytes(256)),
            abi.encodePacked(uint32(0), uint32(1), bytes32(0), uint16(VALIDATORS), uint16(0), _rows),
            abi.encodePacked(votes == 0 ? bytes(hex"00") : abi.encodePacked(hex"0101", uint16(votes), list))
        );
    }
}
