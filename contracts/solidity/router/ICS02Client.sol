// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AccessManagedUpgradeable
} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {IIBCStore} from "../interfaces/IIBCStore.sol";
import {IICS02Client} from "../interfaces/IICS02Client.sol";
import {IICS02ClientMsgs} from "../interfaces/IICS02ClientMsgs.sol";
import {ILightClient} from "../interfaces/ILightClient.sol";
import {ILightClientMsgs} from "../interfaces/ILightClientMsgs.sol";
import {Identifiers} from "../libraries/Identifiers.sol";

/// @notice Which light client an id stands for, and who is at its other end.
abstract contract ICS02Client is IICS02Client, AccessManagedUpgradeable {
    /// @custom:storage-location erc7201:ibc.storage.ICS02Client
    struct ICS02ClientStorage {
        mapping(string clientId => ILightClient) clients;
        mapping(string clientId => IICS02ClientMsgs.CounterpartyInfo) counterparties;
        uint256 nextClientSeq;
    }

    bytes32 private constant CLIENTS_SLOT = 0x515a8336edcaab4ae6524d41223c1782132890f89189ba6632107a7b5a449600;

    /// @inheritdoc IICS02Client
    function addClient(IICS02ClientMsgs.CounterpartyInfo calldata counterpartyInfo, address client)
        external
        returns (string memory clientId)
    {
        clientId = Identifiers.clientId(++_clients().nextClientSeq - 1);
        _addClient(clientId, counterpartyInfo, client);
    }

    /// @inheritdoc IICS02Client
    function addClient(
        string calldata clientId,
        IICS02ClientMsgs.CounterpartyInfo calldata counterpartyInfo,
        address client
    ) external restricted returns (string memory) {
        require(Identifiers.isCustomClientId(clientId), IBCInvalidClientId(clientId));
        _addClient(clientId, counterpartyInfo, client);
        return clientId;
    }

    /// @inheritdoc IICS02Client
    function migrateClient(
        string calldata clientId,
        IICS02ClientMsgs.CounterpartyInfo calldata counterpartyInfo,
        address client
    ) external restricted {
        getClient(clientId);
        _setClient(clientId, counterpartyInfo, client);
        emit ICS02ClientMigrated(clientId, counterpartyInfo, client);
    }

    /// @inheritdoc IICS02Client
    function updateClient(string calldata clientId, bytes calldata updateMsg)
        external
        restricted
        returns (ILightClientMsgs.UpdateResult result)
    {
        result = getClient(clientId).updateClient(updateMsg);
        emit ICS02ClientUpdated(clientId, result);
    }

    /// @inheritdoc IICS02Client
    function submitMisbehaviour(string calldata clientId, bytes calldata misbehaviourMsg) external {
        getClient(clientId).misbehaviour(misbehaviourMsg);
        emit ICS02MisbehaviourSubmitted(clientId);
    }

    /// @inheritdoc IICS02Client
    function getNextClientSeq() external view returns (uint256) {
        return _clients().nextClientSeq;
    }

    /// @inheritdoc IICS02Client
    function getClient(string memory clientId) public view returns (ILightClient client) {
        client = _clients().clients[clientId];
        require(address(client) != address(0), IBCClientNotFound(clientId));
    }

    /// @inheritdoc IICS02Client
    function getCounterparty(string memory clientId)
        public
        view
        returns (IICS02ClientMsgs.CounterpartyInfo memory counterparty)
    {
        counterparty = _clients().counterparties[clientId];
        require(bytes(counterparty.clientId).length > 0, IBCCounterpartyClientNotFound(clientId));
    }

    function _addClient(
        string memory clientId,
        IICS02ClientMsgs.CounterpartyInfo calldata counterpartyInfo,
        address client
    ) private {
        require(address(_clients().clients[clientId]) == address(0), IBCClientAlreadyExists(clientId));
        _setClient(clientId, counterpartyInfo, client);
        emit ICS02ClientAdded(clientId, counterpartyInfo, client);
    }

    function _setClient(
        string memory clientId,
        IICS02ClientMsgs.CounterpartyInfo calldata counterpartyInfo,
        address client
    ) private {
        require(client.code.length > 0, IBCLightClientWithoutCode(client));
        require(bytes(counterpartyInfo.clientId).length > 0, IBCCounterpartyClientNotFound(clientId));
        require(counterpartyInfo.merklePrefix.length > 0, IIBCStore.InvalidMerklePrefix(counterpartyInfo.merklePrefix));
        _clients().clients[clientId] = ILightClient(client);
        _clients().counterparties[clientId] = counterpartyInfo;
    }

    function _clients() private pure returns (ICS02ClientStorage storage $) {
        assembly ("memory-safe") {
            $.slot := CLIENTS_SLOT
        }
    }
}
