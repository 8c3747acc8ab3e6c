// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @notice Which identifiers of clients and ports may be chosen (ICS-24).
library Identifiers {
    uint256 private constant MIN_CLIENT_LENGTH = 4;
    uint256 private constant MIN_PORT_LENGTH = 2;
    uint256 private constant MAX_LENGTH = 128;

    /// @dev A bit for each character of `[a-zA-Z0-9._+\-#\[\]<>]`.
    uint256 private constant ALPHABET = 0x7fffffeaffffffe53ff680800000000;

    /// @notice The id of the client with this number, of those that nobody chose.
    function clientId(uint256 number) internal pure returns (string memory) {
        return string.concat("client-", Strings.toString(number));
    }

    /// @notice Whether somebody may choose this id: not one that is given out, and not one of a channel.
    function isCustomClientId(string memory id) internal pure returns (bool) {
        bytes memory text = bytes(id);
        return hasForm(text, MIN_CLIENT_LENGTH) && !startsWith(text, "client-") && !startsWith(text, "channel-");
    }

    /// @notice Whether somebody may choose this port: not an address, which is the port of whoever has it.
    function isCustomPort(string memory port) internal pure returns (bool) {
        if (!hasForm(bytes(port), MIN_PORT_LENGTH)) return false;
        (bool isAddress,) = Strings.tryParseAddress(port);
        return !isAddress;
    }

    /// @notice Whether `text` begins with `prefix`.
    function startsWith(bytes memory text, bytes memory prefix) internal pure returns (bool) {
        uint256 length = prefix.length;
        if (text.length < length) return false;
        bytes32 textHash;
        assembly ("memory-safe") {
            textHash := keccak256(add(text, 0x20), length)
        }
        return textHash == keccak256(prefix);
    }

    function hasForm(bytes memory text, uint256 minLength) private pure returns (bool) {
        if (text.length < minLength || text.length > MAX_LENGTH) return false;
        for (uint256 i = 0; i < text.length; ++i) {
            uint256 character = uint8(text[i]);
            if (character > 127 || (ALPHABET >> character) & 1 == 0) return false;
        }
        return true;
    }
}
