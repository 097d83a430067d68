// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IBreaker} from "../../src/interfaces/IBreaker.sol";
import {Roles} from "../../src/Roles.sol";
import {Hostile} from "../mocks/Hostile.sol";
import {Till} from "../mocks/Till.sol";
import {BreakerTest} from "../utils/BreakerTest.sol";

/// @dev Nobody has a key here: `nobody` pokes.
/// forge-config: default.isolate = true
contract BreakerPokeTest is BreakerTest {
    function test_ThreeSightingsThrottle() public {
        till.setSolventSilently(false);
        pokes(scope, 2);
        assertWatch(SOLVENT, 2, 0, 0);
        assertRestricted(scope, 0, 0);
        pokes(scope, 1);
        assertRestricted(scope, WITHDRAW, 1);
        assertWatch(SOLVENT, 0, 1, block.timestamp + STEP);
        vm.assertEq(nobody.balance, BOUNTY, "who poked is paid");
    }

    function test_AStepEndsByItselfAndMustBeEarnedAnew() public {
        till.setSolventSilently(false);
        pokes(scope, 3);
        till.setSolventSilently(true);
        pokes(scope, 3);
        nextBlock(STEP);
        assertRestricted(scope, 0, 0);
        pokes(scope, 3);
        assertRestricted(scope, 0, 0);
    }

    function test_ThreeMoreSightingsReduceOnly() public {
        till.setSolventSilently(false);
        pokes(scope, 5);
        assertRestricted(scope, WITHDRAW, 1);
        pokes(scope, 1);
        assertRestricted(scope, WITHDRAW | OPEN | INCREASE, 2);
        assertWatch(SOLVENT, 0, 2, block.timestamp + STEP);
    }

    function test_AStepIsRenewedOnlyWhenHalfOfItIsOver() public {
        till.setSolventSilently(false);
        pokes(scope, 6);
        uint256 until = block.timestamp + STEP;
        pokes(scope, 14);
        assertWatch(SOLVENT, 3, 2, until);
        pokes(scope, 1);
        assertWatch(SOLVENT, 0, 2, block.timestamp + STEP);
    }

    function test_AfterAQuietStepItBeginsWithTheThrottleAgain() public {
        till.setSolventSilently(false);
        pokes(scope, 6);
        till.setSolventSilently(true);
        nextBlock(2 * STEP + 1);
        till.setSolventSilently(false);
        pokes(scope, 3);
        assertRestricted(scope, WITHDRAW, 1);
    }

    function test_OneBlockIsOneSighting() public {
        till.setSolventSilently(false);
        for (uint256 i = 0; i < 5; ++i) {
            trip.poke(scope);
        }
        assertWatch(SOLVENT, 1, 0, 0);
        vm.warp(block.timestamp + GAP);
        trip.poke(scope);
        assertWatch(SOLVENT, 1, 0, 0);
        nextBlock(0);
        trip.poke(scope);
        assertWatch(SOLVENT, 2, 0, 0);
        nextBlock(GAP - 1);
        trip.poke(scope);
        assertWatch(SOLVENT, 2, 0, 0);
    }

    function test_SightingsAreForgotten() public {
        till.setSolventSilently(false);
        pokes(scope, 2);
        nextBlock(5 minutes);
        assertWatch(SOLVENT, 2, 0, 0);
        nextBlock(1);
        assertWatch(SOLVENT, 0, 0, 0);
        trip.poke(scope);
        assertWatch(SOLVENT, 1, 0, 0);
    }

    /// @dev Whoever shows a rule kept, for the length of his own transaction, takes no sighting back.
    function test_APokeThatFindsItKeptHidesNothing() public {
        till.setSolventSilently(false);
        pokes(scope, 2);
        nextBlock(GAP);
        address[] memory targets = new address[](3);
        bytes[] memory calls = new bytes[](3);
        (targets[0], targets[1], targets[2]) = (address(till), address(trip), address(till));
        calls[0] = abi.encodeCall(till.setSolventSilently, (true));
        calls[1] = abi.encodeCall(trip.poke, (scope));
        calls[2] = abi.encodeCall(till.setSolventSilently, (false));
        one.runEach(targets, calls);
        assertWatch(SOLVENT, 2, 0, 0);
        trip.poke(scope);
        assertRestricted(scope, WITHDRAW, 1);
    }

    function test_RevertIf_PokedAfterAGatedCallInTheSameTransaction() public {
        address[] memory targets = new address[](2);
        (targets[0], targets[1]) = (address(till), address(trip));
        vm.expectRevert(IBreaker.GatedCallInThisTransaction.selector);
        one.runEach(targets, two(abi.encodeCall(till.withdraw, (50e18)), abi.encodeCall(trip.poke, (scope))));
        vm.expectRevert(abi.encodeWithSelector(IBreaker.ScopeHasNoRule.selector, bytes32("elsewhere")));
        trip.poke("elsewhere");
    }

    /// @dev 50 at a time is allowed in line; what leaves within the hour is not.
    function test_ADrainInPiecesTrips() public {
        till.withdraw(50e18);
        till.withdraw(50e18);
        pokes(scope, 3);
        assertRestricted(scope, 0, 0);
        till.withdraw(50e18);
        till.withdraw(50e18);
        pokes(scope, 3);
        assertRestricted(scope, WITHDRAW, 1);
        (, uint8 stage,) = trip.watchOf(OUTFLOW);
        vm.assertEq(stage, 1, "by the rule on outflow");
    }

    /// @dev Nobody withdrew through a gate, the balance is just gone.
    function test_AnOutflowByAnyWayIsSeen() public {
        trip.poke(scope);
        till.lose(100e18);
        pokes(scope, 3);
        assertRestricted(scope, 0, 0);
        till.lose(5e18);
        pokes(scope, 3);
        assertRestricted(scope, WITHDRAW, 1);
    }

    function test_WhatIsPutInAndTakenOutInOneTransactionIsNoOutflow() public {
        till.withdraw(1);
        for (uint256 i = 0; i < 10; ++i) {
            one.run(address(till), two(abi.encodeCall(till.deposit, (50e18)), abi.encodeCall(till.withdraw, (50e18))));
        }
        vm.assertTrue(trip.look(OUTFLOW) == IBreaker.Verdict.KEPT, "kept");
        pokes(scope, 3);
        assertRestricted(scope, 0, 0);
    }

    function test_ADepositIsNoCreditForALaterOutflow() public {
        trip.poke(scope);
        till.deposit(500e18);
        // The first look sees it, the second forgets it.
        for (uint256 i = 0; i < 2; ++i) {
            nextBlock(1);
            trip.poke(scope);
        }
        nextBlock(1);
        till.lose(300e18);
        pokes(scope, 3);
        assertRestricted(scope, WITHDRAW, 1);
    }

    function test_AnOracleThatIsNotUsableTrips() public {
        feeds[0].set(-1, block.timestamp);
        pokes(oracleScope, 3);
        assertRestricted(oracleScope, WITHDRAW, 1);
        (, uint8 stage,) = trip.watchOf(BAND);
        vm.assertEq(stage, 0, "without a price there is no band");
    }

    function test_TheBandIsInclusive() public {
        feeds[0].set(103e8, block.timestamp);
        pokes(oracleScope, 3);
        assertRestricted(oracleScope, 0, 0);
        feeds[0].set(97e8 - 1, block.timestamp);
        pokes(oracleScope, 3);
        assertRestricted(oracleScope, WITHDRAW, 1);
    }

    function test_ATargetThatMisbehavesIsUnknownAndTripsNothing() public {
        bytes memory code = address(new Hostile()).code;
        address[3] memory targets = [address(till), address(token), address(guards[0])];
        for (uint256 t = 0; t < 3; ++t) {
            vm.etch(targets[t], code);
            for (uint256 mode = 0; mode <= uint256(type(Hostile.Mode).max); ++mode) {
                // One word is a proper answer for a balance.
                if (mode == uint256(Hostile.Mode.REENTERS)) continue;
                Hostile(targets[t]).set(Hostile.Mode(mode));
                pokes(scope, 1);
                pokes(oracleScope, 1);
            }
        }
        vm.assertTrue(trip.look(SOLVENT) == IBreaker.Verdict.UNKNOWN, "invariant");
        vm.assertTrue(trip.look(OUTFLOW) == IBreaker.Verdict.UNKNOWN, "outflow");
        vm.assertTrue(trip.look(PRICED) == IBreaker.Verdict.UNKNOWN, "oracle");
        assertRestricted(scope, 0, 0);
        assertRestricted(oracleScope, 0, 0);
    }

    function test_AfterTheThrottleTooAQuarterOfTheBudgetIsLeft() public {
        till.setSolventSilently(false);
        // The throttle alone, again and again: quiet between the steps.
        for (uint256 i = 0; i < 8; ++i) {
            till.setSolventSilently(false);
            pokes(scope, 3);
            till.setSolventSilently(true);
            nextBlock(2 * STEP + 1);
        }
        (uint256 left,) = ledger.budgetLeft(Roles.BREAKER, scope);
        vm.assertEq(left, 30 minutes, "of 2 h");
        till.setSolventSilently(false);
        pokes(scope, 3);
        assertRestricted(scope, 0, 0);
    }

    function test_BountiesAreCappedAndNobodyIsOwedOne() public {
        for (uint256 i = 0; i < 5; ++i) {
            till.setSolventSilently(false);
            pokes(scope, 3);
            till.setSolventSilently(true);
            nextBlock(2 * STEP + 1);
        }
        vm.assertEq(nobody.balance, 3 * BOUNTY, "three a day");
        nextBlock(1 days);
        till.setSolventSilently(false);
        vm.deal(address(trip), 0);
        pokes(scope, 3);
        assertRestricted(scope, WITHDRAW, 1);
        vm.assertEq(nobody.balance, 3 * BOUNTY, "an empty purse stops nothing");
    }

    function test_ACallerWhoRefusesReentersOrEatsGasStillTrips() public {
        till.setSolventSilently(false);
        Hostile hostile = new Hostile();
        pokes(scope, 2);
        nextBlock(GAP);
        vm.prank(address(hostile));
        vm.assertEq(trip.poke(scope), 1, "tripped");
        vm.assertEq(address(hostile).balance, 0, "its fallback is not payable");
    }

    function test_ALedgerThatMisbehavesBricksNoPoke() public {
        till.setSolventSilently(false);
        pokes(scope, 2);
        bytes memory code = address(new Hostile()).code;
        vm.etch(address(ledger), code);
        for (uint256 mode = 0; mode <= uint256(type(Hostile.Mode).max); ++mode) {
            if (mode == uint256(Hostile.Mode.REENTERS)) continue;
            Hostile(address(ledger)).set(Hostile.Mode(mode));
            nextBlock(GAP);
            vm.assertEq(trip.poke(scope), 0, "nothing tripped");
        }
        assertWatch(SOLVENT, 3, 0, 0);
    }
}
