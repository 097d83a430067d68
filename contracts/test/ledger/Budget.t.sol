// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRestrictionLedger} from "../../src/interfaces/IRestrictionLedger.sol";
import {Roles} from "../../src/Roles.sol";
import {HomeostatTest} from "../utils/HomeostatTest.sol";

/// @dev SENTINEL: 1 h a step, 4 h per scope, 10 h in all, window 24 h (counted over 25 h).
contract LedgerBudgetTest is HomeostatTest {
    function test_ChargesOnlySecondsThatAreNew() public {
        restrict(Roles.SENTINEL, SCOPE, OPEN, 1_000);
        vm.warp(START + 400);
        restrict(Roles.SENTINEL, SCOPE, OPEN, 1_000);
        (uint256 onScope, uint256 total) = ledger.budgetLeft(Roles.SENTINEL, SCOPE);
        vm.assertEq(onScope, 4 hours - 1_400, "1000, then 400 more");
        vm.assertEq(total, 10 hours - 1_400, "in all");
    }

    function test_ChargesTheCapabilityThatGainsMost() public {
        restrict(Roles.SENTINEL, SCOPE, OPEN, 1_000);
        restrict(Roles.SENTINEL, SCOPE, OPEN | WITHDRAW, 1_500);
        (uint256 onScope,) = ledger.budgetLeft(Roles.SENTINEL, SCOPE);
        vm.assertEq(onScope, 4 hours - 2_500, "OPEN gains 500, WITHDRAW 1500");
    }

    function test_WhatIsRestrictedAnywayIsFree() public {
        restrict(Roles.COUNCIL, SCOPE, OPEN, 1 days);
        IRestrictionLedger.Outcome outcome = restrict(Roles.SENTINEL, SCOPE, OPEN, 600);
        vm.assertEq(uint256(outcome), uint256(IRestrictionLedger.Outcome.NOTHING_TO_TIGHTEN), "outcome");
        (uint256 onScope,) = ledger.budgetLeft(Roles.SENTINEL, SCOPE);
        vm.assertEq(onScope, 4 hours, "not charged");
    }

    function test_LiftRefundsNothing() public {
        restrict(Roles.COUNCIL, SCOPE, OPEN, 1 days);
        vm.prank(council);
        manager.schedule(address(ledger), abi.encodeCall(ledger.lift, (SCOPE)), 0);
        vm.warp(START + COUNCIL_DELAY);
        restrict(Roles.COUNCIL, SCOPE, OPEN, 1 days);
        vm.prank(council);
        ledger.lift(SCOPE);
        (uint256 onScope,) = ledger.budgetLeft(Roles.COUNCIL, SCOPE);
        vm.assertEq(onScope, 1 days, "two of three days");
        restrict(Roles.COUNCIL, SCOPE, OPEN, 1 days);
        (onScope,) = ledger.budgetLeft(Roles.COUNCIL, SCOPE);
        vm.assertEq(onScope, 0, "again charged in full");
    }

    function test_RevertIf_ScopeBudgetIsSpent() public {
        for (uint256 i = 0; i < 4; ++i) {
            restrict(Roles.SENTINEL, SCOPE, OPEN, 1 hours);
            vm.warp(block.timestamp + 1 hours);
        }
        bytes32 id = nextId();
        vm.startPrank(sentinel);
        vm.expectRevert(abi.encodeWithSelector(IRestrictionLedger.ScopeBudgetExceeded.selector, SCOPE, 1, 0));
        ledger.restrict(Roles.SENTINEL, SCOPE, OPEN, 1, 2, 7, id);
        // The first hour leaves the window when 25 h have gone since it was charged.
        vm.warp(START + 25 hours - 1);
        vm.expectRevert(abi.encodeWithSelector(IRestrictionLedger.ScopeBudgetExceeded.selector, SCOPE, 1, 0));
        ledger.restrict(Roles.SENTINEL, SCOPE, OPEN, 1, 2, 7, id);
        vm.warp(START + 25 hours);
        ledger.restrict(Roles.SENTINEL, SCOPE, OPEN, 1 hours, 2, 7, id);
    }

    function test_RevertIf_TotalBudgetIsSpentByManyScopes() public {
        for (uint256 i = 0; i < 10; ++i) {
            restrict(Roles.SENTINEL, keccak256(abi.encode(i)), OPEN, 1 hours);
        }
        bytes32 id = nextId();
        vm.prank(sentinel);
        vm.expectRevert(abi.encodeWithSelector(IRestrictionLedger.TotalBudgetExceeded.selector, Roles.SENTINEL, 1, 0));
        ledger.restrict(Roles.SENTINEL, SCOPE, OPEN, 1, 2, 7, id);
        // Another role has its own.
        restrict(Roles.BREAKER, SCOPE, OPEN, 60);
    }

    function testFuzz_BothBudgetsAreChargedOrNeither(uint40 duration, uint8 spent) public {
        duration = uint40(bound(duration, 1, 1 hours));
        for (uint256 i = 0; i < spent % 11; ++i) {
            restrict(Roles.SENTINEL, keccak256(abi.encode(i)), OPEN, 58 minutes);
        }
        (uint256 onScope, uint256 total) = ledger.budgetLeft(Roles.SENTINEL, SCOPE);
        bytes32 id = nextId();
        vm.prank(sentinel);
        try ledger.restrict(Roles.SENTINEL, SCOPE, OPEN, duration, 2, 7, id) {
            (uint256 onScope2, uint256 total2) = ledger.budgetLeft(Roles.SENTINEL, SCOPE);
            vm.assertEq(onScope - onScope2, duration, "scope");
            vm.assertEq(total - total2, duration, "total");
        } catch {
            vm.assertTrue(duration > total, "refused only for want of budget");
            (uint256 onScope2, uint256 total2) = ledger.budgetLeft(Roles.SENTINEL, SCOPE);
            vm.assertEq(onScope + total, onScope2 + total2, "unchanged");
        }
    }
}
