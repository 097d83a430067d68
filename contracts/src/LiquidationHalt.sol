// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title How long nobody is liquidated after a halt of liquidations.
/// @notice Whoever could not act during a halt gets as much time as it lasted, at most MAX_GRACE (Aave v3.1 has the same
/// bound); after a lift at least until the block after it.
library LiquidationHalt {
    /// @dev [s]
    uint40 internal constant MAX_GRACE = 4 hours;

    /// @param began [unix s]
    /// @param until [unix s] Its end without the grace.
    struct Halt {
        uint40 began;
        uint40 until;
    }

    /// @notice The halt that runs at `now_`, if any, or a new one, going on until `until` at least.
    function prolonged(Halt memory halt, uint40 now_, uint40 until) internal pure returns (Halt memory longer) {
        bool runs = now_ < halt.until;
        uint40 began = runs ? halt.began : now_;
        uint40 end = runs && halt.until > until ? halt.until : until;
        (longer.began, longer.until) = (began, end);
    }

    /// @notice [unix s] From when on liquidations are possible again.
    function graceEnd(Halt memory halt) internal pure returns (uint40) {
        uint40 lasted = halt.until - halt.began;
        return halt.until + (lasted > MAX_GRACE ? MAX_GRACE : lasted);
    }
}
