// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRateLimit} from "../../interfaces/IRateLimit.sol";

/// @notice Bounds how much of a token leaves in a day (UTC). A token without a limit is not counted.
abstract contract RateLimit is IRateLimit {
    /// @custom:storage-location erc7201:ibc.storage.RateLimit
    struct RateLimitStorage {
        mapping(address token => uint256) limits;
        mapping(bytes32 tokenAndDay => uint256) usage;
    }

    bytes32 private constant LIMIT_SLOT = 0xcb05b6cb8e6c87c443cb04d44193d7d46d51c1198725a0ee3478d5baa736c100;

    /// @inheritdoc IRateLimit
    function getRateLimit(address token) public view returns (uint256) {
        return _limits().limits[token];
    }

    /// @inheritdoc IRateLimit
    function getDailyUsage(address token) external view returns (uint256) {
        return _limits().usage[_today(token)];
    }

    function _setRateLimit(address token, uint256 rateLimit) internal {
        _limits().limits[token] = rateLimit;
    }

    function _countOut(address token, uint256 amount) internal {
        uint256 limit = getRateLimit(token);
        if (limit == 0) return;
        bytes32 today = _today(token);
        uint256 usage = _limits().usage[today] + amount;
        require(usage <= limit, RateLimitExceeded(limit, usage));
        _limits().usage[today] = usage;
    }

    function _countIn(address token, uint256 amount) internal {
        if (getRateLimit(token) == 0) return;
        bytes32 today = _today(token);
        uint256 usage = _limits().usage[today];
        _limits().usage[today] = usage > amount ? usage - amount : 0;
    }

    function _today(address token) private view returns (bytes32) {
        return keccak256(abi.encode(token, block.timestamp / 1 days));
    }

    function _limits() private pure returns (RateLimitStorage storage $) {
        assembly ("memory-safe") {
            $.slot := LIMIT_SLOT
        }
    }
}
