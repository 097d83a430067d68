// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Breaker} from "../../src/Breaker.sol";
import {Till} from "../mocks/Till.sol";
import {Test} from "../utils/Test.sol";

/// @title Distortions that last one transaction each, and violations that last.
/// @notice Every call here is one transaction of the fuzzer's, whatever the block number says in between.
contract FlashHandler is Test {
    uint256 private constant INVARIANT = 0;
    uint256 private constant OUTFLOW = 1;

    Breaker private immutable BREAKER;
    Till private immutable TILL;
    bytes32 private immutable SCOPE;

    uint256 public calls;
    uint256 public distortions;
    uint256 public violations;
    /// @notice Trips although nothing was broken for longer than a transaction.
    uint256 public trippedForNothing;
    /// @notice Violations that lasted, were poked often enough, and did not trip.
    uint256 public hidden;

    modifier counted() {
        ++calls;
        _;
        _quiet();
    }

    constructor(Breaker breaker, Till till, bytes32 scope) {
        (BREAKER, TILL, SCOPE) = (breaker, till, scope);
    }

    /// @notice Broken, poked as often as one likes, mended: one transaction, one block.
    function flashBreak(uint256 pokes) external counted {
        TILL.setSolventSilently(false);
        _pokeHere(bound(pokes, 1, 5));
        TILL.setSolventSilently(true);
        ++distortions;
    }

    function flashDrain(uint256 amount, uint256 pokes) external counted {
        amount = bound(amount, 0, _balance());
        TILL.lose(amount);
        _pokeHere(bound(pokes, 1, 5));
        TILL.deposit(amount);
        ++distortions;
    }

    /// @notice Put in and taken out through the gate, in one transaction, again and again; no poke can be in there.
    function flashWithdraw(uint256 amount, uint256 times) external {
        ++calls;
        amount = bound(amount, 1, 50e18);
        for (uint256 i = 0; i < bound(times, 1, 10); ++i) {
            TILL.deposit(amount);
            TILL.withdraw(1);
            TILL.withdraw(amount - 1);
        }
        ++distortions;
        _next(30);
    }

    /// @notice Put in, shown, taken out; then honest people look.
    function flashDeposit(uint256 amount) external counted {
        amount = bound(amount, 1, 1_000e18);
        TILL.deposit(amount);
        _pokeHere(1);
        TILL.lose(amount);
        for (uint256 i = 0; i < 3; ++i) {
            _next(30);
            _pokeHere(1);
        }
        ++distortions;
    }

    /// @notice All is well and somebody looks.
    function honestPokes(uint256 times) external counted {
        for (uint256 i = 0; i < bound(times, 1, 5); ++i) {
            _next(30);
            trippedForNothing += BREAKER.poke(SCOPE);
        }
    }

    /// @notice The invariant is really broken; before each honest poke the attacker pokes with it mended.
    function breakAndFlatter(uint256 flattery) external counted {
        TILL.setSolventSilently(false);
        bool tripped;
        for (uint256 i = 0; i < 3; ++i) {
            _next(30);
            tripped = BREAKER.poke(SCOPE) != 0 || tripped;
            _next(30);
            for (uint256 j = 0; j < bound(flattery, 0, 3); ++j) {
                TILL.setSolventSilently(true);
                BREAKER.poke(SCOPE);
                TILL.setSolventSilently(false);
            }
        }
        if (!tripped) ++hidden;
        ++violations;
        TILL.setSolventSilently(true);
    }

    /// @notice Really drained; before each honest poke the attacker puts all back for the length of a poke.
    function drainAndFlatter(uint256 amount, uint256 flattery) external counted {
        amount = bound(amount, 150e18, 400e18);
        BREAKER.poke(SCOPE);
        _next(1);
        TILL.lose(amount);
        bool tripped;
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 j = 0; j < bound(flattery, 0, 3); ++j) {
                TILL.deposit(amount);
                BREAKER.poke(SCOPE);
                TILL.lose(amount);
            }
            _next(30);
            tripped = BREAKER.poke(SCOPE) != 0 || tripped;
        }
        if (!tripped) ++hidden;
        ++violations;
        TILL.deposit(amount);
    }

    function _pokeHere(uint256 times) private {
        for (uint256 i = 0; i < times; ++i) {
            trippedForNothing += BREAKER.poke(SCOPE);
        }
    }

    /// @dev Long enough for sightings to be forgotten, levels to leak, steps and budgets to be whole again.
    function _quiet() private {
        _next(2 days);
        BREAKER.poke(SCOPE);
        _next(2 days);
    }

    function _next(uint256 seconds_) private {
        vm.warp(block.timestamp + seconds_);
        vm.roll(block.number + 1);
    }

    function _balance() private view returns (uint256) {
        return TILL.TOKEN().balanceOf(address(TILL));
    }
}
