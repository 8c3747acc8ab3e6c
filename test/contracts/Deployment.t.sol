// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IRateLimit} from "../../contracts/solidity/interfaces/IRateLimit.sol";
import {IICS26Router} from "../../contracts/solidity/interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";
import {FakeToken} from "./support/FakeToken.sol";
import {TwoChains} from "./support/TwoChains.sol";

/// @notice What the contracts store lies where the published contracts have it, and a batch costs what it may.
contract DeploymentTest is TwoChains {
    uint256 private constant BATCH = 25;

    FakeToken private token;
    address private alice = nobody("alice");
    address private bob = nobody("bob");

    function setUp() external {
        setUpChains();
        token = new FakeToken();
        token.mint(alice, 1000);
        vm.prank(alice);
        token.approve(address(here.transfer), 1000);
    }

    function test_storageOfTheRouter() external {
        here.router.addClient(counterparty("other-1"), address(here.client));
        uint256 clients = 0x515a8336edcaab4ae6524d41223c1782132890f89189ba6632107a7b5a449600;
        assertStored(address(here.router), bytes32(clients + 2), 1);
        assertStored(address(here.router), keyed("client-0", clients), word(address(here.client)));
        uint256 apps = 0xc5779f3c2c21083eefa6d04f6a698bc0d8c10db124ad5e0df6ef394b6d7bf600;
        assertStored(address(here.router), keyed("transfer", apps), word(address(here.transfer)));
        receiveAt(there, send(here, alice, transferOf(here, address(token), 1, bob)));
        uint256 store = 0x1260944489272988d9df285149b5aa1b0f48f2136d6f416159f840a3e0747600;
        assertStored(address(here.router), keyed(here.clientId, store + 1), 1);
    }

    function test_storageOfTheTransferApplication() external {
        receiveAt(there, send(here, alice, transferOf(here, address(token), 1, bob)));
        address escrow = here.transfer.getEscrow(here.clientId);
        uint256 transfers = 0x823f7a8ea9ae6df0eb03ec5e1682d7a2839417ad8a91774118e6acf2e8d2f800;
        assertStored(address(here.transfer), keyed(here.clientId, transfers), word(escrow));
        assertStored(address(here.transfer), bytes32(transfers + 3), word(address(here.router)));
        assertStored(address(here.transfer), bytes32(transfers + 4), word(here.transfer.getIBCERC20Beacon()));
        assertStored(address(here.transfer), bytes32(transfers + 5), word(here.transfer.getEscrowBeacon()));

        uint256 held = 0x537eb9d931756581e7ea6f7811162c646321946650ac0ac6bf83b24932e41600;
        assertStored(escrow, bytes32(held), word(address(here.transfer)));
        vm.prank(rateLimiter);
        IRateLimit(escrow).setRateLimit(address(token), 7);
        uint256 limits = 0xcb05b6cb8e6c87c443cb04d44193d7d46d51c1198725a0ee3478d5baa736c100;
        assertStored(escrow, keccak256(abi.encode(token, limits)), 7);

        string memory path = string.concat("transfer/", there.clientId, "/", hexOf(address(token)));
        address voucher = there.transfer.ibcERC20Contract(path);
        uint256 vouchers = 0x1dd677b5a02f77610493322b5fdbbfdb607b541c6e6045daab3464e895dea800;
        assertStored(voucher, bytes32(vouchers + 1), word(there.transfer.getEscrow(there.clientId)));
        assertStored(voucher, bytes32(vouchers + 2), word(address(there.transfer)));
        assertStored(address(there.transfer), keyed(path, transfers + 1), word(voucher));
    }

    /// @dev Whole transactions, but for the light client's part: a known token and a receiver who has some.
    function test_gasOfBatches() external {
        IICS26RouterMsgs.Packet memory first = send(here, alice, transferOf(here, address(token), 1, bob));
        receiveAt(there, first);
        bytes[] memory receives = new bytes[](BATCH);
        bytes[] memory acknowledgements = new bytes[](BATCH);
        for (uint256 i = 0; i < BATCH; ++i) {
            IICS26RouterMsgs.Packet memory packet = send(here, alice, transferOf(here, address(token), 1, bob));
            receives[i] = abi.encodeCall(IICS26Router.recvPacket, (recvMsg(packet)));
            acknowledgements[i] = abi.encodeCall(IICS26Router.ackPacket, (ackMsg(packet, SUCCESS)));
        }
        there.router.multicall(receives);
        uint256 receiving = vm.snapshotGasLastCall("router", "25 packets received, without proofs");
        here.router.multicall(acknowledgements);
        uint256 acknowledging = vm.snapshotGasLastCall("router", "25 packets acknowledged, without proofs");
        vm.assertLe(receiving / BATCH, 130_000, "recvPacket");
        vm.assertLe(acknowledging / BATCH, 73_000, "ackPacket");
        address voucher =
            there.transfer.ibcERC20Contract(string.concat("transfer/", there.clientId, "/", hexOf(address(token))));
        vm.assertEq(IERC20(voucher).balanceOf(bob), BATCH + 1);
    }

    function assertStored(address account, bytes32 slot, uint256 value) private view {
        vm.assertEq(uint256(vm.load(account, slot)), value);
    }

    function keyed(string memory key, uint256 slot) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(key, slot));
    }

    function word(address account) private pure returns (uint256) {
        return uint256(uint160(account));
    }
}
