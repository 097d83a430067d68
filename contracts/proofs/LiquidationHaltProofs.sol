// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {LiquidationHalt} from "../src/LiquidationHalt.sol";

/// @title Properties of the grace after a halt of liquidations, for solc's SMTChecker: each function is one.
contract LiquidationHaltProofs {
    using LiquidationHalt for LiquidationHalt.Halt;

    /// @custom:mutant LiquidationHalt: lasted > MAX_GRACE ? MAX_GRACE : lasted => lasted
    function TheGraceIsAsLongAsTheHaltAndAtMostFourHours(uint40 began, uint40 until) external pure {
        require(began <= until && until < type(uint40).max - 4 hours);
        LiquidationHalt.Halt memory halt;
        (halt.began, halt.until) = (began, until);
        uint40 end = halt.graceEnd();
        assert(end >= until && end - until <= 4 hours && end - until <= until - began);
        assert(until - began > 4 hours || end - until == until - began);
    }

    /// @custom:mutant LiquidationHalt: runs && halt.until > until ? halt.until : until => until
    function ARunningHaltIsNeverShortened(uint40 began, uint40 end, uint40 now_, uint40 until) external pure {
        require(began <= now_ && now_ < end);
        LiquidationHalt.Halt memory halt;
        (halt.began, halt.until) = (began, end);
        halt = halt.prolonged(now_, until);
        assert(halt.began == began && halt.until >= end && halt.until >= until);
    }

    /// @custom:mutant LiquidationHalt: runs ? halt.began : now_ => halt.began
    function ANewHaltBeginsNow(uint40 began, uint40 end, uint40 now_, uint40 until) external pure {
        require(now_ >= end);
        LiquidationHalt.Halt memory halt;
        (halt.began, halt.until) = (began, end);
        halt = halt.prolonged(now_, until);
        assert(halt.began == now_ && halt.until == until);
    }

    /// @notice Prolonging never brings the end of the grace nearer.
    /// @custom:mutant LiquidationHalt: runs ? halt.began : now_ => now_
    function ProlongingNeverBringsTheEndNearer(uint40 began, uint40 end, uint40 now_, uint40 until) external pure {
        require(began <= now_ && now_ < end && end < type(uint40).max - 4 hours && until < type(uint40).max - 4 hours);
        LiquidationHalt.Halt memory halt;
        (halt.began, halt.until) = (began, end);
        uint40 before = halt.graceEnd();
        assert(halt.prolonged(now_, until).graceEnd() >= before);
    }
}
