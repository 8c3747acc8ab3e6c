// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IEscrow} from "../../interfaces/IEscrow.sol";
import {IRateLimit} from "../../interfaces/IRateLimit.sol";
import {RateLimit} from "./RateLimit.sol";

/// @notice Holds the tokens that were sent over one client, and nothing of another client's.
/// @dev Who may set a limit is asked under the transfer application's address, since escrows come into being at any time
/// and nobody would give out roles for each.
contract Escrow is IEscrow, RateLimit, Initializable {
    using SafeERC20 for IERC20;

    /// @custom:storage-location erc7201:ibc.storage.Escrow
    struct EscrowStorage {
        address ics20;
    }

    bytes32 private constant ESCROW_SLOT = 0x537eb9d931756581e7ea6f7811162c646321946650ac0ac6bf83b24932e41600;

    modifier onlyTransfer() {
        require(msg.sender == ics20(), EscrowUnauthorized(msg.sender));
        _;
    }

    constructor() {
        _disableInitializers();
    }

    /// @inheritdoc IEscrow
    /// @dev The authority is the transfer application's at any time, not the one of the day the escrow was made.
    function initialize(address ics20_, address) external initializer {
        _escrow().ics20 = ics20_;
    }

    /// @inheritdoc IEscrow
    function send(IERC20 token, address to, uint256 amount) external onlyTransfer {
        _countOut(address(token), amount);
        token.safeTransfer(to, amount);
    }

    /// @inheritdoc IEscrow
    function refund(IERC20 token, address to, uint256 amount) external onlyTransfer {
        token.safeTransfer(to, amount);
    }

    /// @inheritdoc IEscrow
    function recvCallback(address token, address, uint256 amount) external onlyTransfer {
        _countIn(token, amount);
    }

    /// @inheritdoc IRateLimit
    function setRateLimit(address token, uint256 rateLimit) external {
        IAccessManager authority = IAccessManager(IAccessManaged(ics20()).authority());
        (bool allowed,) = authority.canCall(msg.sender, ics20(), IRateLimit.setRateLimit.selector);
        require(allowed, EscrowUnauthorized(msg.sender));
        _setRateLimit(token, rateLimit);
    }

    /// @inheritdoc IEscrow
    function ics20() public view returns (address) {
        return _escrow().ics20;
    }

    function _escrow() private pure returns (EscrowStorage storage $) {
        assembly ("memory-safe") {
            $.slot := ESCROW_SLOT
        }
    }
}
