// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";

import {IMarginGovernor} from "./interfaces/IMarginGovernor.sol";
import {Ramp} from "./Ramp.sol";
import {Roles} from "./Roles.sol";

/// @title MarginGovernor
/// @notice See IMarginGovernor.
///
/// Design
/// - A raise is checked against what is asked now and against where a running ramp leads, so that a second one can
///   neither turn the first round nor make it steeper than its own `minRamp` allows.
/// - `version` makes a change apply to the state that its author saw, or not at all.
///
/// Trust assumptions
/// - The AccessManager is OpenZeppelin's, unmodified.
contract MarginGovernor is IMarginGovernor, AccessManaged {
    using RateLimiter for RateLimiter.SlidingWindow;

    uint32 private constant WHOLE = 1_000_000;
    uint32 private constant MAX_RAMP = 30 days;
    uint8 private constant INITIAL = 0;
    uint8 private constant MAINTENANCE = 1;
    uint8 private constant FEE = 2;

    struct State {
        Margin from;
        Margin target;
        uint40 begins;
        uint40 ends;
        uint64 version;
    }

    Bounds private _bounds;
    mapping(address market => State) private _states;
    RateLimiter.SlidingWindow private _rises;

    /// @param authority AccessManager.
    constructor(address authority, Bounds memory bounds_) AccessManaged(authority) {
        require(
            bounds_.maxInitial != 0 && bounds_.maxInitial <= WHOLE && bounds_.minGap != 0
                && bounds_.minGap < bounds_.maxInitial && bounds_.maxRise != 0 && bounds_.maxFall != 0
                && bounds_.riseWindow != 0 && bounds_.minRamp >= 1 days && bounds_.minRamp <= MAX_RAMP,
            BoundsOutOfBounds()
        );
        _bounds = bounds_;
        _rises.updateSettings(bounds_.riseWindow, bounds_.maxRise);
    }

    /// @inheritdoc IMarginGovernor
    function raise(address market, Margin calldata target, uint32 ramp, uint64 version) external {
        require(_mayTighten(msg.sender), CallerMayNotTighten(msg.sender));
        State storage state = _at(market, version);
        _checkRelation(target);
        require(ramp >= _bounds.minRamp && ramp <= MAX_RAMP, RampTooShort(ramp, _bounds.minRamp));
        Margin memory before = state.target;
        _mayOnlyRise(INITIAL, target.initial, before.initial);
        _mayOnlyRise(MAINTENANCE, target.maintenance, before.maintenance);
        _mayOnlyRise(FEE, target.liquidationFee, before.liquidationFee);
        require(keccak256(abi.encode(target)) != keccak256(abi.encode(before)), NothingChanges());
        _spend(market, INITIAL, target.initial - before.initial);
        _spend(market, MAINTENANCE, target.maintenance - before.maintenance);

        Margin memory now_ = marginOf(market);
        now_.initial = target.initial;
        (uint40 begins, uint40 ends) = (uint40(block.timestamp), uint40(block.timestamp) + ramp);
        // Never sooner than a ramp that runs: what its holders were told stays true.
        if (state.ends > ends) ends = state.ends;
        _states[market] = State(now_, target, begins, ends, version + 1);
        emit Raised(market, target, begins, ends, msg.sender);
    }

    /// @inheritdoc IMarginGovernor
    function lower(address market, Margin calldata target, uint64 version) external restricted {
        _at(market, version);
        _checkRelation(target);
        Margin memory now_ = marginOf(market);
        _mayOnlyFall(INITIAL, target.initial, now_.initial);
        _mayOnlyFall(MAINTENANCE, target.maintenance, now_.maintenance);
        _mayOnlyFall(FEE, target.liquidationFee, now_.liquidationFee);
        _states[market] = State(target, target, uint40(block.timestamp), uint40(block.timestamp), version + 1);
        emit Lowered(market, target, msg.sender);
    }

    /// @inheritdoc IMarginGovernor
    function list(address market, Margin calldata margin) external restricted {
        require(market != address(0), MarketMissing());
        require(_states[market].version == 0, MarketListed(market));
        _checkRelation(margin);
        _states[market] = State(margin, margin, uint40(block.timestamp), uint40(block.timestamp), 1);
        emit Listed(market, margin);
    }

    /// @inheritdoc IMarginGovernor
    function marginOf(address market) public view returns (Margin memory) {
        State memory state = _states[market];
        return Margin(
            state.from.initial,
            Ramp.valueAt(state.from.maintenance, state.target.maintenance, state.begins, state.ends, block.timestamp),
            Ramp.valueAt(
                state.from.liquidationFee, state.target.liquidationFee, state.begins, state.ends, block.timestamp
            )
        );
    }

    /// @inheritdoc IMarginGovernor
    function stateOf(address market)
        external
        view
        returns (Margin memory target, uint40 begins, uint40 ends, uint64 version)
    {
        State memory state = _states[market];
        return (state.target, state.begins, state.ends, state.version);
    }

    /// @inheritdoc IMarginGovernor
    function bounds() external view returns (Bounds memory) {
        return _bounds;
    }

    function _at(address market, uint64 version) private view returns (State storage state) {
        state = _states[market];
        require(state.version != 0, MarketNotListed(market));
        require(state.version == version, VersionChanged(version, state.version));
    }

    function _mayTighten(address caller) private view returns (bool) {
        return _isMember(Roles.SENTINEL, caller) || _isMember(Roles.COUNCIL, caller) || _isMember(Roles.BREAKER, caller);
    }

    function _isMember(uint64 roleId, address caller) private view returns (bool isMember) {
        (isMember,) = IAccessManager(authority()).hasRole(roleId, caller);
    }

    /// @dev Linear ramps keep these relations in between: they hold for both ends.
    function _checkRelation(Margin calldata target) private view {
        require(
            target.liquidationFee <= target.maintenance && target.maintenance != 0
                && uint256(target.maintenance) + _bounds.minGap <= target.initial
                && target.initial <= _bounds.maxInitial,
            MarginsOutOfRelation(target)
        );
    }

    function _mayOnlyRise(uint8 field, uint32 target, uint32 now_) private pure {
        require(target >= now_, MayOnlyRise(field, target, now_));
    }

    function _mayOnlyFall(uint8 field, uint32 target, uint32 now_) private view {
        require(target <= now_, MayOnlyFall(field, target, now_));
        require(now_ - target <= _bounds.maxFall, FallExceeded(field, now_ - target, _bounds.maxFall));
    }

    function _spend(address market, uint8 field, uint256 rise) private {
        bytes32 key = keccak256(abi.encode(market, field));
        uint256 left = _rises.available(key);
        require(rise <= left, RiseExceeded(field, rise, left));
        if (rise != 0) _rises.consume(key, rise);
    }
}
