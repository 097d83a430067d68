// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Roles} from "../../src/Roles.sol";
import {HomeostatTest} from "../utils/HomeostatTest.sol";
import {LedgerHandler} from "./LedgerHandler.sol";

/// @dev Against any sequence of halts, extensions, lapses and lifts: after a halt, users have as long as it lasted, at most
/// 4 h, before anybody is liquidated, and no liquidation comes with the resume block.
/// forge-config: default.invariant.runs = 64
contract NoLiquidationInTheResumeBlockOrItsGrace is HomeostatTest {
    LedgerHandler private _handler;

    function setUp() public override {
        super.setUp();
        _handler = new LedgerHandler(ledger, manager, admin, [sentinel, council, breaker]);
        bytes4[] memory selectors = new bytes4[](4);
        selectors[0] = LedgerHandler.restrict.selector;
        selectors[1] = LedgerHandler.spread.selector;
        selectors[2] = LedgerHandler.lift.selector;
        selectors[3] = LedgerHandler.wait.selector;
        target(address(_handler), selectors);
    }

    function invariant_NobodyIsLiquidatedBeforeTheGraceIsOver() public view {
        for (uint256 i = 0; i < _handler.SCOPES(); ++i) {
            bytes32 scope = _handler.scopeAt(i);
            uint256 end = _handler.haltEnds(scope);
            if (end == 0) continue;
            uint256 grace = end + _handler.graceOf(scope);
            // Not only now: what is foretold is found wrong without a look at the right moment.
            if (block.timestamp < grace) vm.assertGe(ledger.untilOf(scope, LIQUIDATE), grace, "the grace is cut short");
        }
    }

    /// @dev Halted for a day, lifted after an hour and a half.
    function test_AfterALiftTheGraceIsAsLongAsTheHaltWas() public {
        vm.prank(council);
        manager.schedule(address(ledger), abi.encodeCall(ledger.lift, (SCOPE)), 0);
        vm.warp(START + 1 days - 90 minutes);
        restrict(Roles.COUNCIL, SCOPE, LIQUIDATE | OPEN, 1 days);
        vm.warp(START + 1 days);
        vm.prank(council);
        ledger.lift(SCOPE);
        vm.assertFalse(ledger.isRestricted(OPEN, SCOPE, 0, 0), "resumed");
        vm.assertEq(ledger.untilOf(SCOPE, LIQUIDATE), START + 1 days + 90 minutes, "an hour and a half");
        vm.prank(admin);
        manager.setTargetFunctionRole(address(ledger), _one(ledger.lift.selector), 0);
        vm.prank(admin);
        vm.expectPartialRevert(bytes4(keccak256("NothingToLift(bytes32)")));
        ledger.lift(SCOPE);
        vm.warp(START + 1 days + 90 minutes);
        vm.assertFalse(ledger.isRestricted(LIQUIDATE, SCOPE, 0, 0), "over");
    }

    function test_LiftedInTheBlockOfItsBeginItLastsThatBlock() public {
        vm.prank(admin);
        manager.setTargetFunctionRole(address(ledger), _one(ledger.lift.selector), 0);
        restrict(Roles.COUNCIL, SCOPE, LIQUIDATE, 1 days);
        vm.prank(admin);
        ledger.lift(SCOPE);
        vm.assertTrue(ledger.isRestricted(LIQUIDATE, SCOPE, 0, 0), "in this block");
        vm.warp(START + 1);
        vm.assertFalse(ledger.isRestricted(LIQUIDATE, SCOPE, 0, 0), "not in the next");
    }

    function test_ExtendedHaltsEarnOneGrace() public {
        restrict(Roles.COUNCIL, SCOPE, LIQUIDATE, 1 hours);
        vm.warp(START + 30 minutes);
        restrict(Roles.COUNCIL, SCOPE, LIQUIDATE, 1 hours);
        vm.assertEq(ledger.untilOf(SCOPE, LIQUIDATE), START + 180 minutes, "90 minutes, and 90 of grace");
    }
}
