// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What may always leave, per account and asset, while withdrawals are restricted.
/// @notice Counts only what leaves under a restriction (consumers do not ask otherwise). In any `window` seconds an
/// account can take out at most the asset's amount. An asset that nobody configured has the default amount of whole
/// tokens: forgetting one must not trap its users. Every listed asset should be set, because a default in tokens
/// knows nothing of prices.
///
/// Warning: not guaranteed: a bound per person (one person can hold many accounts), and none over all accounts.
interface IRetailLane {
    /// @param amount [token's smallest unit]
    event Spent(address indexed consumer, address indexed account, address indexed asset, uint256 amount);
    event AmountSet(address indexed asset, uint208 amount);
    event ConsumerSet(address indexed consumer, bool registered);

    error CallerIsNotConsumer(address caller);
    /// @notice A lane can be narrow, but not shut.
    error AmountMissing();
    error WindowMissing();

    /// @notice Records that `amount` of `asset` leaves for `account`, if it fits; false, and nothing recorded, if not.
    /// @dev Role: registered consumers (the protocol's proxies). Amount zero always fits.
    /// @param amount [token's smallest unit]
    function spend(address account, address asset, uint256 amount) external returns (bool accepted);

    /// @notice Sets how much of `asset` each account may take out per window. What was spent stays counted.
    /// @dev Role: AccessManager, meant for ADMIN. Not zero.
    /// @param amount [token's smallest unit]
    function setAmount(address asset, uint208 amount) external;

    /// @dev Role: AccessManager, meant for ADMIN. Warning: a protocol whose proxy is not registered is not limited,
    /// since interposers let withdrawals through when the lane fails.
    function setConsumer(address consumer, bool registered) external;

    /// @notice [token's smallest unit] What `account` can still take out of `asset` now.
    function left(address account, address asset) external view returns (uint256);

    /// @notice [token's smallest unit] The asset's amount per account and window, the default included.
    function amountOf(address asset) external view returns (uint256);

    function isConsumer(address consumer) external view returns (bool);

    /// @notice [s]
    function WINDOW() external view returns (uint48);

    /// @notice [whole tokens]
    function DEFAULT_TOKENS() external view returns (uint64);
}
