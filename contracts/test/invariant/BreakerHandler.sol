// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Breaker} from "../../src/Breaker.sol";
import {RestrictionLedger} from "../../src/RestrictionLedger.sol";
import {Roles} from "../../src/Roles.sol";
import {FakeFeed} from "../mocks/FakeFeed.sol";
import {Till} from "../mocks/Till.sol";
import {Spans} from "../utils/Spans.sol";
import {Test} from "../utils/Test.sol";

/// @title A well-funded griefer: breaks every rule on purpose, really, for as long as it likes, and pokes.
/// @notice Keeps books of its own: seconds that a scope really was restricted, and ether that was paid out.
contract BreakerHandler is Test {
    using Spans for Spans.List;

    uint256 private constant BITS = 5;

    struct Stage {
        Breaker breaker;
        RestrictionLedger ledger;
        Till till;
        FakeFeed feed;
        bytes32[2] scopes;
        address griefer;
    }

    struct Payment {
        uint256 time;
        uint256 amount;
    }

    Stage private _stage;
    mapping(bytes32 scope => Spans.List) private _spans;
    mapping(bytes32 scope => uint256[BITS]) private _endOf;
    Payment[] private _payments;
    // When the last call began: it changed nothing in windows that ended before.
    uint256 private _since;

    uint256 public calls;
    uint256 public trips;
    uint256 public refused;
    uint256 public stopped;
    uint8 public everRestricted;

    modifier counted() {
        _since = block.timestamp;
        ++calls;
        _;
    }

    constructor(Stage memory stage) {
        _stage = stage;
    }

    function breakInvariant(bool solvent) external counted {
        _stage.till.setSolventSilently(solvent);
    }

    function breakOracle(int64 price) external counted {
        _stage.feed.set(price, block.timestamp);
    }

    function mendOracle() external counted {
        _stage.feed.set(100e8, block.timestamp);
    }

    /// @notice What leaves without a gated call comes back, or the till would be empty soon.
    function drain(uint256 amount) external counted {
        Till till = _stage.till;
        till.lose(bound(amount, 0, till.TOKEN().balanceOf(address(till))));
        _poke(_stage.scopes[0]);
        till.deposit(1_000e18);
    }

    function withdraw(uint256 amount) external counted {
        Till till = _stage.till;
        amount = bound(amount, 0, till.TOKEN().balanceOf(address(till)));
        try till.withdraw(amount) {}
        catch {
            ++stopped;
        }
    }

    function poke(uint256 scope, uint256 wait_) external counted {
        _next(bound(wait_, 0, 1 hours));
        _poke(_stage.scopes[scope % 2]);
    }

    /// @notice Sees to it that the rules are broken at every poke, for as long as the budgets last and beyond.
    function besiege(uint256 wait_, uint256 pokes_) external counted {
        wait_ = bound(wait_, 25, 300);
        _stage.till.setSolventSilently(false);
        for (uint256 i = 0; i < bound(pokes_, 3, 40); ++i) {
            _stage.feed.set(-1, block.timestamp);
            _next(wait_);
            _poke(_stage.scopes[0]);
            _poke(_stage.scopes[1]);
        }
    }

    function wait(uint256 seconds_) external counted {
        _next(bound(seconds_, 1, 12 hours));
    }

    /// @notice Most seconds of one scope, and of all, in any window that the last call could change.
    /// @dev A window that covers most can be moved to end where a span ends.
    function worst() external view returns (uint256 onScope, uint256 inAll) {
        uint256 window = _stage.ledger.limitsOf(Roles.BREAKER).window;
        for (uint256 i = 0; i < 2; ++i) {
            uint256[] memory ends = _spans[_stage.scopes[i]].endsAfter(_since);
            for (uint256 j = 0; j < ends.length; ++j) {
                uint256 sum;
                for (uint256 k = 0; k < 2; ++k) {
                    uint256 covered = _spans[_stage.scopes[k]].within(ends[j] - window, ends[j]);
                    if (covered > onScope) onScope = covered;
                    sum += covered;
                }
                if (sum > inAll) inAll = sum;
            }
        }
    }

    /// @notice [wei] Most that was paid within any window of this length.
    function mostPaid(uint256 window) external view returns (uint256 most) {
        for (uint256 i = 0; i < _payments.length; ++i) {
            uint256 sum;
            for (uint256 j = i; j < _payments.length && _payments[j].time < _payments[i].time + window; ++j) {
                sum += _payments[j].amount;
            }
            if (sum > most) most = sum;
        }
    }

    function _next(uint256 seconds_) private {
        vm.warp(block.timestamp + seconds_);
        vm.roll(block.number + 1);
    }

    function _poke(bytes32 scope) private {
        uint256 before = _stage.griefer.balance;
        vm.prank(_stage.griefer);
        uint256 tripped = _stage.breaker.poke(scope);
        trips += tripped;
        if (tripped == 0) ++refused;
        if (_stage.griefer.balance > before) {
            _payments.push(Payment(block.timestamp, _stage.griefer.balance - before));
        }
        _record(scope);
    }

    /// @dev Only the breaker restricts here, so what the ledger says now is the breaker's doing.
    function _record(bytes32 scope) private {
        for (uint256 bit = 0; bit < BITS; ++bit) {
            uint256 end = _stage.ledger.untilOf(scope, uint8(1 << bit));
            uint256 known = _endOf[scope][bit];
            if (end <= known) continue;
            everRestricted |= uint8(1 << bit);
            _spans[scope].add(known > block.timestamp ? known : block.timestamp, end);
            _endOf[scope][bit] = end;
        }
    }
}
