// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";

import {Capability} from "./Capability.sol";
import {Expiry} from "./Expiry.sol";
import {IRestrictionLedger} from "./interfaces/IRestrictionLedger.sol";
import {LiquidationHalt} from "./LiquidationHalt.sol";
import {Roles} from "./Roles.sol";

/// @title RestrictionLedger
/// @notice See IRestrictionLedger.
///
/// Design
/// - A restriction is a set of future expiries; time alone ends it, no key is needed.
/// - Why the budget holds for seconds that really were restricted, not only for seconds charged: a second restricted
///   at time t was charged at some time in [t - maxStep, t], so the seconds of any window of length W were charged in
///   an interval of length W + maxStep. The limiters therefore count over `window + maxStep`; for who may restrict
///   LIQUIDATE, over the longest grace more.
///
/// Trust assumptions
/// - The AccessManager is OpenZeppelin's, unmodified.
contract RestrictionLedger is IRestrictionLedger, AccessManaged {
    using LiquidationHalt for LiquidationHalt.Halt;
    using RateLimiter for RateLimiter.SlidingWindow;

    /// @notice [s] No role's step can be longer, whatever the admin sets.
    uint32 public constant MAX_STEP = 30 days;
    uint8 public constant MAX_LEVEL = 3;

    uint256 private constant EXPIRY_BITS = 40;
    uint256 private constant EXPIRY_MASK = (1 << EXPIRY_BITS) - 1;
    uint256 private constant LIQUIDATE_BIT = Capability.COUNT - 1;
    uint256 private constant LEVEL_AT = Capability.COUNT * EXPIRY_BITS;
    uint256 private constant REASON_AT = LEVEL_AT + 8;
    uint256 private constant TRIPPER_AT = REASON_AT + 16;
    bytes32 private constant ALL_SCOPES = 0;

    mapping(bytes32 scope => uint256 word) private _words;
    mapping(bytes32 scope => LiquidationHalt.Halt) private _halts;
    mapping(uint64 roleId => Limits) private _limits;
    mapping(uint64 roleId => RateLimiter.SlidingWindow) private _scopeBudgets;
    mapping(uint64 roleId => RateLimiter.SlidingWindow) private _totalBudgets;
    mapping(bytes32 actionKey => bool) private _done;

    /// @param authority AccessManager.
    /// @param roleIds Roles that may restrict, with `limits` at the same index.
    constructor(address authority, uint64[] memory roleIds, Limits[] memory limits) AccessManaged(authority) {
        require(roleIds.length == limits.length, LimitsOutOfBounds(0));
        for (uint256 i = 0; i < roleIds.length; ++i) {
            _setLimits(roleIds[i], limits[i]);
        }
    }

    /// @inheritdoc IRestrictionLedger
    function restrict(
        uint64 roleId,
        bytes32 scope,
        uint8 mask,
        uint40 duration,
        uint8 level,
        uint16 reason,
        bytes32 actionId
    ) external returns (Outcome) {
        _checkRole(roleId);
        (Outcome outcome, bytes memory refusal) = _apply(roleId, Action(scope, mask, duration, level, reason, actionId));
        if (outcome == Outcome.REFUSED) {
            assembly ("memory-safe") {
                revert(add(refusal, 0x20), mload(refusal))
            }
        }
        return outcome;
    }

    /// @inheritdoc IRestrictionLedger
    function restrictBatch(uint64 roleId, Action[] calldata actions) external returns (Outcome[] memory outcomes) {
        _checkRole(roleId);
        outcomes = new Outcome[](actions.length);
        for (uint256 i = 0; i < actions.length; ++i) {
            bytes memory refusal;
            (outcomes[i], refusal) = _apply(roleId, actions[i]);
            if (outcomes[i] == Outcome.REFUSED) {
                emit RestrictionRefused(actions[i].scope, roleId, actions[i].actionId, refusal, msg.sender);
            }
        }
    }

    /// @inheritdoc IRestrictionLedger
    function lift(bytes32 scope) external restricted {
        uint256 word = _words[scope];
        LiquidationHalt.Halt memory halt = _halts[scope];
        uint8 active = _activeMask(word);
        bool onlyGrace = active == Capability.LIQUIDATE && block.timestamp >= halt.until;
        require(active != 0 && !onlyGrace, NothingToLift(scope));
        _words[scope] = active & Capability.LIQUIDATE == 0 ? 0 : _wordOfGrace(scope, word, halt);
        emit Lifted(scope, msg.sender, word);
    }

    /// @inheritdoc IRestrictionLedger
    function setLimits(uint64 roleId, Limits calldata limits) external restricted {
        _setLimits(roleId, limits);
    }

    /// @inheritdoc IRestrictionLedger
    function restrictedNow(uint8 mask, bytes32 scopeA, bytes32 scopeB, bytes32 scopeC)
        public
        view
        returns (uint8 restricted, uint40 until)
    {
        (restricted, until) = _merge(mask, _words[scopeA], 0, 0);
        (restricted, until) = _merge(mask, _words[scopeB], restricted, until);
        (restricted, until) = _merge(mask, _words[scopeC], restricted, until);
    }

    /// @inheritdoc IRestrictionLedger
    function isRestricted(uint8 mask, bytes32 scopeA, bytes32 scopeB, bytes32 scopeC) external view returns (bool) {
        (uint8 restricted,) = restrictedNow(mask, scopeA, scopeB, scopeC);
        return restricted != 0;
    }

    /// @inheritdoc IRestrictionLedger
    function restrictionOf(bytes32 scope)
        external
        view
        returns (uint40 until, uint8 mask, uint8 level, uint16 reason, uint32 tripper)
    {
        uint256 word = _words[scope];
        (mask, until) = _merge(Capability.RESTRICTABLE, word, 0, 0);
        if (mask != 0) {
            level = uint8(word >> LEVEL_AT);
            reason = uint16(word >> REASON_AT);
            tripper = uint32(word >> TRIPPER_AT);
        }
    }

    /// @inheritdoc IRestrictionLedger
    function untilOf(bytes32 scope, uint8 capability) external view returns (uint40 until) {
        (, until) = _merge(capability, _words[scope], 0, 0);
    }

    /// @inheritdoc IRestrictionLedger
    function budgetLeft(uint64 roleId, bytes32 scope) public view returns (uint256 onScope, uint256 total) {
        return (_scopeBudgets[roleId].available(scope), _totalBudgets[roleId].available(ALL_SCOPES));
    }

    /// @inheritdoc IRestrictionLedger
    function limitsOf(uint64 roleId) external view returns (Limits memory) {
        return _limits[roleId];
    }

    /// @inheritdoc IRestrictionLedger
    function isDone(uint64 roleId, Action calldata action) external view returns (bool) {
        return _done[_actionKey(roleId, action)];
    }

    /// @dev Applies one action. Changes nothing if it returns REFUSED; `refusal` is then the encoded error.
    function _apply(uint64 roleId, Action memory action) private returns (Outcome outcome, bytes memory refusal) {
        refusal = _refusalOf(roleId, action);
        if (refusal.length != 0) return (Outcome.REFUSED, refusal);

        bytes32 key = _actionKey(roleId, action);
        outcome = Outcome.ALREADY_DONE;
        if (!_done[key]) {
            uint256 word;
            uint40 until = uint40(block.timestamp) + action.duration;
            uint40 charged;
            (outcome, word, charged) = _tightened(action, until);
            if (outcome == Outcome.TIGHTENED) {
                refusal = _charge(roleId, action.scope, charged);
                if (refusal.length != 0) return (Outcome.REFUSED, refusal);
                _words[action.scope] = word;
                if (action.mask & Capability.LIQUIDATE != 0) {
                    _halts[action.scope] = _halts[action.scope].prolonged(uint40(block.timestamp), until);
                }
                _emitRestricted(roleId, action, until, charged, word);
            }
            _done[key] = true;
        }
        if (outcome != Outcome.TIGHTENED) {
            emit RestrictionUnchanged(action.scope, roleId, action.actionId, outcome, msg.sender);
        }
    }

    /// @dev Takes `amount` seconds from both budgets of the role, or from neither.
    function _charge(uint64 roleId, bytes32 scope, uint40 amount) private returns (bytes memory refusal) {
        (uint256 onScope, uint256 total) = budgetLeft(roleId, scope);
        if (amount > onScope) return abi.encodeWithSelector(ScopeBudgetExceeded.selector, scope, amount, onScope);
        if (amount > total) return abi.encodeWithSelector(TotalBudgetExceeded.selector, roleId, amount, total);
        _scopeBudgets[roleId].consume(scope, amount);
        _totalBudgets[roleId].consume(ALL_SCOPES, amount);
    }

    function _emitRestricted(uint64 roleId, Action memory action, uint40 until, uint40 charged, uint256 word) private {
        emit Restricted(
            action.scope,
            roleId,
            action.actionId,
            action.mask,
            until,
            action.level,
            action.reason,
            charged,
            msg.sender,
            word
        );
    }

    function _setLimits(uint64 roleId, Limits memory limits) private {
        require(
            limits.allowedMask & ~Capability.RESTRICTABLE == 0,
            CapabilityNotRestrictable(limits.allowedMask, Capability.RESTRICTABLE)
        );
        require(
            limits.allowedMask & Capability.LIQUIDATE == 0 || roleId == Roles.COUNCIL, LiquidateIsForCouncilOnly(roleId)
        );
        // PUBLIC_ROLE is everybody.
        require(
            roleId != type(uint64).max && limits.maxStep <= MAX_STEP && limits.budgetPerScope <= limits.window,
            LimitsOutOfBounds(roleId)
        );
        _limits[roleId] = limits;
        uint48 span = uint48(limits.window) + limits.maxStep;
        if (limits.allowedMask & Capability.LIQUIDATE != 0) span += LiquidationHalt.MAX_GRACE;
        _scopeBudgets[roleId].updateSettings(span, limits.budgetPerScope);
        _totalBudgets[roleId].updateSettings(span, limits.budgetTotal);
        emit LimitsSet(roleId, limits);
    }

    /// @dev Membership counts, not the grant's execution delay: tightening is instant.
    function _checkRole(uint64 roleId) private view {
        require(_limits[roleId].allowedMask != 0, RoleHasNoLimits(roleId));
        (bool isMember,) = IAccessManager(authority()).hasRole(roleId, msg.sender);
        require(isMember, CallerLacksRole(msg.sender, roleId));
    }

    /// @dev The rules that an action breaks by itself, budgets aside; empty if none.
    function _refusalOf(uint64 roleId, Action memory action) private view returns (bytes memory) {
        Limits memory limits = _limits[roleId];
        uint8 mask = action.mask;
        if (action.actionId == 0) return abi.encodeWithSelector(ActionIdMissing.selector);
        if (action.scope == 0) return abi.encodeWithSelector(ScopeMissing.selector);
        if (mask == 0) return abi.encodeWithSelector(MaskEmpty.selector);
        if (mask & ~Capability.RESTRICTABLE != 0) {
            return abi.encodeWithSelector(CapabilityNotRestrictable.selector, mask, Capability.RESTRICTABLE);
        }
        if (mask & Capability.LIQUIDATE != 0 && roleId != Roles.COUNCIL) {
            return abi.encodeWithSelector(LiquidateIsForCouncilOnly.selector, roleId);
        }
        if (mask & ~limits.allowedMask != 0) {
            return abi.encodeWithSelector(CapabilityNotAllowed.selector, roleId, mask, limits.allowedMask);
        }
        uint8 maxLevel = mask & Capability.LIQUIDATE != 0 ? MAX_LEVEL : MAX_LEVEL - 1;
        if (action.level == 0 || action.level > maxLevel) {
            return abi.encodeWithSelector(LevelOutOfBounds.selector, action.level, maxLevel);
        }
        if (action.duration == 0 || action.duration > limits.maxStep) {
            return abi.encodeWithSelector(DurationOutOfBounds.selector, action.duration, 1, limits.maxStep);
        }
        return "";
    }

    /// @dev The scope's word after `action`, and the seconds that it adds: the most that any one capability gains.
    function _tightened(Action memory action, uint40 until)
        private
        view
        returns (Outcome outcome, uint256 word, uint40 added)
    {
        word = _words[action.scope];
        uint8 level = _activeMask(word) == 0 ? 0 : uint8(word >> LEVEL_AT);
        outcome = action.level > level ? Outcome.TIGHTENED : Outcome.NOTHING_TO_TIGHTEN;
        uint256 expiries = word & ((1 << LEVEL_AT) - 1);
        for (uint256 bit = 0; bit < Capability.COUNT; ++bit) {
            if (action.mask & (1 << bit) == 0) continue;
            uint40 current = _expiry(word, bit);
            uint40 end = bit == LIQUIDATE_BIT ? _endOfGrace(action.scope, until) : until;
            if (current >= end) continue;
            outcome = Outcome.TIGHTENED;
            uint40 more = Expiry.added(current, end, uint40(block.timestamp));
            if (more > added) added = more;
            expiries = expiries & ~(EXPIRY_MASK << (bit * EXPIRY_BITS)) | (uint256(end) << (bit * EXPIRY_BITS));
        }
        if (action.level > level) level = action.level;
        word = expiries | (uint256(level) << LEVEL_AT) | (uint256(action.reason) << REASON_AT)
            | (uint256(uint32(uint160(msg.sender))) << TRIPPER_AT);
    }

    /// @dev [unix s] Expiry of LIQUIDATE if it is halted until `until`.
    function _endOfGrace(bytes32 scope, uint40 until) private view returns (uint40) {
        return _halts[scope].prolonged(uint40(block.timestamp), until).graceEnd();
    }

    /// @dev What a lift leaves: LIQUIDATE until its grace ends, which begins now if the halt still ran.
    function _wordOfGrace(bytes32 scope, uint256 word, LiquidationHalt.Halt memory halt) private returns (uint256) {
        uint40 end = _expiry(word, LIQUIDATE_BIT);
        if (block.timestamp < halt.until) {
            halt.until = uint40(block.timestamp);
            _halts[scope] = halt;
            uint40 graceEnd = halt.graceEnd();
            end = graceEnd > halt.until ? graceEnd : halt.until + 1;
        }
        return (word >> LEVEL_AT << LEVEL_AT) | (uint256(end) << (LIQUIDATE_BIT * EXPIRY_BITS));
    }

    function _actionKey(uint64 roleId, Action memory action) private pure returns (bytes32) {
        return keccak256(abi.encode(roleId, action));
    }

    function _activeMask(uint256 word) private view returns (uint8 active) {
        (active,) = _merge(Capability.RESTRICTABLE, word, 0, 0);
    }

    /// @dev Adds to (`restricted`, `until`) what `word` restricts now of `mask`.
    function _merge(uint8 mask, uint256 word, uint8 restricted, uint40 until) private view returns (uint8, uint40) {
        if (word == 0) return (restricted, until);
        for (uint256 bit = 0; bit < Capability.COUNT; ++bit) {
            if (mask & (1 << bit) == 0) continue;
            uint40 expiry = _expiry(word, bit);
            if (expiry <= block.timestamp) continue;
            restricted |= uint8(1 << bit);
            if (expiry > until) until = expiry;
        }
        return (restricted, until);
    }

    function _expiry(uint256 word, uint256 bit) private pure returns (uint40) {
        return uint40(word >> (bit * EXPIRY_BITS));
    }
}
