// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {AccessSetup} from "../../../contracts/solidity/access/AccessSetup.sol";
import {DelayedAccessManager} from "../../../contracts/solidity/access/DelayedAccessManager.sol";
import {Escrow} from "../../../contracts/solidity/apps/ics20/Escrow.sol";
import {IBCERC20} from "../../../contracts/solidity/apps/ics20/IBCERC20.sol";
import {ICS20Transfer} from "../../../contracts/solidity/apps/ics20/ICS20Transfer.sol";
import {IICS02ClientMsgs} from "../../../contracts/solidity/interfaces/IICS02ClientMsgs.sol";
import {IICS20TransferMsgs} from "../../../contracts/solidity/interfaces/IICS20TransferMsgs.sol";
import {IICS26Router} from "../../../contracts/solidity/interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {ICS26Router} from "../../../contracts/solidity/router/ICS26Router.sol";
import {FakeLightClient} from "./FakeLightClient.sol";
import {Test} from "./Test.sol";
import {Vm} from "./Vm.sol";

/// @notice Two deployments that follow each other: what one sends, the other receives.
abstract contract TwoChains is Test {
    struct Chain {
        AccessSetup setup;
        DelayedAccessManager manager;
        ICS26Router router;
        ICS20Transfer transfer;
        FakeLightClient client;
        string clientId;
    }

    bytes internal constant SUCCESS = "{\"result\":\"AQ==\"}";
    bytes internal constant REFUSED = hex"4774d4a575993f963b1c06573736617a457abef8589178db8d10c94b4ab511ab";

    address internal admin = nobody("admin");
    address internal pauser = nobody("pauser");
    address internal unpauser = nobody("unpauser");
    address internal rateLimiter = nobody("rate limiter");
    address internal idCustomizer = nobody("id customizer");
    address internal erc20Customizer = nobody("erc20 customizer");
    address internal relayer = nobody("relayer");

    Chain internal here;
    Chain internal there;

    address private permit2 = address(0);

    function setUpChains() internal {
        vm.warp(1_800_000_000);
        AccessSetup hereSetup = AccessSetup(deployed("AccessSetup"));
        AccessSetup thereSetup = AccessSetup(deployed("AccessSetup"));
        deploy(here, hereSetup);
        deploy(there, thereSetup);
        here.clientId = "there-7";
        there.clientId = "here-3";
        here.client = new FakeLightClient(there.router);
        there.client = new FakeLightClient(here.router);
        finish(here, hereSetup, there.clientId);
        finish(there, thereSetup, here.clientId);
    }

    function usePermit2(address contract_) internal {
        permit2 = contract_;
    }

    function deploy(Chain storage chain, AccessSetup setup) private {
        chain.setup = setup;
        chain.manager = setup.manager();
        address authority = address(chain.manager);
        bytes memory routerCall = abi.encodeCall(ICS26Router.initialize, (authority));
        chain.router = ICS26Router(address(new ERC1967Proxy(deployed("ICS26Router"), routerCall)));
        bytes memory transferCall = abi.encodeCall(
            ICS20Transfer.initialize,
            (address(chain.router), deployed("Escrow"), deployed("IBCERC20"), permit2, authority)
        );
        chain.transfer = ICS20Transfer(address(new ERC1967Proxy(deployed("ICS20Transfer"), transferCall)));
    }

    /// @dev By its artifact, so that a test does not compile what it deploys.
    function deployed(string memory name) internal returns (address created) {
        bytes memory code = vm.getCode(string.concat(name, ".sol:", name));
        assembly ("memory-safe") {
            created := create(0, add(code, 0x20), mload(code))
        }
        require(created != address(0), name);
    }

    function finish(Chain storage chain, AccessSetup setup, string memory counterpartyId) private {
        AccessSetup.InitialClient[] memory clients = new AccessSetup.InitialClient[](1);
        clients[0] = AccessSetup.InitialClient({
            clientId: chain.clientId, counterparty: counterparty(counterpartyId), client: address(chain.client)
        });
        setup.finish(
            chain.router,
            chain.transfer,
            AccessSetup.Holders({
                admin: admin,
                pauser: pauser,
                unpauser: unpauser,
                rateLimiter: rateLimiter,
                idCustomizer: idCustomizer,
                erc20Customizer: erc20Customizer
            }),
            clients
        );
    }

    function counterparty(string memory clientId) internal pure returns (IICS02ClientMsgs.CounterpartyInfo memory) {
        bytes[] memory prefix = new bytes[](1);
        return IICS02ClientMsgs.CounterpartyInfo({clientId: clientId, merklePrefix: prefix});
    }

    function transferOf(Chain storage from, address token, uint256 amount, address receiver)
        internal
        view
        returns (IICS20TransferMsgs.SendTransferMsg memory)
    {
        return IICS20TransferMsgs.SendTransferMsg({
            denom: token,
            amount: amount,
            receiver: hexOf(receiver),
            sourceClient: from.clientId,
            destPort: "",
            timeoutTimestamp: uint64(vm.getBlockTimestamp() + 1 hours),
            memo: "memo"
        });
    }

    /// @notice The last packet that was sent since logs are recorded.
    function sentPacket() internal returns (IICS26RouterMsgs.Packet memory packet) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IICS26Router.SendPacket.selector) {
                packet = abi.decode(logs[i].data, (IICS26RouterMsgs.Packet));
            }
        }
        vm.assertTrue(packet.sequence != 0, "a packet was sent");
    }

    function send(Chain storage from, address sender, IICS20TransferMsgs.SendTransferMsg memory transfer)
        internal
        returns (IICS26RouterMsgs.Packet memory)
    {
        vm.recordLogs();
        vm.prank(sender);
        from.transfer.sendTransfer(transfer);
        return sentPacket();
    }

    /// @return acknowledgement What was written for the packet; empty when it was a no-op
    function receiveAt(Chain storage to, IICS26RouterMsgs.Packet memory packet)
        internal
        returns (bytes memory acknowledgement)
    {
        vm.recordLogs();
        vm.prank(relayer);
        to.router.recvPacket(recvMsg(packet));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IICS26Router.WriteAcknowledgement.selector) {
                (, bytes[] memory acks) = abi.decode(logs[i].data, (IICS26RouterMsgs.Packet, bytes[]));
                acknowledgement = acks[0];
            }
        }
    }

    function acknowledgeAt(Chain storage from, IICS26RouterMsgs.Packet memory packet, bytes memory acknowledgement)
        internal
    {
        vm.prank(relayer);
        from.router.ackPacket(ackMsg(packet, acknowledgement));
    }

    function timeOutAt(Chain storage from, IICS26RouterMsgs.Packet memory packet) internal {
        vm.prank(relayer);
        from.router.timeoutPacket(timeoutMsg(packet));
    }

    function recvMsg(IICS26RouterMsgs.Packet memory packet)
        internal
        pure
        returns (IICS26RouterMsgs.MsgRecvPacket memory)
    {
        return IICS26RouterMsgs.MsgRecvPacket(packet, "proof", IICS02ClientMsgs.Height(0, 1));
    }

    function ackMsg(IICS26RouterMsgs.Packet memory packet, bytes memory acknowledgement)
        internal
        pure
        returns (IICS26RouterMsgs.MsgAckPacket memory)
    {
        return IICS26RouterMsgs.MsgAckPacket(packet, acknowledgement, "proof", IICS02ClientMsgs.Height(0, 1));
    }

    function timeoutMsg(IICS26RouterMsgs.Packet memory packet)
        internal
        pure
        returns (IICS26RouterMsgs.MsgTimeoutPacket memory)
    {
        return IICS26RouterMsgs.MsgTimeoutPacket(packet, "proof", IICS02ClientMsgs.Height(0, 1));
    }

    function hexOf(address account) internal pure returns (string memory) {
        bytes memory digits = "0123456789abcdef";
        bytes memory text = new bytes(42);
        (text[0], text[1]) = ("0", "x");
        for (uint256 i = 0; i < 40; ++i) {
            text[41 - i] = digits[(uint160(account) >> (4 * i)) & 0xf];
        }
        return string(text);
    }
}
