// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMarginGovernor} from "../../src/interfaces/IMarginGovernor.sol";
import {MarginInvariantTest} from "./MarginInvariantTest.sol";

/// @dev The three margins move as one struct.
/// forge-config: default.invariant.runs = 64
contract NoHalfUpdateOfCoupledParameters is MarginInvariantTest {
    function invariant_TheThreeChangeTogetherOrNotAtAll() public view {
        vm.assertEq(handler.halves(), 0, "half an update");
    }

    function invariant_TheThreeFitEachOtherAtAllTimes() public view {
        IMarginGovernor.Margin memory now_ = governor.marginOf(market);
        vm.assertLe(now_.liquidationFee, now_.maintenance, "fee");
        vm.assertLe(now_.maintenance + boundsForTests().minGap, now_.initial, "gap");
        vm.assertLe(now_.initial, boundsForTests().maxInitial, "initial");
    }
}
