// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS20Transfer} from "../../interfaces/IICS20Transfer.sol";
import {IICS20TransferMsgs} from "../../interfaces/IICS20TransferMsgs.sol";
import {IICS26RouterMsgs} from "../../interfaces/IICS26RouterMsgs.sol";
import {HexAddress} from "../../libraries/HexAddress.sol";
import {Identifiers} from "../../libraries/Identifiers.sol";

/// @notice What packets of transfers hold, and how denominations tell where a token comes from (ICS-20 over IBC v2).
library TransferPackets {
    string internal constant PORT = "transfer";
    string internal constant VERSION = "ics20-1";
    string internal constant ENCODING = "application/x-solidity-abi";
    bytes internal constant SUCCESS = "{\"result\":\"AQ==\"}";

    bytes32 private constant PORT_HASH = keccak256("transfer");
    bytes32 private constant VERSION_HASH = keccak256("ics20-1");
    bytes32 private constant ENCODING_HASH = keccak256("application/x-solidity-abi");

    /// @dev What the counterparty takes: longer texts would only come back as errors, or not at all.
    uint256 private constant MAX_RECEIVER_LENGTH = 2048;
    uint256 private constant MAX_MEMO_LENGTH = 32_768;

    /// @notice The payload of a transfer.
    function toPayload(IICS20TransferMsgs.FungibleTokenPacketData memory data)
        internal
        pure
        returns (IICS26RouterMsgs.Payload memory)
    {
        requireLength(data.receiver, 1, MAX_RECEIVER_LENGTH);
        requireLength(data.memo, 0, MAX_MEMO_LENGTH);
        return IICS26RouterMsgs.Payload({
            sourcePort: PORT, destPort: PORT, version: VERSION, encoding: ENCODING, value: abi.encode(data)
        });
    }

    /// @notice What a payload transfers; reverts unless it is a transfer as this application takes it.
    function fromPayload(IICS26RouterMsgs.Payload calldata payload)
        internal
        pure
        returns (IICS20TransferMsgs.FungibleTokenPacketData memory data)
    {
        if (keccak256(bytes(payload.version)) != VERSION_HASH) {
            revert IICS20Transfer.ICS20UnexpectedVersion(VERSION, payload.version);
        }
        requirePort(payload.sourcePort);
        requirePort(payload.destPort);
        if (keccak256(bytes(payload.encoding)) != ENCODING_HASH) {
            revert IICS20Transfer.ICS20UnexpectedEncoding(ENCODING, payload.encoding);
        }
        data = abi.decode(payload.value, (IICS20TransferMsgs.FungibleTokenPacketData));
        require(data.amount > 0, IICS20Transfer.ICS20InvalidAmount(data.amount));
    }

    /// @notice What a denomination begins with that came from `clientId`.
    function prefix(string memory clientId) internal pure returns (bytes memory) {
        return abi.encodePacked(PORT, "/", clientId, "/");
    }

    /// @notice Whether a denomination came from `clientId`, so that sending it there takes it home.
    function cameFrom(string memory denom, string memory clientId) internal pure returns (bool) {
        return Identifiers.startsWith(bytes(denom), prefix(clientId));
    }

    /// @notice Whether a denomination came from any client: `transfer/…/…`.
    function isForeign(string memory denom) internal pure returns (bool) {
        bytes memory text = bytes(denom);
        if (!Identifiers.startsWith(text, abi.encodePacked(PORT, "/"))) return false;
        for (uint256 i = bytes(PORT).length + 2; i + 1 < text.length; ++i) {
            if (text[i] == "/") return true;
        }
        return false;
    }

    /// @notice A denomination without its first `length` bytes.
    function without(string memory denom, uint256 length) internal pure returns (string memory) {
        bytes memory text = bytes(denom);
        bytes memory rest = new bytes(text.length - length);
        assembly ("memory-safe") {
            mcopy(add(rest, 0x20), add(add(text, 0x20), length), mload(rest))
        }
        return string(rest);
    }

    /// @notice The address that a text is; reverts when it is none.
    function toAddress(string memory text) internal pure returns (address) {
        (bool valid, address parsed) = HexAddress.tryParse(text);
        require(valid, IICS20Transfer.ICS20InvalidAddress(text));
        return parsed;
    }

    function requireLength(string memory text, uint256 min, uint256 max) private pure {
        uint256 length = bytes(text).length;
        require(length >= min && length <= max, IICS20Transfer.ICS20InvalidLength(min, max, length));
    }

    function requirePort(string calldata port) private pure {
        if (keccak256(bytes(port)) != PORT_HASH) revert IICS20Transfer.ICS20InvalidPort(PORT, port);
    }
}
