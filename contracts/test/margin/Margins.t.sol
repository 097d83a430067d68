// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMarginGovernor} from "../../src/interfaces/IMarginGovernor.sol";
import {MarginGovernor} from "../../src/MarginGovernor.sol";
import {MarginTest} from "../utils/MarginTest.sol";

contract MarginGovernorTest is MarginTest {
    function test_InitialRisesAtOnceTheOthersRamp() public {
        raise(150_000, 74_000, 12_400);
        assertNow(150_000, 50_000, 10_000);
        vm.warp(START + 6 hours);
        assertNow(150_000, 56_000, 10_600);
        vm.warp(START + 1 days);
        assertNow(150_000, 74_000, 12_400);
        vm.warp(type(uint40).max);
        assertNow(150_000, 74_000, 12_400);
    }

    function test_ASecondRaiseGoesOnFromWhereTheFirstIs() public {
        raise(120_000, 74_000, 10_000);
        vm.warp(START + 12 hours);
        raise(120_000, 86_000, 10_000);
        assertNow(120_000, 62_000, 10_000);
        vm.warp(START + 24 hours);
        assertNow(120_000, 74_000, 10_000);
        vm.warp(START + 36 hours);
        assertNow(120_000, 86_000, 10_000);
    }

    function test_ALongRampIsNotCutShort() public {
        uint64 version = versionOf(market);
        vm.prank(council);
        governor.raise(market, IMarginGovernor.Margin(100_000, 60_000, 10_000), 10 days, version);
        raise(110_000, 60_000, 10_000);
        (,, uint40 ends,) = governor.stateOf(market);
        vm.assertEq(ends, START + 10 days, "its holders were told ten days");
    }

    function test_RevertIf_CallerMayNotTighten() public {
        address[3] memory others = [nobody, upgrader, admin];
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.CallerMayNotTighten.selector, others[i]));
            governor.raise(market, IMarginGovernor.Margin(110_000, 50_000, 10_000), 1 days, 1);
        }
    }

    function test_RevertIf_AnythingWouldFall() public {
        vm.startPrank(sentinel);
        vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.MayOnlyRise.selector, 0, 99_999, 100_000));
        governor.raise(market, IMarginGovernor.Margin(99_999, 50_000, 10_000), 1 days, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.MayOnlyRise.selector, 1, 49_999, 50_000));
        governor.raise(market, IMarginGovernor.Margin(110_000, 49_999, 10_000), 1 days, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.MayOnlyRise.selector, 2, 9_999, 10_000));
        governor.raise(market, IMarginGovernor.Margin(110_000, 50_000, 9_999), 1 days, 1);
        vm.expectRevert(IMarginGovernor.NothingChanges.selector);
        governor.raise(market, IMarginGovernor.Margin(100_000, 50_000, 10_000), 1 days, 1);
    }

    function test_RevertIf_TheRampIsTooShort() public {
        vm.startPrank(sentinel);
        vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.RampTooShort.selector, 1 days - 1, 1 days));
        governor.raise(market, IMarginGovernor.Margin(110_000, 50_000, 10_000), 1 days - 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.RampTooShort.selector, 30 days + 1, 1 days));
        governor.raise(market, IMarginGovernor.Margin(110_000, 50_000, 10_000), 30 days + 1, 1);
    }

    function test_RevertIf_TheRiseIsMoreThanTheWindowHas() public {
        raise(140_000, 50_000, 10_000);
        vm.startPrank(sentinel);
        vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.RiseExceeded.selector, 0, 10_001, 10_000));
        governor.raise(market, IMarginGovernor.Margin(150_001, 50_000, 10_000), 1 days, 2);
        vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.RiseExceeded.selector, 1, 50_001, 50_000));
        governor.raise(market, IMarginGovernor.Margin(140_000, 100_001, 10_000), 1 days, 2);
        vm.warp(START + 1 days);
        governor.raise(market, IMarginGovernor.Margin(190_000, 50_000, 10_000), 1 days, 2);
    }

    function test_RevertIf_TheThreeDoNotFitEachOther() public {
        IMarginGovernor.Margin[4] memory bad = [
            IMarginGovernor.Margin(100_000, 90_001, 10_000),
            IMarginGovernor.Margin(500_001, 50_000, 10_000),
            IMarginGovernor.Margin(100_000, 50_000, 50_001),
            IMarginGovernor.Margin(type(uint32).max, type(uint32).max, type(uint32).max)
        ];
        for (uint256 i = 0; i < 4; ++i) {
            vm.prank(sentinel);
            vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.MarginsOutOfRelation.selector, bad[i]));
            governor.raise(market, bad[i], 1 days, 1);
        }
    }

    function test_RevertIf_TheStateIsNotTheOneThatWasSeen() public {
        raise(110_000, 50_000, 10_000);
        vm.prank(sentinel);
        vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.VersionChanged.selector, 1, 2));
        governor.raise(market, IMarginGovernor.Margin(120_000, 50_000, 10_000), 1 days, 1);
        vm.prank(sentinel);
        vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.MarketNotListed.selector, nobody));
        governor.raise(nobody, IMarginGovernor.Margin(120_000, 50_000, 10_000), 1 days, 0);
    }

    function test_LoweringWaitsItsDelayAndIsBounded() public {
        bytes memory call = abi.encodeCall(governor.lower, (market, IMarginGovernor.Margin(80_000, 40_000, 10_000), 1));
        vm.prank(council);
        (bool success,) = address(governor).call(call);
        vm.assertFalse(success, "not without the delay");
        executeDelayed(council, address(governor), call, COUNCIL_DELAY);
        assertNow(80_000, 40_000, 10_000);
        vm.startPrank(admin);
        manager.setTargetFunctionRole(address(governor), _one(MarginGovernor.lower.selector), 0);
        vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.FallExceeded.selector, 0, 20_001, 20_000));
        governor.lower(market, IMarginGovernor.Margin(59_999, 40_000, 10_000), 2);
        vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.MayOnlyFall.selector, 0, 80_001, 80_000));
        governor.lower(market, IMarginGovernor.Margin(80_001, 40_000, 10_000), 2);
    }

    function test_LoweringEndsARamp() public {
        raise(150_000, 74_000, 10_000);
        vm.warp(START + 12 hours);
        vm.startPrank(admin);
        manager.setTargetFunctionRole(address(governor), _one(MarginGovernor.lower.selector), 0);
        governor.lower(market, IMarginGovernor.Margin(140_000, 60_000, 10_000), 2);
        vm.warp(START + 3 days);
        assertNow(140_000, 60_000, 10_000);
    }

    function test_RevertIf_ListedTwiceOrAsNobody() public {
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(IMarginGovernor.MarketListed.selector, market));
        governor.list(market, IMarginGovernor.Margin(100_000, 50_000, 10_000));
        vm.expectRevert(IMarginGovernor.MarketMissing.selector);
        governor.list(address(0), IMarginGovernor.Margin(100_000, 50_000, 10_000));
        vm.stopPrank();
        vm.prank(council);
        vm.expectPartialRevert(bytes4(keccak256("AccessManagedUnauthorized(address)")));
        governor.list(nobody, IMarginGovernor.Margin(100_000, 50_000, 10_000));
    }

    function test_RevertIf_BoundsAreOutOfBounds() public {
        for (uint256 i = 0; i < 8; ++i) {
            IMarginGovernor.Bounds memory bad = boundsForTests();
            if (i == 0) bad.maxInitial = 1_000_001;
            if (i == 1) bad.minGap = 0;
            if (i == 2) bad.minGap = bad.maxInitial;
            if (i == 3) bad.maxRise = 0;
            if (i == 4) bad.maxFall = 0;
            if (i == 5) bad.riseWindow = 0;
            if (i == 6) bad.minRamp = 1 days - 1;
            if (i == 7) bad.minRamp = 30 days + 1;
            vm.expectRevert(IMarginGovernor.BoundsOutOfBounds.selector);
            new MarginGovernor(address(manager), bad);
        }
    }

    function testFuzz_ARampNeverStepsAndNeverOvershoots(uint32 rise, uint32 ramp, uint32 time) public {
        rise = uint32(bound(rise, 1, 40_000));
        ramp = uint32(bound(ramp, 1 days, 30 days));
        vm.prank(sentinel);
        governor.raise(market, IMarginGovernor.Margin(100_000, 50_000 + rise, 10_000), ramp, 1);
        vm.warp(START + time);
        uint256 first = governor.marginOf(market).maintenance;
        vm.warp(START + uint256(time) + 1);
        uint256 second = governor.marginOf(market).maintenance;
        vm.assertGe(second, first, "only up");
        vm.assertLe(second - first, rise / ramp + 1, "by no more than a second's worth");
        vm.assertLe(second, 50_000 + rise, "not above its end");
    }
}
