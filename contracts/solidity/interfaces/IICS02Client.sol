// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILightClient} from "./ILightClient.sol";
import {ILightClientMsgs} from "./ILightClientMsgs.sol";
import {IICS02ClientMsgs} from "./IICS02ClientMsgs.sol";

/// @notice The registry of light clients (ICS-02).
interface IICS02Client {
    /// @notice A client and its counterparty were registered.
    event ICS02ClientAdded(string clientId, IICS02ClientMsgs.CounterpartyInfo counterpartyInfo, address client);

    /// @notice A client id was given another light client and counterparty.
    event ICS02ClientMigrated(string clientId, IICS02ClientMsgs.CounterpartyInfo counterpartyInfo, address client);

    /// @notice A client took an update.
    event ICS02ClientUpdated(string clientId, ILightClientMsgs.UpdateResult result);

    /// @notice A client took evidence of misbehaviour.
    event ICS02MisbehaviourSubmitted(string clientId);

    /// @notice The id is not one that may be chosen.
    error IBCInvalidClientId(string clientId);

    /// @notice No client has this id.
    error IBCClientNotFound(string clientId);

    /// @notice No counterparty is registered under this id.
    error IBCCounterpartyClientNotFound(string counterpartyClientId);

    /// @notice Another client has this id.
    error IBCClientAlreadyExists(string clientId);

    /// @notice There is no contract at the address of the light client.
    error IBCLightClientWithoutCode(address client);

    /// @notice Registers a light client under the next id, `client-N`.
    /// @return clientId The id that it got
    function addClient(IICS02ClientMsgs.CounterpartyInfo calldata counterpartyInfo, address client)
        external
        returns (string memory clientId);

    /// @notice Registers a light client under a chosen id.
    /// @param clientId Of 4 to 128 characters; neither `client-…` nor `channel-…`
    function addClient(
        string calldata clientId,
        IICS02ClientMsgs.CounterpartyInfo calldata counterpartyInfo,
        address client
    ) external returns (string memory);

    /// @notice Replaces light client and counterparty of an id: the only way out of a frozen or expired client.
    function migrateClient(
        string calldata clientId,
        IICS02ClientMsgs.CounterpartyInfo calldata counterpartyInfo,
        address client
    ) external;

    /// @notice Hands an update to a light client.
    function updateClient(string calldata clientId, bytes calldata updateMsg)
        external
        returns (ILightClientMsgs.UpdateResult);

    /// @notice Hands evidence of misbehaviour to a light client.
    function submitMisbehaviour(string calldata clientId, bytes calldata misbehaviourMsg) external;

    /// @notice The light client of an id.
    function getClient(string calldata clientId) external view returns (ILightClient);

    /// @notice The counterparty of an id.
    function getCounterparty(string calldata clientId) external view returns (IICS02ClientMsgs.CounterpartyInfo memory);

    /// @notice The number of the next `client-N`.
    function getNextClientSeq() external view returns (uint256);
}
