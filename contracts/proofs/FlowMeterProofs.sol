// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {FlowMeter} from "../src/FlowMeter.sol";

/// @title Properties of the Breaker's net outflow, for solc's SMTChecker: each function is one.
contract FlowMeterProofs {
    int256 private constant MOST = type(int104).max;

    /// @notice What leaks was there.
    /// @custom:mutant FlowMeter: out >= uint256(level) ? int256(0) : level - int256(out) => level - int256(out)
    function LeakingNeverTurnsOutflowIntoCredit(int104 level, uint128 limit, uint48 gone, uint32 window) external pure {
        require(level > 0 && window != 0);
        int256 left = FlowMeter.leaked(level, limit, gone, window);
        assert(left >= 0 && left <= level);
    }

    /// @custom:mutant FlowMeter: limit * gone / window => limit * gone / window + 1
    function NothingLeaksInNoTime(int104 level, uint128 limit, uint32 window) external pure {
        require(level > 0 && window != 0);
        assert(FlowMeter.leaked(level, limit, 0, window) == level);
    }

    /// @custom:mutant FlowMeter: gone >= window => gone > window
    function AfterAWholeWindowNothingIsLeft(int104 level, uint128 limit, uint48 gone, uint32 window) external pure {
        require(window != 0 && gone >= window);
        assert(FlowMeter.leaked(level, limit, gone, window) == 0);
    }

    /// @notice In one second, what is put in and taken out in whatever pieces adds up to the whole.
    /// @custom:mutant FlowMeter: else level += out; => else if (out > 0) level += out;
    function InOneSecondPiecesAddUp(int104 level, int104 first, int104 second, uint128 limit, uint32 window) external pure {
        require(window != 0 && _small(level) && _small(first) && _small(second));
        int256 after_ = FlowMeter.levelAfter(level, first, 0, limit, window);
        after_ = FlowMeter.levelAfter(after_, second, 0, limit, window);
        assert(after_ == FlowMeter.levelAfter(level, int256(first) + second, 0, limit, window));
    }

    /// @notice A deposit of an earlier second covers one later outflow at most, and turns none into a credit.
    /// @custom:mutant FlowMeter: level + out > 0 ? level + out : int256(0) => level + out
    function ACreditCoversNoMoreThanTheNextOutflow(int104 level, uint96 out, uint48 gone, uint128 limit, uint32 window)
        external
        pure
    {
        require(window != 0 && gone != 0 && level < 0);
        int256 after_ = FlowMeter.levelAfter(level, int256(uint256(out)), gone, limit, window);
        assert(after_ >= 0 && after_ <= int256(uint256(out)));
    }

    /// @notice Time and credits only lower the level: it never rises by more than what left.
    /// @custom:mutant FlowMeter: else level += out; => else level += 2 * out;
    function TheLevelNeverRisesByMoreThanWhatLeft(int104 level, uint96 out, uint48 gone, uint128 limit, uint32 window)
        external
        pure
    {
        require(window != 0 && level >= 0);
        int256 after_ = FlowMeter.levelAfter(level, int256(uint256(out)), gone, limit, window);
        assert(after_ <= int256(level) + int256(uint256(out)));
    }

    /// @notice The level fits its word, whatever a token says.
    /// @custom:mutant FlowMeter: return level < -MOST ? -MOST : level; => return level;
    function TheLevelFitsItsWord(int104 level, int128 out, uint48 gone, uint128 limit, uint32 window) external pure {
        require(window != 0 && level >= -MOST);
        int256 after_ = FlowMeter.levelAfter(level, out, gone, limit, window);
        assert(after_ <= MOST && after_ >= -MOST);
    }

    function _small(int104 value) private pure returns (bool) {
        return value < MOST / 4 && value > -MOST / 4;
    }
}
