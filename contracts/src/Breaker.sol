// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";

import {BoundedCall} from "./BoundedCall.sol";
import {BreakerRules} from "./BreakerRules.sol";
import {FlowMeter} from "./FlowMeter.sol";
import {IBreaker} from "./interfaces/IBreaker.sol";
import {IRestrictionLedger} from "./interfaces/IRestrictionLedger.sol";
import {Roles} from "./Roles.sol";

/// @title Breaker
/// @notice See IBreaker.
///
/// Design
/// - `beforeCall` and `afterCall` trust nobody's word: amounts come from balances. So nobody needs to be authorised, and a wrong
///   caller only confuses its own transaction.
/// - Sightings are not taken back by a look that finds the rule kept: else an attacker would poke with flattering numbers
///   for the length of his own transaction. They are forgotten with time.
/// - The throttle may use three quarters of the scope's budget, so that bait cannot leave nothing for the step after it.
///
/// Trust assumptions
/// - The ledger is a RestrictionLedger that grants this contract the role BREAKER; all its limits are enforced there.
contract Breaker is IBreaker, ReentrancyGuardTransient {
    using FlowMeter for FlowMeter.Flow;
    using RateLimiter for RateLimiter.SlidingWindow;
    using TransientSlot for *;

    uint256 public constant MAX_RULES = 32;
    /// @notice [gas] For all questions of one `beforeCall` or `afterCall`.
    uint256 public constant INLINE_GAS = 200_000;
    /// @notice [s]
    uint32 public constant MAX_STEP = 1 hours;

    /// @dev [gas] The ledger writes up to seven words and searches two histories of charges.
    uint256 private constant LEDGER_GAS = 500_000;
    uint8 private constant THROTTLE = 1;
    uint8 private constant REDUCE_ONLY = 2;
    uint256 private constant BPS = 10_000;
    /// @dev Transient: whether anybody entered; then four words per rule.
    uint256 private constant ENTERED = 0;
    uint256 private constant FIRST = 1;
    uint256 private constant LAST = 2;
    uint256 private constant PATH = 3;

    IRestrictionLedger public immutable LEDGER;

    /// @param sightings That count towards the next step.
    /// @param seenAt [unix s] The last one. @param seenIn Its block.
    /// @param until [unix s] End of the last step. @param stage Its level.
    struct Watch {
        uint8 sightings;
        uint40 seenAt;
        uint48 seenIn;
        uint40 until;
        uint8 stage;
        uint64 steps;
    }

    Terms private _terms;
    uint256 private _ruleCount;
    mapping(uint256 index => Rule) private _rules;
    /// @dev One byte per rule, 1 + its index, from the lowest.
    mapping(bytes32 scope => uint256) private _inLine;
    mapping(bytes32 scope => uint256) private _poked;
    mapping(uint256 index => FlowMeter.Flow) private _flows;
    mapping(uint256 index => Watch) private _watches;
    RateLimiter.SlidingWindow private _bounties;

    constructor(address ledger, Rule[] memory rules, Terms memory terms_) {
        require(ledger.code.length != 0, LedgerHasNoCode(ledger));
        require(rules.length != 0 && rules.length <= MAX_RULES, RulesOutOfBounds(rules.length, MAX_RULES));
        require(
            terms_.confirmations >= 2 && terms_.gap != 0 && terms_.memoryTime >= terms_.gap && terms_.step != 0
                && terms_.step <= MAX_STEP && terms_.bounty <= terms_.bountyBudget && terms_.bountyWindow != 0,
            TermsOutOfBounds()
        );
        LEDGER = IRestrictionLedger(ledger);
        _terms = terms_;
        _ruleCount = rules.length;
        _bounties.updateSettings(terms_.bountyWindow, terms_.bountyBudget);
        for (uint256 i = 0; i < rules.length; ++i) {
            _add(i, rules[i]);
        }
        for (uint256 i = 0; i < rules.length; ++i) {
            uint256 gas_ = _inLineGas(rules[i].scope);
            require(gas_ <= INLINE_GAS, InLineGasOutOfBounds(rules[i].scope, gas_));
        }
    }

    /// @notice For bounties; there is no way back.
    receive() external payable {}

    /// @inheritdoc IBreaker
    function beforeCall(bytes32 scope) external {
        _slot(ENTERED).tstore(1);
        for (uint256 list = _inLine[scope]; list != 0; list >>= 8) {
            uint256 index = (list & 0xff) - 1;
            Rule storage rule = _rules[index];
            (bool answered, uint256 value) = BreakerRules.ask(rule, rule.kind);
            if (answered) _remember(index, rule.kind, value);
        }
    }

    /// @inheritdoc IBreaker
    function afterCall(bytes32 scope) external returns (uint256 refusedBy) {
        _slot(ENTERED).tstore(1);
        for (uint256 list = _inLine[scope]; list != 0; list >>= 8) {
            uint256 index = (list & 0xff) - 1;
            Rule storage rule = _rules[index];
            Kind kind = rule.kind;
            (bool answered, uint256 value) = BreakerRules.ask(rule, kind);
            if (!answered) continue;
            if (refusedBy == 0 && _brokeInside(index, rule, kind, value)) refusedBy = index + 1;
            if (kind == Kind.OUTFLOW) _meter(index, rule, value);
        }
    }

    /// @inheritdoc IBreaker
    function poke(bytes32 scope) external nonReentrant returns (uint256 tripped) {
        require(_slot(ENTERED).tload() == 0, GatedCallInThisTransaction());
        uint256 list = _poked[scope];
        require(list != 0, ScopeHasNoRule(scope));
        for (; list != 0; list >>= 8) {
            uint256 index = (list & 0xff) - 1;
            Rule storage rule = _rules[index];
            Verdict verdict = _look(index, rule);
            if (verdict == Verdict.UNKNOWN) emit Unverifiable(index, scope, msg.sender);
            if (verdict != Verdict.BROKEN || !_sight(index, scope)) continue;
            if (_trip(index, rule, scope) == Outcome.TRIPPED) ++tripped;
        }
        if (tripped != 0) _pay(msg.sender);
    }

    /// @inheritdoc IBreaker
    function look(uint256 index) external view returns (Verdict verdict) {
        Rule storage rule = _rules[index];
        if (rule.kind == Kind.MOVE) return Verdict.KEPT;
        if (rule.kind != Kind.OUTFLOW) return BreakerRules.verdict(rule);
        (bool answered, uint256 balance) = BreakerRules.ask(rule, Kind.OUTFLOW);
        if (!answered) return Verdict.UNKNOWN;
        return _flowNow(index, rule, balance).level > int256(uint256(rule.limit)) ? Verdict.BROKEN : Verdict.KEPT;
    }

    /// @inheritdoc IBreaker
    function watchOf(uint256 index) external view returns (uint8 sightings, uint8 stage, uint40 until) {
        Watch storage watch = _watches[index];
        if (block.timestamp - watch.seenAt <= _terms.memoryTime) sightings = watch.sightings;
        return (sightings, watch.stage, watch.until);
    }

    /// @inheritdoc IBreaker
    function ruleAt(uint256 index) external view returns (Rule memory) {
        return _rules[index];
    }

    /// @inheritdoc IBreaker
    function ruleCount() external view returns (uint256) {
        return _ruleCount;
    }

    /// @inheritdoc IBreaker
    function terms() external view returns (Terms memory) {
        return _terms;
    }

    function _add(uint256 index, Rule memory rule) private {
        require(BreakerRules.isSound(rule), RuleOutOfBounds(index));
        _rules[index] = rule;
        if (rule.inLine) _inLine[rule.scope] = (_inLine[rule.scope] << 8) | (index + 1);
        if (rule.kind != Kind.MOVE) _poked[rule.scope] = (_poked[rule.scope] << 8) | (index + 1);
        // Outflow counts from here on; a token that does not answer yet, from its first answer on.
        if (rule.kind == Kind.OUTFLOW) _look(index, _rules[index]);
        emit RuleAdded(index, rule);
    }

    function _inLineGas(bytes32 scope) private view returns (uint256 gas_) {
        for (uint256 list = _inLine[scope]; list != 0; list >>= 8) {
            // 35,000: the rule's own words, a flow that is written for the first time, what EIP-150 keeps back.
            gas_ += uint256(_rules[(list & 0xff) - 1].gasBound) + 35_000;
        }
    }

    /// @dev What the transaction found when it first came.
    function _remember(uint256 index, Kind kind, uint256 value) private {
        TransientSlot.Uint256Slot first = _slot(4 * index + 4 + FIRST);
        if (first.tload() == 0) {
            // 0 means "not yet"; the largest value is no balance and no price.
            first.tstore(value == type(uint256).max ? value : value + 1);
            if (kind == Kind.MOVE) _slot(4 * index + 4 + LAST).tstore(value);
        } else if (kind == Kind.MOVE) {
            _walk(index, value);
        }
    }

    function _brokeInside(uint256 index, Rule storage rule, Kind kind, uint256 value) private returns (bool) {
        uint256 first = _slot(4 * index + 4 + FIRST).tload();
        if (first == 0) return false;
        --first;
        if (kind == Kind.INVARIANT) return first == 1 && value == 0;
        if (kind == Kind.OUTFLOW) return first > value && first - value > rule.limitInTransaction;
        return _walk(index, value) > _bound(first, rule.limit);
    }

    /// @dev Adds the way from the last value to this one; saturates.
    function _walk(uint256 index, uint256 value) private returns (uint256 path) {
        uint256 last = _slot(4 * index + 4 + LAST).tload();
        path = _slot(4 * index + 4 + PATH).tload();
        uint256 way = last > value ? last - value : value - last;
        path = way > type(uint256).max - path ? type(uint256).max : path + way;
        _slot(4 * index + 4 + LAST).tstore(value);
        _slot(4 * index + 4 + PATH).tstore(path);
    }

    /// @dev bps of `first`, without an overflow for large ones.
    function _bound(uint256 first, uint256 bps) private pure returns (uint256) {
        return first < type(uint128).max ? first * bps / BPS : first / BPS * bps;
    }

    function _look(uint256 index, Rule storage rule) private returns (Verdict) {
        if (rule.kind != Kind.OUTFLOW) return BreakerRules.verdict(rule);
        (bool answered, uint256 balance) = BreakerRules.ask(rule, Kind.OUTFLOW);
        if (!answered) return Verdict.UNKNOWN;
        return _meter(index, rule, balance) > int256(uint256(rule.limit)) ? Verdict.BROKEN : Verdict.KEPT;
    }

    function _meter(uint256 index, Rule storage rule, uint256 balance) private returns (int256) {
        FlowMeter.Flow memory flow = _flowNow(index, rule, balance);
        _flows[index] = flow;
        return flow.level;
    }

    function _flowNow(uint256 index, Rule storage rule, uint256 balance) private view returns (FlowMeter.Flow memory) {
        FlowMeter.Flow memory flow = _flows[index];
        return flow.next(balance, block.timestamp, rule.limit, rule.window);
    }

    /// @return enough Whether the rule was now seen broken often enough.
    function _sight(uint256 index, bytes32 scope) private returns (bool enough) {
        Watch storage watch = _watches[index];
        uint256 gone = block.timestamp - watch.seenAt;
        uint8 sightings = gone > _terms.memoryTime ? 0 : watch.sightings;
        if (block.number == watch.seenIn || gone < _terms.gap) return false;
        if (sightings < _terms.confirmations) ++sightings;
        (watch.sightings, watch.seenAt, watch.seenIn) = (sightings, uint40(block.timestamp), uint48(block.number));
        emit Sighted(index, scope, sightings, msg.sender);
        return sightings == _terms.confirmations;
    }

    function _trip(uint256 index, Rule storage rule, bytes32 scope) private returns (Outcome outcome) {
        Watch storage watch = _watches[index];
        uint40 step = uint40(_terms.step);
        // A step whose end is not longer ago than a step lasted leads to the next stage; else all begins anew.
        uint8 stage = watch.stage != 0 && block.timestamp <= watch.until + step ? REDUCE_ONLY : THROTTLE;
        if (stage == watch.stage && watch.until > block.timestamp + step / 2) return Outcome.RUNNING;

        uint40 duration = _affordable(scope, step, stage);
        uint8 mask = stage == THROTTLE ? rule.throttleMask : rule.reduceMask;
        bytes32 id = keccak256(abi.encode(block.chainid, this, index, watch.steps));
        bytes memory refusal;
        if (duration == 0) outcome = Outcome.REFUSED;
        else (outcome, refusal) = _restrict(scope, mask, duration, stage, rule.reason, id);
        if (outcome != Outcome.TRIPPED) {
            emit TripRefused(index, scope, outcome, refusal);
            return outcome;
        }
        uint40 until = uint40(block.timestamp) + duration;
        (watch.sightings, watch.until, watch.stage) = (0, until, stage);
        ++watch.steps;
        emit Tripped(index, scope, stage, until, msg.sender);
    }

    /// @dev [s] What the budgets leave of a step; 0 also if the ledger does not tell.
    function _affordable(bytes32 scope, uint40 step, uint8 stage) private view returns (uint40) {
        address ledger = address(LEDGER);
        (bool told, uint256[] memory limits) =
            BoundedCall.ask(ledger, LEDGER_GAS, abi.encodeCall(IRestrictionLedger.limitsOf, (Roles.BREAKER)), 5);
        (bool toldToo, uint256[] memory budgets) = BoundedCall.ask(
            ledger, LEDGER_GAS, abi.encodeCall(IRestrictionLedger.budgetLeft, (Roles.BREAKER, scope)), 2
        );
        if (!told || !toldToo) return 0;
        (uint256 maxStep, uint256 budgetPerScope) = (limits[1], limits[2]);
        uint256 reserve = stage == THROTTLE ? budgetPerScope / 4 : 0;
        uint256 left = budgets[0] > reserve ? budgets[0] - reserve : 0;
        return uint40(Math.min(Math.min(left, budgets[1]), Math.min(maxStep, step)));
    }

    function _restrict(bytes32 scope, uint8 mask, uint40 duration, uint8 level, uint16 reason, bytes32 id)
        private
        returns (Outcome, bytes memory refusal)
    {
        BoundedCall.requireGas(LEDGER_GAS);
        bytes memory order =
            abi.encodeCall(IRestrictionLedger.restrict, (Roles.BREAKER, scope, mask, duration, level, reason, id));
        (bool success, bytes memory answer) = address(LEDGER).call{gas: LEDGER_GAS}(order);
        if (!success) return (Outcome.REFUSED, answer);
        if (answer.length != 32) return (Outcome.REFUSED, "");
        bool tightened = uint256(bytes32(answer)) == uint256(IRestrictionLedger.Outcome.TIGHTENED);
        return (tightened ? Outcome.TRIPPED : Outcome.NOTHING_TO_TIGHTEN, "");
    }

    /// @dev Nothing is owed to a caller who cannot take it.
    function _pay(address to) private {
        uint256 amount = _terms.bounty;
        if (amount == 0 || address(this).balance < amount) return;
        if (!_bounties.tryConsume(0, amount)) return;
        bool paid;
        assembly ("memory-safe") {
            paid := call(50000, to, amount, 0, 0, 0, 0)
        }
        emit Bounty(to, amount, paid);
    }

    function _slot(uint256 number) private pure returns (TransientSlot.Uint256Slot) {
        return bytes32(number).asUint256();
    }
}
