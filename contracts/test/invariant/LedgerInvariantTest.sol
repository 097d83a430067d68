// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {HomeostatTest} from "../utils/HomeostatTest.sol";
import {LedgerHandler} from "./LedgerHandler.sol";

/// @title Against any sequence of restrictions, batches, waits and lifts, by every role that may restrict.
abstract contract LedgerInvariantTest is HomeostatTest {
    LedgerHandler internal handler;

    function setUp() public override {
        super.setUp();
        handler = new LedgerHandler(ledger, manager, admin, [sentinel, council, breaker]);
        bytes4[] memory selectors = new bytes4[](8);
        selectors[0] = LedgerHandler.restrictAnything.selector;
        selectors[1] = LedgerHandler.restrict.selector;
        selectors[2] = LedgerHandler.repause.selector;
        selectors[3] = LedgerHandler.spread.selector;
        selectors[4] = LedgerHandler.lift.selector;
        selectors[5] = LedgerHandler.loosenTheRules.selector;
        selectors[6] = LedgerHandler.wait.selector;
        selectors[7] = LedgerHandler.ride.selector;
        target(address(handler), selectors);
    }

    /// @dev After each run: it was no idle one.
    function afterInvariant() public virtual {
        // A failing sequence that is being shortened.
        if (handler.calls() < 64) return;
        vm.assertGe(handler.restricted(), 8, "restricted");
        vm.assertGe(handler.refusedForScope() + handler.refusedInAll(), 1, "spent a budget");
        vm.assertGe(block.timestamp, START + handler.warped(), "time passed");
    }
}
