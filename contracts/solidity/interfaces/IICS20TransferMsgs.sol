// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Messages of token transfers (ICS-20).
interface IICS20TransferMsgs {
    /// @param denom The token's contract
    /// @param destPort Not used: transfers go from port `transfer` to port `transfer`
    /// @param timeoutTimestamp Unix seconds, at most a day ahead
    struct SendTransferMsg {
        address denom;
        uint256 amount;
        string receiver;
        string sourceClient;
        string destPort;
        uint64 timeoutTimestamp;
        string memo;
    }

    /// @notice What a packet of a transfer holds, in its encoding `application/x-solidity-abi`.
    struct FungibleTokenPacketData {
        string denom;
        string sender;
        string receiver;
        uint256 amount;
        string memo;
    }
}
