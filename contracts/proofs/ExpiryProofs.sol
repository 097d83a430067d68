// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Expiry} from "../src/Expiry.sol";

/// @title Properties of what a restriction is charged, for solc's SMTChecker: each function is one.
contract ExpiryProofs {
    uint40 private _now;
    uint40 private _until;
    uint256 private _charged;
    uint256 private _served;

    /// @custom:mutant Expiry: current > now_ ? current : now_ => current
    function AnExpiredRestrictionIsChargedAnewInFull(uint40 current, uint40 end, uint40 now_) external pure {
        require(current <= now_ && now_ < end);
        assert(Expiry.added(current, end, now_) == end - now_);
    }

    /// @custom:mutant Expiry: current > now_ ? current : now_ => now_
    function ARunningOneIsChargedForWhatIsNew(uint40 current, uint40 end, uint40 now_) external pure {
        require(current > now_ && end > now_);
        assert(Expiry.added(current, end, now_) == (end > current ? end - current : 0));
    }

    /// @notice Prolonging in two moves costs as much as in one: nothing is gained by re-pausing.
    /// @custom:mutant Expiry: current > now_ ? current : now_ => now_
    function TwoMovesCostAsMuchAsOne(uint40 current, uint40 first, uint40 second, uint40 now_) external pure {
        require(current <= first && first <= second && now_ <= first);
        uint256 both = uint256(Expiry.added(current, first, now_)) + Expiry.added(first, second, now_);
        assert(both == Expiry.added(current, second, now_));
    }

    /// @notice Any number of restrictions at any times, and time goes on as it likes.
    function restrict(uint40 end) external {
        require(end > _now);
        _charged += Expiry.added(_until, end, _now);
        if (end > _until) _until = end;
    }

    function pass(uint40 seconds_) external {
        require(seconds_ < type(uint40).max - _now);
        uint40 left = _until > _now ? _until - _now : 0;
        _served += seconds_ < left ? seconds_ : left;
        _now += seconds_;
    }

    /// @notice Over all time, the seconds restricted and still to be are exactly those charged.
    /// @custom:mutant Expiry: if (current >= end) return 0; => if (current + 1 >= end) return 0;
    function EverySecondRestrictedWasCharged() external view {
        assert(_served + (_until > _now ? _until - _now : 0) == _charged);
    }
}
