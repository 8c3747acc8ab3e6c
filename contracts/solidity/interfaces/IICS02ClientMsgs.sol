// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What the client registry and everyone who proves something to a client have in common.
interface IICS02ClientMsgs {
    /// @notice The other end of a client.
    /// @param clientId How the counterparty calls the client by which it follows this chain
    /// @param merklePrefix Where the counterparty keeps its IBC store: the path is appended to the last element
    struct CounterpartyInfo {
        string clientId;
        bytes[] merklePrefix;
    }

    /// @notice A height of the counterparty. The revision number of a chain without revisions is 0.
    struct Height {
        uint64 revisionNumber;
        uint64 revisionHeight;
    }
}
