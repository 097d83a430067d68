// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMarginGovernor} from "../../src/interfaces/IMarginGovernor.sol";
import {MarginGovernor} from "../../src/MarginGovernor.sol";
import {HomeostatTest} from "./HomeostatTest.sol";

/// @title One market at 10 %, 5 %, 1 %; up at most 5 points a day, down at most 2 a change, ramps of a day or more.
abstract contract MarginTest is HomeostatTest {
    MarginGovernor internal governor;
    address internal market = named("market");

    function setUp() public virtual override {
        super.setUp();
        governor = new MarginGovernor(address(manager), boundsForTests());
        vm.startPrank(admin);
        governor.list(market, IMarginGovernor.Margin(100_000, 50_000, 10_000));
        manager.setTargetFunctionRole(address(governor), _one(MarginGovernor.lower.selector), 3);
        vm.stopPrank();
    }

    function boundsForTests() internal pure returns (IMarginGovernor.Bounds memory) {
        return IMarginGovernor.Bounds(500_000, 10_000, 50_000, 20_000, 1 days, 1 days);
    }

    function versionOf(address market_) internal view returns (uint64 version) {
        (,,, version) = governor.stateOf(market_);
    }

    function raise(uint32 initial, uint32 maintenance, uint32 fee) internal {
        uint64 version = versionOf(market);
        vm.prank(sentinel);
        governor.raise(market, IMarginGovernor.Margin(initial, maintenance, fee), 1 days, version);
    }

    function assertNow(uint256 initial, uint256 maintenance, uint256 fee) internal view {
        IMarginGovernor.Margin memory now_ = governor.marginOf(market);
        vm.assertEq(now_.initial, initial, "initial");
        vm.assertEq(now_.maintenance, maintenance, "maintenance");
        vm.assertEq(now_.liquidationFee, fee, "fee");
    }
}
