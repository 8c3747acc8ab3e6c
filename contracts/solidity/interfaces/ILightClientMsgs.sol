// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS02ClientMsgs} from "./IICS02ClientMsgs.sol";

/// @notice Messages to a light client.
interface ILightClientMsgs {
    /// @notice Asks whether `value` is stored under `path` at `proofHeight`.
    /// @param proof Of a kind that the client knows; empty when an earlier call of the transaction proved the same
    /// @param path The counterparty's merkle prefix, with the path appended to its last element
    struct MsgVerifyMembership {
        bytes proof;
        IICS02ClientMsgs.Height proofHeight;
        bytes[] path;
        bytes value;
    }

    /// @notice Asks whether nothing is stored under `path` at `proofHeight`.
    struct MsgVerifyNonMembership {
        bytes proof;
        IICS02ClientMsgs.Height proofHeight;
        bytes[] path;
    }

    /// @notice What an update came to.
    enum UpdateResult {
        Update,
        Misbehaviour,
        NoOp
    }
}
