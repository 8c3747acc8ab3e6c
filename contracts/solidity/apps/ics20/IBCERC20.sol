// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {IIBCERC20} from "../../interfaces/IIBCERC20.sol";
import {IMintableAndBurnable} from "../../interfaces/IMintableAndBurnable.sol";

/// @notice The voucher of a token of another chain. Its name and symbol are its full path, so that none is mistaken for
/// another.
contract IBCERC20 is IIBCERC20, ERC20Upgradeable {
    /// @custom:storage-location erc7201:ibc.storage.IBCERC20
    struct IBCERC20Storage {
        string fullDenomPath;
        address escrow;
        address ics20;
    }

    bytes32 private constant VOUCHER_SLOT = 0x1dd677b5a02f77610493322b5fdbbfdb607b541c6e6045daab3464e895dea800;

    modifier onlyTransfer() {
        require(msg.sender == _voucher().ics20, IBCERC20Unauthorized(msg.sender));
        _;
    }

    constructor() {
        _disableInitializers();
    }

    /// @inheritdoc IIBCERC20
    function initialize(address ics20_, address escrow_, string calldata fullDenomPath_) external initializer {
        __ERC20_init(fullDenomPath_, fullDenomPath_);
        _voucher().fullDenomPath = fullDenomPath_;
        _voucher().escrow = escrow_;
        _voucher().ics20 = ics20_;
    }

    /// @inheritdoc IMintableAndBurnable
    function mint(address mintAddress, uint256 amount) external onlyTransfer {
        _requireEscrow(mintAddress);
        _mint(mintAddress, amount);
    }

    /// @inheritdoc IMintableAndBurnable
    function burn(address burnAddress, uint256 amount) external onlyTransfer {
        _requireEscrow(burnAddress);
        _burn(burnAddress, amount);
    }

    /// @inheritdoc IIBCERC20
    function fullDenomPath() external view returns (string memory) {
        return _voucher().fullDenomPath;
    }

    /// @inheritdoc IIBCERC20
    function escrow() external view returns (address) {
        return _voucher().escrow;
    }

    /// @inheritdoc IIBCERC20
    function ics20() external view returns (address) {
        return _voucher().ics20;
    }

    function _requireEscrow(address account) private view {
        require(account == _voucher().escrow, IBCERC20NotEscrow(_voucher().escrow, account));
    }

    function _voucher() private pure returns (IBCERC20Storage storage $) {
        assembly ("memory-safe") {
            $.slot := VOUCHER_SLOT
        }
    }
}
