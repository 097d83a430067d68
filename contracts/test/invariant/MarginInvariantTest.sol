// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {MarginGovernor} from "../../src/MarginGovernor.sol";
import {MarginTest} from "../utils/MarginTest.sol";
import {MarginHandler} from "./MarginHandler.sol";

/// @title Against any sequence of raises, lowerings and waits, by whoever may and may not.
abstract contract MarginInvariantTest is MarginTest {
    MarginHandler internal handler;

    function setUp() public override {
        super.setUp();
        vm.prank(admin);
        manager.setTargetFunctionRole(address(governor), _one(MarginGovernor.lower.selector), 0);
        handler = new MarginHandler(governor, market, admin, [sentinel, council, nobody]);
        bytes4[] memory selectors = new bytes4[](5);
        selectors[0] = MarginHandler.raiseAnything.selector;
        selectors[1] = MarginHandler.raise.selector;
        selectors[2] = MarginHandler.pile.selector;
        selectors[3] = MarginHandler.lower.selector;
        selectors[4] = MarginHandler.wait.selector;
        target(address(handler), selectors);
    }

    function afterInvariant() public view {
        if (handler.calls() < 64) return;
        vm.assertGe(handler.raised() + handler.lowered() + handler.refused(), 16, "tried");
    }
}
