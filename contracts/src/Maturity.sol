// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title When a ticket of the escrow matures.
library Maturity {
    /// @notice min(max(now + delay, last + spread), now + maxWait): never before the last one's, because that was at most
    /// its own time + maxWait.
    /// @param last [unix s] Of the last ticket; 0 if there is none.
    /// @param spread [s] How long the shared bucket needs for this one's amount.
    /// @param delay [s] At most `maxWait`.
    function next(uint256 last, uint256 spread, uint256 now_, uint256 delay, uint256 maxWait)
        internal
        pure
        returns (uint256 maturity)
    {
        maturity = spread > type(uint256).max - last ? type(uint256).max : last + spread;
        if (maturity < now_ + delay) maturity = now_ + delay;
        if (maturity > now_ + maxWait) maturity = now_ + maxWait;
    }
}
