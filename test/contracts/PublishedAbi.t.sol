// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IICS02Client} from "../../contracts/solidity/interfaces/IICS02Client.sol";
import {IICS20Transfer} from "../../contracts/solidity/interfaces/IICS20Transfer.sol";
import {IICS26Router} from "../../contracts/solidity/interfaces/IICS26Router.sol";
import {IIBCApp} from "../../contracts/solidity/interfaces/IIBCApp.sol";
import {IIBCSenderCallbacks} from "../../contracts/solidity/interfaces/IIBCSenderCallbacks.sol";
import {IIBCStore} from "../../contracts/solidity/interfaces/IIBCStore.sol";
import {ILightClient} from "../../contracts/solidity/interfaces/ILightClient.sol";
import {ILightClientMsgs} from "../../contracts/solidity/interfaces/ILightClientMsgs.sol";
import {Test} from "./support/Test.sol";

/// @notice Selectors, topics and errors are those of the public IBC v2 contracts, which relayers and indexers know.
contract PublishedAbiTest is Test {
    string private constant PAYLOAD = "(string,string,string,string,bytes)";
    string private constant TRANSFER = "(address,uint256,string,string,string,uint64,string)";

    function test_routerSelectors() external pure {
        assertSelector(IICS26Router.sendPacket.selector, 0x4d6e7ce3);
        assertSelector(IICS26Router.recvPacket.selector, 0x5ebd10ca);
        assertSelector(IICS26Router.ackPacket.selector, 0x1bca011a);
        assertSelector(IICS26Router.timeoutPacket.selector, 0xb98c330a);
        assertSelector(IICS02Client.updateClient.selector, 0x6fbf8079);
        assertSelector(IICS02Client.submitMisbehaviour.selector, 0x9e2e5c83);
        assertSelector(IICS02Client.migrateClient.selector, 0xcce0b265);
        assertSelector(IICS02Client.getClient.selector, 0x7eb78932);
        assertSelector(IICS02Client.getCounterparty.selector, 0xb0777bfa);
        assertSelector(IIBCStore.getCommitment.selector, 0x7795820c);
    }

    /// @dev An interface's id is all of its selectors xored, so it tells of overloads, too.
    function test_overloadedSelectors() external pure {
        bytes4 clients = IICS02Client.migrateClient.selector ^ IICS02Client.updateClient.selector
            ^ IICS02Client.submitMisbehaviour.selector ^ IICS02Client.getClient.selector
            ^ IICS02Client.getCounterparty.selector ^ IICS02Client.getNextClientSeq.selector;
        assertSelector(type(IICS02Client).interfaceId, clients ^ bytes4(0xe3cb36a0) ^ bytes4(0x1ec43e23));
        bytes4 router = IICS26Router.sendPacket.selector ^ IICS26Router.recvPacket.selector
            ^ IICS26Router.ackPacket.selector ^ IICS26Router.timeoutPacket.selector ^ IICS26Router.getIBCApp.selector
            ^ IICS26Router.initialize.selector ^ IICS26Router.setAppCallbackGas.selector
            ^ IICS26Router.getAppCallbackGas.selector;
        assertSelector(type(IICS26Router).interfaceId, router ^ bytes4(0x4b720d5b) ^ bytes4(0x5f516889));
    }

    function test_lightClientSelectors() external pure {
        assertSelector(ILightClient.updateClient.selector, 0x0bece356);
        assertSelector(ILightClient.verifyMembership.selector, 0x682ed5f0);
        assertSelector(ILightClient.verifyNonMembership.selector, 0x4d6d9ffb);
        assertSelector(ILightClient.misbehaviour.selector, 0xddba6537);
        assertSelector(ILightClient.getClientState.selector, 0xef913a4b);
        vm.assertEq(uint256(ILightClientMsgs.UpdateResult.Update), 0);
        vm.assertEq(uint256(ILightClientMsgs.UpdateResult.Misbehaviour), 1);
        vm.assertEq(uint256(ILightClientMsgs.UpdateResult.NoOp), 2);
    }

    function test_applicationSelectors() external pure {
        string memory received = string.concat("((string,string,uint64,", PAYLOAD, ",address))");
        string memory acknowledged = string.concat("(string,string,uint64,", PAYLOAD, ",bytes,address)");
        assertSignature(IIBCApp.onRecvPacket.selector, "onRecvPacket", received);
        assertSignature(IIBCApp.onTimeoutPacket.selector, "onTimeoutPacket", received);
        assertSignature(
            IIBCApp.onAcknowledgementPacket.selector, "onAcknowledgementPacket", string.concat("(", acknowledged, ")")
        );
        assertSignature(IIBCSenderCallbacks.onTimeoutPacket.selector, "onTimeoutPacket", received);
        assertSignature(
            IIBCSenderCallbacks.onAckPacket.selector, "onAckPacket", string.concat("(bool,", acknowledged, ")")
        );
    }

    function test_transferSelectors() external pure {
        assertSelector(IICS20Transfer.sendTransfer.selector, 0x2ac3dc38);
        assertSignature(
            IICS20Transfer.sendTransferWithPermit2.selector,
            "sendTransferWithPermit2",
            string.concat("(", TRANSFER, ",((address,uint256),uint256,uint256),bytes)")
        );
        assertSignature(
            IICS20Transfer.sendTransferWithSender.selector,
            "sendTransferWithSender",
            string.concat("(", TRANSFER, ",address)")
        );
        assertSignature(IICS20Transfer.setCustomERC20.selector, "setCustomERC20", "(string,address)");
        assertSignature(IICS20Transfer.upgradeEscrowTo.selector, "upgradeEscrowTo", "(address)");
        assertSignature(IICS20Transfer.upgradeIBCERC20To.selector, "upgradeIBCERC20To", "(address)");
    }

    function test_packetTopics() external pure {
        vm.assertEq(
            IICS26Router.SendPacket.selector, 0xab3a4458a269be61dfa43faa33aa7b1f5d570716f83ad078bc2ba5dab039abae
        );
        vm.assertEq(
            IICS26Router.WriteAcknowledgement.selector,
            0x76765590e2b799b0506100f8a6610cfecab2c71e8e1f8aa981b099aff0dfdb74
        );
        vm.assertEq(IICS26Router.AckPacket.selector, 0xf9bab74bcdb634f4d3dd064cc42a13df056598e1c0336905d2f5750fbfb08b7b);
        vm.assertEq(
            IICS26Router.TimeoutPacket.selector, 0x01e5ed58494819ef3f6480dd08e433b7c08ed75c7abdf2c22c6f04b71340a168
        );
        assertEnds(IICS26Router.Noop.selector, 0xd08bf58b, 0x54caf, 20);
        assertEnds(IICS26Router.IBCAppRecvPacketCallbackError.selector, 0xb9edb487, 0x1da84f, 24);
        assertEnds(IICS26Router.IBCAppAdded.selector, 0xa6ec8e86, 0x4499, 16);
    }

    function test_clientTopics() external pure {
        assertEnds(IICS02Client.ICS02ClientAdded.selector, 0x0ecded31, 0xfbfa8, 20);
        assertEnds(IICS02Client.ICS02ClientUpdated.selector, 0x87bbef27, 0x3aef, 16);
        assertEnds(IICS02Client.ICS02ClientMigrated.selector, 0x23c2e29d, 0xd6bf, 16);
        assertEnds(IICS02Client.ICS02MisbehaviourSubmitted.selector, 0xa263f0a9, 0xa430, 16);
        vm.assertEq(
            IICS20Transfer.IBCERC20ContractCreated.selector, keccak256("IBCERC20ContractCreated(address,string)")
        );
    }

    function test_routerErrors() external pure {
        assertSignature(IICS26Router.IBCPortAlreadyExists.selector, "IBCPortAlreadyExists", "(string)");
        assertSignature(IICS26Router.IBCInvalidPortIdentifier.selector, "IBCInvalidPortIdentifier", "(string)");
        assertSignature(
            IICS26Router.IBCInvalidTimeoutTimestamp.selector, "IBCInvalidTimeoutTimestamp", "(uint256,uint256)"
        );
        assertSignature(
            IICS26Router.IBCInvalidTimeoutDuration.selector, "IBCInvalidTimeoutDuration", "(uint256,uint256)"
        );
        assertSignature(IICS26Router.IBCInvalidCounterparty.selector, "IBCInvalidCounterparty", "(string,string)");
        assertSignature(
            IICS26Router.IBCAsyncAcknowledgementNotSupported.selector, "IBCAsyncAcknowledgementNotSupported", "()"
        );
        assertSignature(
            IICS26Router.IBCErrorUniversalAcknowledgement.selector, "IBCErrorUniversalAcknowledgement", "()"
        );
        assertSignature(IICS26Router.IBCAppNotFound.selector, "IBCAppNotFound", "(string)");
        assertSignature(IICS26Router.IBCUnauthorizedSender.selector, "IBCUnauthorizedSender", "(address)");
    }

    function test_storeAndClientErrors() external pure {
        assertSignature(
            IIBCStore.IBCPacketCommitmentAlreadyExists.selector, "IBCPacketCommitmentAlreadyExists", "(bytes)"
        );
        assertSignature(
            IIBCStore.IBCPacketAcknowledgementAlreadyExists.selector, "IBCPacketAcknowledgementAlreadyExists", "(bytes)"
        );
        assertSignature(
            IIBCStore.IBCPacketCommitmentMismatch.selector, "IBCPacketCommitmentMismatch", "(bytes32,bytes32)"
        );
        assertSignature(IIBCStore.IBCPacketReceiptMismatch.selector, "IBCPacketReceiptMismatch", "(bytes32,bytes32)");
        assertSignature(IIBCStore.InvalidMerklePrefix.selector, "InvalidMerklePrefix", "(bytes[])");
        assertSignature(IIBCStore.IBCMultiPayloadPacketNotSupported.selector, "IBCMultiPayloadPacketNotSupported", "()");
        assertSignature(IIBCStore.NoAcknowledgements.selector, "NoAcknowledgements", "()");
        assertSignature(IICS02Client.IBCInvalidClientId.selector, "IBCInvalidClientId", "(string)");
        assertSignature(IICS02Client.IBCClientNotFound.selector, "IBCClientNotFound", "(string)");
        assertSignature(
            IICS02Client.IBCCounterpartyClientNotFound.selector, "IBCCounterpartyClientNotFound", "(string)"
        );
        assertSignature(IICS02Client.IBCClientAlreadyExists.selector, "IBCClientAlreadyExists", "(string)");
    }

    function assertSelector(bytes4 got, bytes4 want) private pure {
        vm.assertEq(bytes32(got), bytes32(want));
    }

    function assertSignature(bytes4 got, string memory name, string memory parameters) private pure {
        vm.assertEq(bytes32(got), bytes32(bytes4(keccak256(bytes.concat(bytes(name), bytes(parameters))))), name);
    }

    /// @dev Where only the first four bytes and the last bits of a topic are published.
    function assertEnds(bytes32 topic, bytes4 first, uint256 last, uint256 bits) private pure {
        assertSelector(bytes4(topic), first);
        vm.assertEq(uint256(topic) & ((1 << bits) - 1), last);
    }
}
