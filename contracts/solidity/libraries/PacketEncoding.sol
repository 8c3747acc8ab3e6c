// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIBCApp} from "../interfaces/IIBCApp.sol";
import {IIBCStore} from "../interfaces/IIBCStore.sol";
import {IICS26Router} from "../interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../interfaces/IICS26RouterMsgs.sol";

/// @notice A packet that a relayer brings is encoded once: its members in memory, its receipt, what its application is told
/// and what the event tells are all made of these bytes. To have each encoded anew would cost more than the packet's hashes.
/// @dev The body of an encoding is what follows its first word, the offset 32. A packet's body is, in words and tails:
///
/// ```
/// sequence | offset of source (0xa0) | offset of destination | timeout | offset of payloads
/// | source | destination | 1 | 0x20 | payload
/// ```
///
/// A callback's body has the same clients and the same payload behind a head of its own.
library PacketEncoding {
    uint256 private constant HEAD = 0xa0;
    uint256 private constant PAYLOADS = 0x80;

    /// @notice The body of a packet's encoding, and the packet, whose texts are those in the body: neither may be changed.
    /// Reverts unless there is one payload.
    function read(IICS26RouterMsgs.Packet calldata packet)
        internal
        pure
        returns (IICS26RouterMsgs.Packet memory members, bytes memory body)
    {
        require(packet.payloads.length == 1, IIBCStore.IBCMultiPayloadPacketNotSupported());
        body = withoutOffset(abi.encode(packet));
        assembly ("memory-safe") {
            let start := add(body, 0x20)
            let list := add(start, mload(add(start, PAYLOADS)))
            let entries := add(list, 0x20)
            let payload := add(entries, mload(entries))
            // A word for the list's length, one for its only entry, five of the payload and five of the packet.
            let free := mload(0x40)
            mstore(0x40, add(free, 0x180))
            mstore(free, 1)
            mstore(add(free, 0x20), add(free, 0x40))
            for { let at := 0 } lt(at, HEAD) { at := add(at, 0x20) } {
                mstore(add(add(free, 0x40), at), add(payload, mload(add(payload, at))))
            }
            members := add(free, 0xe0)
            mstore(members, mload(start))
            mstore(add(members, 0x20), add(start, mload(add(start, 0x20))))
            mstore(add(members, 0x40), add(start, mload(add(start, 0x40))))
            mstore(add(members, 0x60), mload(add(start, 0x60)))
            mstore(add(members, 0x80), free)
        }
    }

    /// @notice The encoding of a packet: of its receipt, and of the events that tell a packet alone.
    function whole(bytes memory body) internal pure returns (bytes memory) {
        return bytes.concat(bytes32(uint256(0x20)), body);
    }

    /// @notice The call of `onRecvPacket`.
    function recvCall(bytes memory body, address relayer) internal pure returns (bytes memory) {
        return callOf(IIBCApp.onRecvPacket.selector, body, relayer, "");
    }

    /// @notice The call of `onTimeoutPacket`.
    function timeoutCall(bytes memory body, address relayer) internal pure returns (bytes memory) {
        return callOf(IIBCApp.onTimeoutPacket.selector, body, relayer, "");
    }

    /// @notice The call of `onAcknowledgementPacket`.
    function ackCall(bytes memory body, bytes memory acknowledgement, address relayer)
        internal
        pure
        returns (bytes memory)
    {
        bytes memory tail = withoutOffset(abi.encode(acknowledgement));
        return callOf(IIBCApp.onAcknowledgementPacket.selector, body, relayer, tail);
    }

    /// @notice Emits `IICS26Router.TimeoutPacket`.
    function emitTimeout(IICS26RouterMsgs.Packet memory packet, bytes memory body) internal {
        log(IICS26Router.TimeoutPacket.selector, packet.sourceClient, packet.sequence, whole(body));
    }

    /// @notice Emits `IICS26Router.AckPacket`.
    function emitAck(IICS26RouterMsgs.Packet memory packet, bytes memory body, bytes memory acknowledgement) internal {
        bytes memory tail = withoutOffset(abi.encode(acknowledgement));
        log(IICS26Router.AckPacket.selector, packet.sourceClient, packet.sequence, pair(body, tail));
    }

    /// @notice Emits `IICS26Router.WriteAcknowledgement`.
    function emitWrite(IICS26RouterMsgs.Packet memory packet, bytes memory body, bytes[] memory acknowledgements)
        internal
    {
        bytes memory tail = withoutOffset(abi.encode(acknowledgements));
        log(IICS26Router.WriteAcknowledgement.selector, packet.destClient, packet.sequence, pair(body, tail));
    }

    /// @param tail Of the acknowledgement; nothing where there is none
    function callOf(bytes4 selector, bytes memory body, address relayer, bytes memory tail)
        private
        pure
        returns (bytes memory data)
    {
        assembly ("memory-safe") {
            let start := add(body, 0x20)
            let payloads := mload(add(start, PAYLOADS))
            let payloadSize := sub(sub(mload(body), payloads), 0x40)
            let tailSize := mload(tail)
            // Where there is an acknowledgement, a word of the head is its offset.
            let more := mul(0x20, gt(tailSize, 0))
            data := mload(0x40)
            mstore(add(data, 0x20), selector)
            mstore(add(data, 0x24), 0x20)
            let head := add(data, 0x44)
            let payloadAt := add(payloads, more)
            mstore(head, add(mload(add(start, 0x20)), more))
            mstore(add(head, 0x20), add(mload(add(start, 0x40)), more))
            mstore(add(head, 0x40), mload(start))
            mstore(add(head, 0x60), payloadAt)
            mstore(add(head, 0x80), add(payloadAt, payloadSize))
            mstore(add(add(head, 0x80), more), relayer)
            mcopy(add(add(head, HEAD), more), add(start, HEAD), sub(payloads, HEAD))
            mcopy(add(head, payloadAt), add(add(start, payloads), 0x40), payloadSize)
            mcopy(add(add(head, payloadAt), payloadSize), add(tail, 0x20), tailSize)
            let size := add(add(add(payloadAt, payloadSize), tailSize), 0x24)
            mstore(data, size)
            mstore(0x40, and(add(add(data, size), 0x3f), not(0x1f)))
        }
    }

    /// @dev The encoding of a packet and something else.
    function pair(bytes memory body, bytes memory tail) private pure returns (bytes memory) {
        return bytes.concat(bytes32(uint256(0x40)), bytes32(0x40 + body.length), body, tail);
    }

    function log(bytes32 topic, string memory clientId, uint64 sequence, bytes memory data) private {
        bytes32 client = keccak256(bytes(clientId));
        assembly ("memory-safe") {
            log3(add(data, 0x20), mload(data), topic, client, sequence)
        }
    }

    /// @dev In place: the offset gives way to the length.
    function withoutOffset(bytes memory encoded) private pure returns (bytes memory body) {
        assembly ("memory-safe") {
            body := add(encoded, 0x20)
            mstore(body, sub(mload(encoded), 0x20))
        }
    }
}
