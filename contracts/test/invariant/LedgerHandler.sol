// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {Capability} from "../../src/Capability.sol";
import {IRestrictionLedger} from "../../src/interfaces/IRestrictionLedger.sol";
import {RestrictionLedger} from "../../src/RestrictionLedger.sol";
import {Roles} from "../../src/Roles.sol";
import {Spans} from "../utils/Spans.sol";
import {Test} from "../utils/Test.sol";

/// @title Whoever has a key does the worst with it, and a model of our own keeps the books.
/// @notice The model counts seconds that a scope really was, or will be, restricted because of a role. It reads no
/// budget and no charge of the ledger's.
contract LedgerHandler is Test {
    using Spans for Spans.List;

    uint256 public constant SCOPES = 6;
    uint256 private constant BITS = 5;
    uint256 private constant LIQUIDATE_BIT = 4;

    RestrictionLedger private immutable LEDGER;
    AccessManager private immutable MANAGER;
    address private immutable ADMIN;
    mapping(uint64 roleId => address) private _callers;
    uint256 private _lastId;
    // When the last call began: it changed nothing in windows that ended before.
    uint256 private _since;

    /// @notice [unix s] When each capability's restriction ends, as the calls asked for it.
    mapping(bytes32 scope => uint256[BITS]) public endOf;
    mapping(uint64 roleId => mapping(bytes32 scope => Spans.List)) private _spans;
    /// @notice [unix s] The last halt of liquidations on a scope, without its grace.
    mapping(bytes32 scope => uint256) public haltBegan;
    mapping(bytes32 scope => uint256) public haltEnds;

    uint256 public calls;
    uint256 public restricted;
    uint256 public refusedForScope;
    uint256 public refusedInAll;
    uint256 public repaused;
    uint256 public rode;
    uint256 public lifted;
    uint256 public warped;
    uint256 public forbiddenTried;
    uint256 public forbiddenAccepted;

    modifier timed() {
        _since = block.timestamp;
        ++calls;
        _;
    }

    constructor(RestrictionLedger ledger, AccessManager manager, address admin, address[3] memory callers) {
        LEDGER = ledger;
        MANAGER = manager;
        ADMIN = admin;
        for (uint256 i = 0; i < 3; ++i) {
            _callers[roleAt(i)] = callers[i];
        }
    }

    function roleAt(uint256 seed) public pure returns (uint64) {
        return [Roles.SENTINEL, Roles.COUNCIL, Roles.BREAKER][seed % 3];
    }

    function scopeAt(uint256 seed) public pure returns (bytes32) {
        return keccak256(abi.encode("scope", seed % SCOPES));
    }

    /// @notice Most seconds, on one scope and in all, of any window of the role's length that the last call could change.
    /// @dev A window that covers most can be moved to end where a span ends.
    function worst(uint64 roleId) external view returns (uint256 onScope, uint256 inAll) {
        uint256 window = LEDGER.limitsOf(roleId).window;
        for (uint256 i = 0; i < SCOPES; ++i) {
            uint256[] memory ends = _spans[roleId][scopeAt(i)].endsAfter(_since);
            for (uint256 j = 0; j < ends.length; ++j) {
                uint256 sum;
                for (uint256 k = 0; k < SCOPES; ++k) {
                    uint256 covered = _spans[roleId][scopeAt(k)].within(ends[j] - window, ends[j]);
                    if (covered > onScope) onScope = covered;
                    sum += covered;
                }
                if (sum > inAll) inAll = sum;
            }
        }
    }

    /// @notice Any mask at all, allowed or not.
    function restrictAnything(uint256 role, uint256 scope, uint8 mask, uint40 duration) external timed {
        _try(roleAt(role), scopeAt(scope), mask, duration);
    }

    /// @notice A mask that the role may use, so that most of these calls are accepted.
    function restrict(uint256 role, uint256 scope, uint8 mask, uint40 duration) external timed {
        uint64 roleId = roleAt(role);
        IRestrictionLedger.Limits memory limits = LEDGER.limitsOf(roleId);
        _try(roleId, scopeAt(scope), mask & limits.allowedMask, uint40(bound(duration, 1, limits.maxStep)));
    }

    /// @notice Restricts again and again, each time just before, at, or after the end, until the budget is spent; waits
    /// for a new one if there is none to begin with.
    function repause(uint256 role, uint256 scope, uint8 bit, uint256 gap) external timed {
        uint64 roleId = roleAt(role);
        IRestrictionLedger.Limits memory limits = LEDGER.limitsOf(roleId);
        bytes32 where = scopeAt(scope);
        uint8 mask = uint8(1 << (bit % 4));
        if (!_try(roleId, where, mask, limits.maxStep)) {
            vm.warp(block.timestamp + limits.window + limits.maxStep);
            _try(roleId, where, mask, limits.maxStep);
        }
        for (uint256 i = 0; i < 10; ++i) {
            vm.warp(block.timestamp + limits.maxStep - 1 + gap % 3);
            if (!_try(roleId, where, mask, limits.maxStep)) return;
            ++repaused;
        }
    }

    /// @notice Extends another role's restriction shortly before it ends, so that seconds are used later than they are
    /// charged; goes on until the budget is spent, and again when the first charge is as old as the window is long.
    function ride(uint256 role, uint256 scope, uint40 early) external timed {
        uint64 roleId = roleAt(role);
        IRestrictionLedger.Limits memory limits = LEDGER.limitsOf(roleId);
        bytes32 where = scopeAt(scope);
        vm.warp(block.timestamp + 40 days);
        if (!_try(roleAt(role % 3 + 1), where, Capability.OPEN, 15 minutes)) return;
        early = uint40(bound(early, 1, 15 minutes));
        vm.warp(block.timestamp + 15 minutes - early);
        uint256 begun = block.timestamp;
        while (_try(roleId, where, Capability.OPEN, limits.maxStep)) {
            vm.warp(endOf[where][0]);
        }
        uint40 rest = uint40(LEDGER.limitsOf(roleId).budgetPerScope) % limits.maxStep + early;
        if (_try(roleId, where, Capability.OPEN, rest)) ++rode;
        vm.warp(begun + limits.window);
        _try(roleId, where, Capability.OPEN, limits.maxStep);
    }

    /// @notice The same on every scope at once, in batches.
    function spread(uint256 role, uint8 mask, uint40 duration) external timed {
        uint64 roleId = roleAt(role);
        IRestrictionLedger.Limits memory limits = LEDGER.limitsOf(roleId);
        duration = uint40(bound(duration, limits.maxStep / 2, limits.maxStep));
        mask = mask & limits.allowedMask | Capability.OPEN;
        for (uint256 i = 0; i < 8; ++i) {
            if (!_batch(roleId, mask, duration)) return;
            vm.warp(block.timestamp + duration);
        }
    }

    /// @notice The council waits its delay and lifts, even what was restricted a moment ago, a halt of liquidations too.
    function lift(uint256 role, uint256 scope) external timed {
        bytes32 where = scopeAt(scope);
        bytes memory call = abi.encodeCall(LEDGER.lift, (where));
        address council = _callers[Roles.COUNCIL];
        bytes32 operation = MANAGER.hashOperation(council, address(LEDGER), call);
        if (MANAGER.getSchedule(operation) == 0) {
            vm.prank(council);
            MANAGER.schedule(address(LEDGER), call, 0);
        }
        vm.warp(block.timestamp + 1 days);
        uint8 halts = roleAt(role) == Roles.COUNCIL ? Capability.LIQUIDATE : 0;
        _try(roleAt(role), where, Capability.OPEN | halts, 15 minutes);
        vm.prank(council);
        (bool success,) = address(LEDGER).call(call);
        if (!success) return;
        ++lifted;
        uint256 graceEnd = _graceAfterLift(where);
        delete endOf[where];
        for (uint256 i = 0; i < 3; ++i) {
            _spans[roleAt(i)][where].cut(block.timestamp);
        }
        if (graceEnd == 0) return;
        endOf[where][LIQUIDATE_BIT] = graceEnd;
        _spans[Roles.COUNCIL][where].add(block.timestamp, graceEnd);
    }

    /// @notice Even an admin cannot hand out what nobody may have.
    function loosenTheRules(uint256 role, uint8 mask) external timed {
        uint64 roleId = roleAt(role);
        mask |= roleId == Roles.COUNCIL ? Capability.CLOSE : Capability.LIQUIDATE;
        ++forbiddenTried;
        vm.prank(ADMIN);
        try LEDGER.setLimits(roleId, IRestrictionLedger.Limits(mask, 1 hours, 1 hours, 1 hours, 1 hours)) {
            ++forbiddenAccepted;
        } catch {}
    }

    function wait(uint256 seconds_) external timed {
        uint256 gone = bound(seconds_, 1, 8 hours);
        warped += gone;
        vm.warp(block.timestamp + gone);
    }

    /// @notice [s] What the last halt of a scope earned its users: as long as it was, at most 4 h, at least until the next
    /// block.
    function graceOf(bytes32 scope) public view returns (uint256) {
        uint256 lasted = haltEnds[scope] - haltBegan[scope];
        return lasted > 4 hours ? 4 hours : lasted == 0 ? 1 : lasted;
    }

    function _halt(bytes32 scope, uint256 until) private {
        if (block.timestamp >= haltEnds[scope]) (haltBegan[scope], haltEnds[scope]) = (block.timestamp, until);
        else if (until > haltEnds[scope]) haltEnds[scope] = until;
    }

    function _graceAfterLift(bytes32 scope) private returns (uint256) {
        uint256 end = endOf[scope][LIQUIDATE_BIT];
        if (end <= block.timestamp) return 0;
        if (block.timestamp >= haltEnds[scope]) return end;
        haltEnds[scope] = block.timestamp;
        return block.timestamp + graceOf(scope);
    }

    function _try(uint64 roleId, bytes32 scope, uint8 mask, uint40 duration) private returns (bool) {
        bool liquidates = mask & Capability.LIQUIDATE != 0 && roleId != Roles.COUNCIL;
        bool forbidden = liquidates || mask & ~Capability.RESTRICTABLE != 0;
        if (forbidden) ++forbiddenTried;
        bytes32 id = bytes32(++_lastId);
        vm.prank(_callers[roleId]);
        try LEDGER.restrict(roleId, scope, mask, duration, 2, 7, id) returns (IRestrictionLedger.Outcome outcome) {
            if (forbidden) ++forbiddenAccepted;
            if (outcome != IRestrictionLedger.Outcome.TIGHTENED) return false;
            _record(roleId, scope, mask, duration);
            return true;
        } catch (bytes memory reason) {
            if (bytes4(reason) == IRestrictionLedger.ScopeBudgetExceeded.selector) ++refusedForScope;
            if (bytes4(reason) == IRestrictionLedger.TotalBudgetExceeded.selector) ++refusedInAll;
            return false;
        }
    }

    /// @return Whether all of it was accepted.
    function _batch(uint64 roleId, uint8 mask, uint40 duration) private returns (bool) {
        IRestrictionLedger.Action[] memory actions = new IRestrictionLedger.Action[](SCOPES);
        for (uint256 i = 0; i < SCOPES; ++i) {
            actions[i] = IRestrictionLedger.Action(scopeAt(i), mask, duration, 2, 7, bytes32(++_lastId));
        }
        vm.prank(_callers[roleId]);
        IRestrictionLedger.Outcome[] memory outcomes = LEDGER.restrictBatch(roleId, actions);
        uint256 refused;
        for (uint256 i = 0; i < SCOPES; ++i) {
            bytes32 scope = actions[i].scope;
            if (outcomes[i] == IRestrictionLedger.Outcome.TIGHTENED) _record(roleId, scope, mask, duration);
            if (outcomes[i] != IRestrictionLedger.Outcome.REFUSED) continue;
            ++refused;
            (uint256 onScope, uint256 inAll) = LEDGER.budgetLeft(roleId, scope);
            if (inAll < onScope) ++refusedInAll;
        }
        return refused == 0;
    }

    /// @dev What the call adds to each capability; their union is what the role has to answer for.
    function _record(uint64 roleId, bytes32 scope, uint8 mask, uint40 duration) private {
        ++restricted;
        if (mask & Capability.LIQUIDATE != 0) _halt(scope, block.timestamp + duration);
        for (uint256 bit = 0; bit < BITS; ++bit) {
            uint256 end = bit == LIQUIDATE_BIT ? haltEnds[scope] + graceOf(scope) : block.timestamp + duration;
            if (mask & (1 << bit) == 0 || endOf[scope][bit] >= end) continue;
            uint256 from = endOf[scope][bit] > block.timestamp ? endOf[scope][bit] : block.timestamp;
            _spans[roleId][scope].add(from, end);
            endOf[scope][bit] = end;
        }
    }
}
