// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMarginGovernor} from "../../src/interfaces/IMarginGovernor.sol";
import {MarginGovernor} from "../../src/MarginGovernor.sol";
import {MarginTest} from "../utils/MarginTest.sol";
import {MarginHandler} from "./MarginHandler.sol";

/// @dev Against any sequence of raises, lowerings and waits, by whoever may and may not.
/// Mutations that break it, tried by hand: MarginGovernor.raise begins the ramp at the target (`now_.maintenance =
/// target.maintenance`); raise does not ask for minRamp; raise keeps the old liquidationFee as target.
/// forge-config: default.invariant.runs = 16
contract NoMaintenanceStepAndNoHalfUpdate is MarginTest {
    MarginHandler private _handler;

    function setUp() public override {
        super.setUp();
        vm.prank(admin);
        manager.setTargetFunctionRole(address(governor), _one(MarginGovernor.lower.selector), 0);
        _handler = new MarginHandler(governor, market, admin, [sentinel, council, nobody]);
        bytes4[] memory selectors = new bytes4[](5);
        selectors[0] = MarginHandler.raiseAnything.selector;
        selectors[1] = MarginHandler.raise.selector;
        selectors[2] = MarginHandler.pile.selector;
        selectors[3] = MarginHandler.lower.selector;
        selectors[4] = MarginHandler.wait.selector;
        target(address(_handler), selectors);
    }

    function invariant_OpenPositionsMeetNoStep() public view {
        vm.assertEq(_handler.steps(), 0, "a step");
        vm.assertEq(_handler.tooSteep(), 0, "[ppm] too steep");
    }

    function invariant_TheThreeChangeTogetherOrNotAtAll() public view {
        vm.assertEq(_handler.halves(), 0, "half an update");
    }

    function invariant_TheThreeFitEachOtherAtAllTimes() public view {
        IMarginGovernor.Margin memory now_ = governor.marginOf(market);
        vm.assertLe(now_.liquidationFee, now_.maintenance, "fee");
        vm.assertLe(now_.maintenance + boundsForTests().minGap, now_.initial, "gap");
        vm.assertLe(now_.initial, boundsForTests().maxInitial, "initial");
    }

    function afterInvariant() public view {
        if (_handler.calls() < 64) return;
        vm.assertGe(_handler.raised() + _handler.lowered() + _handler.refused(), 16, "tried");
    }

    /// @dev Each of the handler's deeds happens when it is asked to.
    function test_TheHandlerDoesWhatItSays() public {
        _handler.raise(0, [uint32(5_000), 5_000, 500], 1 days + 1);
        vm.assertEq(_handler.raised(), 1, "raised");
        _handler.raise(2, [uint32(5_000), 5_000, 500], 1 days + 1);
        _handler.raise(0, [uint32(5_000), 5_000, 500], 60);
        vm.assertEq(_handler.refused(), 2, "nobody, and nobody in a minute");
        _handler.wait(12 hours);
        _handler.lower([uint32(1_000), 1_000, 100]);
        vm.assertEq(_handler.lowered(), 1, "lowered");
        _handler.pile(1, [uint32(1_000), 1_000, 100]);
        vm.assertEq(_handler.raised(), 5, "piled");
    }
}
