// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Ramp} from "../src/Ramp.sol";

/// @title Properties of the maintenance margin's way up, for solc's SMTChecker: each function is one.
contract RampProofs {
    /// @custom:mutant Ramp: if (time >= ends) return to; => 
    function ARampStaysBetweenItsEnds(uint32 from, uint32 to, uint40 begins, uint40 ends, uint40 time) external pure {
        require(from <= to && begins <= ends);
        uint32 value = Ramp.valueAt(from, to, begins, ends, time);
        assert(value >= from && value <= to);
    }

    /// @custom:mutant Ramp: if (time >= ends) return to; => if (time >= ends) return from;
    function ARampNeverGoesDown(uint32 from, uint32 to, uint40 begins, uint40 ends, uint40 time, uint40 later)
        external
        pure
    {
        require(from <= to && begins <= ends && time <= later);
        assert(Ramp.valueAt(from, to, begins, ends, time) <= Ramp.valueAt(from, to, begins, ends, later));
    }

    /// @custom:mutant Ramp: if (time <= begins) return from; => if (time <= begins) return to;
    function ARampBeginsWhereItWas(uint32 from, uint32 to, uint40 begins, uint40 ends, uint40 time) external pure {
        require(from <= to && begins < ends && time <= begins);
        assert(Ramp.valueAt(from, to, begins, ends, time) == from);
    }

    /// @custom:mutant Ramp: if (time >= ends) return to; => if (time > ends) return to;
    function ARampArrives(uint32 from, uint32 to, uint40 begins, uint40 ends, uint40 time) external pure {
        require(from <= to && begins <= ends && time >= ends);
        assert(Ramp.valueAt(from, to, begins, ends, time) == to);
    }

    /// @notice No step: in one second it rises by no more than its even share, rounded up.
    /// @custom:mutant Ramp: if (time <= begins) return from; => if (time < ends) return from;
    function ARampHasNoStep(uint32 from, uint32 to, uint40 begins, uint40 ends, uint40 time) external pure {
        require(from <= to && begins < ends && time < type(uint40).max);
        uint256 rise = Ramp.valueAt(from, to, begins, ends, time + 1) - Ramp.valueAt(from, to, begins, ends, time);
        assert(rise <= uint256(to - from) / (ends - begins) + 1);
    }
}
