// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILightClient} from "../../../contracts/solidity/interfaces/ILightClient.sol";
import {ILightClientMsgs} from "../../../contracts/solidity/interfaces/ILightClientMsgs.sol";
import {ILightClientStatus} from "../../../contracts/solidity/interfaces/ILightClientStatus.sol";
import {IIBCStore} from "../../../contracts/solidity/interfaces/IIBCStore.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @notice A light client that looks at the other router itself, since that is on the same chain: what it proves is true.
contract FakeLightClient is ILightClient, ILightClientStatus {
    error NotProven(bytes path);
    error NotActive();

    IIBCStore private counterparty;
    Status private current;
    bool private told = true;
    bool private lying;

    constructor(IIBCStore counterparty_) {
        counterparty = counterparty_;
    }

    function setStatus(Status status_) external {
        current = status_;
    }

    /// @notice As a client of the published stack, which tells no status.
    function tellNoStatus() external {
        told = false;
    }

    /// @notice A client that says that it has a status, and fails to tell it.
    function failToTell() external {
        lying = true;
    }

    function updateClient(bytes calldata) external pure returns (ILightClientMsgs.UpdateResult) {
        return ILightClientMsgs.UpdateResult.NoOp;
    }

    function verifyMembership(ILightClientMsgs.MsgVerifyMembership calldata msg_) external view returns (uint256) {
        require(current == Status.Active, NotActive());
        require(stored(msg_.path) == bytes32(msg_.value), NotProven(msg_.path[msg_.path.length - 1]));
        return block.timestamp;
    }

    function verifyNonMembership(ILightClientMsgs.MsgVerifyNonMembership calldata msg_)
        external
        view
        returns (uint256)
    {
        require(current == Status.Active, NotActive());
        require(stored(msg_.path) == 0, NotProven(msg_.path[msg_.path.length - 1]));
        return block.timestamp;
    }

    function misbehaviour(bytes calldata) external {
        current = Status.Frozen;
    }

    function getClientState() external pure returns (bytes memory) {
        return "";
    }

    function status() external view returns (Status) {
        require(!lying, NotActive());
        return current;
    }

    function supportsInterface(bytes4 interfaceId) external view returns (bool) {
        require(told, NotActive());
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(ILightClientStatus).interfaceId;
    }

    function stored(bytes[] calldata path) private view returns (bytes32) {
        return counterparty.getCommitment(keccak256(path[path.length - 1]));
    }
}
