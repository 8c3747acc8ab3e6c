// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice How much of a token may leave an escrow in a day (UTC).
interface IRateLimit {
    /// @notice More would leave today than may.
    error RateLimitExceeded(uint256 rateLimit, uint256 usage);

    /// @notice Sets how much of a token may leave in a day; 0 is no limit.
    function setRateLimit(address token, uint256 rateLimit) external;

    /// @notice How much of a token may leave in a day; 0 is no limit.
    function getRateLimit(address token) external view returns (uint256);

    /// @notice How much of a token left today, less what was acknowledged to have come; counted only while there is a limit.
    function getDailyUsage(address token) external view returns (uint256);
}
