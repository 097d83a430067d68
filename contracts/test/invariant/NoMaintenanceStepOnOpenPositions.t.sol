// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {MarginInvariantTest} from "./MarginInvariantTest.sol";

/// @dev Maintenance margin only ramps, and never steeper than its least ramp allows.
/// forge-config: default.invariant.runs = 64
contract NoMaintenanceStepOnOpenPositions is MarginInvariantTest {
    function invariant_OpenPositionsMeetNoStep() public view {
        vm.assertEq(handler.steps(), 0, "a step");
        vm.assertEq(handler.tooSteep(), 0, "[ppm] too steep");
    }

    /// @dev Each of the handler's deeds happens when it is asked to.
    function test_TheHandlerDoesWhatItSays() public {
        handler.raise(0, [uint32(5_000), 5_000, 500], 1 days + 1);
        vm.assertEq(handler.raised(), 1, "raised");
        handler.raise(2, [uint32(5_000), 5_000, 500], 1 days + 1);
        handler.raise(0, [uint32(5_000), 5_000, 500], 60);
        vm.assertEq(handler.refused(), 2, "nobody, and nobody in a minute");
        handler.wait(12 hours);
        handler.lower([uint32(1_000), 1_000, 100]);
        vm.assertEq(handler.lowered(), 1, "lowered");
        handler.pile(1, [uint32(1_000), 1_000, 100]);
        vm.assertEq(handler.raised(), 5, "piled");
    }
}
