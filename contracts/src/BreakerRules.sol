// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BoundedCall} from "./BoundedCall.sol";
import {Capability} from "./Capability.sol";
import {IBreaker} from "./interfaces/IBreaker.sol";
import {IOracleGuard} from "./interfaces/IOracleGuard.sol";

/// @title What a rule of the Breaker asks, and what an answer means.
library BreakerRules {
    uint8 private constant TRIPPABLE = Capability.RESTRICTABLE ^ Capability.LIQUIDATE;
    uint32 private constant MAX_GAS = 5_000_000;
    /// @dev [gas] Above a guard's own READ_GAS: the call, decoding, what EIP-150 keeps back.
    uint256 private constant GUARD_MARGIN = 20_000;
    uint256 private constant BPS = 10_000;

    /// @notice Whether a rule can work at all.
    function isSound(IBreaker.Rule memory rule) internal view returns (bool) {
        IBreaker.Kind kind = rule.kind;
        if (rule.scope == 0 || rule.target.code.length == 0) return false;
        if (rule.gasBound == 0 || rule.gasBound > MAX_GAS) return false;
        if (!_masksAreSound(rule)) return false;
        if (kind == IBreaker.Kind.ORACLE) return !rule.inLine && _isGuard(rule.target, rule.gasBound);
        if (kind == IBreaker.Kind.BAND) {
            return !rule.inLine && rule.limit != 0 && rule.limit < BPS && rule.target != rule.other
                && _isGuard(rule.target, rule.gasBound) && _isGuard(rule.other, rule.gasBound);
        }
        if (kind == IBreaker.Kind.OUTFLOW) {
            return rule.inLine && rule.other != address(0) && rule.window != 0 && rule.limit != 0
                && rule.limitInTransaction != 0;
        }
        if (rule.question.length < 4) return false;
        return kind == IBreaker.Kind.INVARIANT || (rule.inLine && rule.limit != 0);
    }

    /// @notice The one word that the rule is about: a bool, a balance, a value. Not for ORACLE and BAND.
    /// @return answered False also for a bool that is neither 0 nor 1.
    function ask(IBreaker.Rule storage rule, IBreaker.Kind kind) internal view returns (bool answered, uint256 word) {
        bytes memory question =
            kind == IBreaker.Kind.OUTFLOW ? abi.encodeWithSignature("balanceOf(address)", rule.other) : rule.question;
        if (kind == IBreaker.Kind.MOVE) return BoundedCall.askFirstWord(rule.target, rule.gasBound, question);
        (answered, word) = BoundedCall.askWord(rule.target, rule.gasBound, question);
        if (kind == IBreaker.Kind.INVARIANT && word > 1) return (false, 0);
    }

    /// @notice INVARIANT, ORACLE and BAND across blocks.
    function verdict(IBreaker.Rule storage rule) internal view returns (IBreaker.Verdict) {
        if (rule.kind == IBreaker.Kind.INVARIANT) {
            (bool answered, uint256 holds) = ask(rule, IBreaker.Kind.INVARIANT);
            if (!answered) return IBreaker.Verdict.UNKNOWN;
            return holds == 1 ? IBreaker.Verdict.KEPT : IBreaker.Verdict.BROKEN;
        }
        (bool told, uint256 status, uint256 median) = _read(rule.target, rule.gasBound);
        if (!told) return IBreaker.Verdict.UNKNOWN;
        bool usable = status <= uint256(IOracleGuard.Status.DEGRADED);
        if (rule.kind == IBreaker.Kind.ORACLE) return usable ? IBreaker.Verdict.KEPT : IBreaker.Verdict.BROKEN;
        (bool toldToo, uint256 statusToo, uint256 other) = _read(rule.other, rule.gasBound);
        // Without two usable prices there is nothing to compare: that is what ORACLE rules are for.
        if (!usable || !toldToo || statusToo > uint256(IOracleGuard.Status.DEGRADED)) return IBreaker.Verdict.UNKNOWN;
        uint256 apart = median > other ? median - other : other - median;
        return apart * BPS > other * rule.limit ? IBreaker.Verdict.BROKEN : IBreaker.Verdict.KEPT;
    }

    function _masksAreSound(IBreaker.Rule memory rule) private pure returns (bool) {
        if (rule.kind == IBreaker.Kind.MOVE) return rule.throttleMask == 0 && rule.reduceMask == 0;
        return rule.throttleMask != 0 && rule.reduceMask & ~TRIPPABLE == 0 && rule.throttleMask & ~rule.reduceMask == 0;
    }

    function _isGuard(address guard, uint256 gasBound) private view returns (bool) {
        (bool told, uint256 needed) = BoundedCall.askWord(guard, gasBound, abi.encodeCall(IOracleGuard.READ_GAS, ()));
        return told && needed <= MAX_GAS && gasBound >= needed + GUARD_MARGIN;
    }

    /// @dev Reading is (lo, hi, median, status, fresh, agreeing).
    function _read(address guard, uint256 gasBound) private view returns (bool told, uint256 status, uint256 median) {
        uint256[] memory words;
        (told, words) = BoundedCall.ask(guard, gasBound, abi.encodeCall(IOracleGuard.read, ()), 6);
        if (!told || words[2] > type(uint128).max || words[3] > uint256(type(IOracleGuard.Status).max)) {
            return (false, 0, 0);
        }
        return (true, words[3], words[2]);
    }
}
