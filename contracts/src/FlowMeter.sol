// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Net outflow from one account, from nothing but its balances: a bucket that leaks.
/// @notice Formula, with out = balance before - balance now: level' = leaked(level) + out while nothing is in credit. In
/// any window at most twice `limit` can flow out without the level ever exceeding `limit`.
///
/// A negative level is a credit: more was put in than taken out. Within one second changes simply add up, so what is put
/// in and taken out in one transaction, in whatever pieces and order, and wherever the meter is read in between, leaves
/// the level as it was. In a later second a credit counts against the next change only, and is then forgotten, so that a
/// deposit is no lasting credit: max(level + out, 0) if something has left, else only the newest credit.
library FlowMeter {
    int256 private constant MOST = type(int104).max;

    /// @param level [smallest unit] Net outflow that has not leaked yet.
    /// @param balance [smallest unit] When it was last read.
    /// @param time [unix s] The same; 0 if never.
    struct Flow {
        int104 level;
        uint104 balance;
        uint48 time;
    }

    /// @param limit [smallest unit] Per window.
    /// @param window [s] Not zero.
    function next(Flow memory flow, uint256 balance, uint256 time, uint256 limit, uint256 window)
        internal
        pure
        returns (Flow memory read)
    {
        // Larger balances count as the largest; no token with a value has them.
        if (balance > uint256(MOST)) balance = uint256(MOST);
        int256 level;
        if (flow.time != 0) {
            int256 out = int256(uint256(flow.balance)) - int256(balance);
            level = levelAfter(flow.level, out, time > flow.time ? time - flow.time : 0, limit, window);
        }
        (read.level, read.balance, read.time) = (int104(level), uint104(balance), uint48(time));
    }

    /// @dev `level` when `out` more has left, `gone` seconds later.
    function levelAfter(int256 level, int256 out, uint256 gone, uint256 limit, uint256 window)
        internal
        pure
        returns (int256)
    {
        if (gone != 0 && level > 0) level = leaked(level, limit, gone, window);
        if (gone != 0 && level < 0) level = out < 0 ? out : level + out > 0 ? level + out : int256(0);
        else level += out;
        if (level > MOST) return MOST;
        return level < -MOST ? -MOST : level;
    }

    /// @dev What is left of `level` after `gone` seconds.
    function leaked(int256 level, uint256 limit, uint256 gone, uint256 window) internal pure returns (int256) {
        if (level <= 0 || gone >= window) return 0;
        uint256 out = limit * gone / window;
        return out >= uint256(level) ? int256(0) : level - int256(out);
    }
}
