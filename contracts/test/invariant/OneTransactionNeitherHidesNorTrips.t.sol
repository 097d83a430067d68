// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BreakerTest} from "../utils/BreakerTest.sol";
import {FlashHandler} from "./FlashHandler.sol";

/// @dev Against distortions of one transaction, and against flattery around violations that last.
/// forge-config: default.invariant.runs = 64
contract OneTransactionNeitherHidesNorTrips is BreakerTest {
    FlashHandler private _handler;

    function setUp() public override {
        super.setUp();
        _handler = new FlashHandler(trip, till, scope);
        bytes4[] memory selectors = new bytes4[](7);
        selectors[0] = FlashHandler.flashBreak.selector;
        selectors[1] = FlashHandler.flashDrain.selector;
        selectors[2] = FlashHandler.flashWithdraw.selector;
        selectors[3] = FlashHandler.flashDeposit.selector;
        selectors[4] = FlashHandler.honestPokes.selector;
        selectors[5] = FlashHandler.breakAndFlatter.selector;
        selectors[6] = FlashHandler.drainAndFlatter.selector;
        target(address(_handler), selectors);
    }

    function invariant_ADistortionOfOneTransactionTripsNothing() public view {
        vm.assertEq(_handler.trippedForNothing(), 0, "tripped for nothing");
    }

    function invariant_FlatteryHidesNothing() public view {
        vm.assertEq(_handler.hidden(), 0, "a violation that lasted was hidden");
    }

    function afterInvariant() public view {
        if (_handler.calls() < 64) return;
        vm.assertGe(_handler.distortions(), 8, "distorted");
        vm.assertGe(_handler.violations(), 4, "violated");
    }
}
