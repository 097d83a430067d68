// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What the interposer reads of Aave v3's pool.
interface IAave {
    /// @return totalCollateral [the oracle's base currency]
    /// @return totalDebt [the oracle's base currency]
    function getUserAccountData(address user)
        external
        view
        returns (
            uint256 totalCollateral,
            uint256 totalDebt,
            uint256 availableBorrows,
            uint256 liquidationThreshold,
            uint256 ltv,
            uint256 healthFactor
        );
}
