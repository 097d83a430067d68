// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What it costs to make a restriction last longer.
library Expiry {
    /// @notice [s] What is restricted after moving its expiry from `current` to `end`, and was not before: for an expired
    /// one all of it from now on.
    /// @param current [unix s] 0 if never.
    /// @param end [unix s] Not before `now_`.
    function added(uint40 current, uint40 end, uint40 now_) internal pure returns (uint40) {
        if (current >= end) return 0;
        return end - (current > now_ ? current : now_);
    }
}
