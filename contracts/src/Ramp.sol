// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title A value on its way up: linear, never above its end, never stepping.
library Ramp {
    /// @notice Formula: from + (to - from) * (time - begins) / (ends - begins), rounded down, clamped to [from, to].
    /// @param from At `begins`.
    /// @param to At `ends` and after; not less than `from`.
    /// @param begins [unix s]
    /// @param ends [unix s] Not before `begins`.
    function valueAt(uint32 from, uint32 to, uint40 begins, uint40 ends, uint256 time) internal pure returns (uint32) {
        if (time >= ends) return to;
        if (time <= begins) return from;
        return uint32(from + uint256(to - from) * (time - begins) / (ends - begins));
    }
}
