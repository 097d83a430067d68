// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IUpgradeGate} from "../../src/interfaces/IUpgradeGate.sol";
import {Roles} from "../../src/Roles.sol";
import {UpgradeGate} from "../../src/UpgradeGate.sol";
import {GateTest} from "../utils/GateTest.sol";

/// @dev 6 h a suspension, 12 h per role in 7 days (counted over 7 days and 6 h).
contract GateSuspendTest is GateTest {
    function _suspend(uint40 duration) private {
        bytes32 id = nextId();
        vm.prank(sentinel);
        gate.suspendUpgrader(duration, id);
    }

    function test_SuspendedUpgraderInstallsOnlyApprovedCode() public {
        approve(v2, true);
        bytes memory call = abi.encodeCall(gate.upgrade, (proxy, rogue, ""));
        vm.prank(upgrader);
        manager.schedule(address(gate), call, 0);
        vm.warp(block.timestamp + UPGRADER_DELAY);
        uint40 until = uint40(block.timestamp + 6 hours);
        vm.expectEmit(address(gate));
        emit IUpgradeGate.UpgraderSuspendedUntil(until, 6 hours, Roles.SENTINEL, "id", sentinel);
        vm.prank(sentinel);
        gate.suspendUpgrader(6 hours, "id");

        vm.prank(upgrader);
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.UpgraderSuspended.selector, until));
        gate.upgrade(proxy, rogue, "");
        vm.prank(upgrader);
        vm.expectRevert();
        manager.execute(address(gate), call);
        upgradeNow(v2);
        vm.assertEq(running(), 2, "approved code");

        vm.warp(until);
        vm.assertEq(gate.suspendedUntil(), 0, "over by itself");
        vm.prank(upgrader);
        gate.upgrade(proxy, rogue, "");
    }

    function test_NeverShortensAndChargesOnlyWhatIsNew() public {
        _suspend(6 hours);
        vm.warp(START + 1 hours);
        _suspend(2 hours);
        vm.assertEq(gate.suspendedUntil(), START + 6 hours, "not shortened");
        _suspend(6 hours);
        vm.assertEq(gate.suspendedUntil(), START + 7 hours, "extended");
        vm.assertEq(gate.suspensionLeft(Roles.SENTINEL), 5 hours, "7 of 12");
        vm.assertEq(gate.suspensionLeft(Roles.COUNCIL), 12 hours, "the council has its own");
    }

    function test_SameActionIsDoneOnce() public {
        vm.startPrank(sentinel);
        gate.suspendUpgrader(1 hours, "id");
        vm.warp(START + 30 minutes);
        gate.suspendUpgrader(1 hours, "id");
        vm.assertEq(gate.suspendedUntil(), START + 1 hours, "once");
        gate.suspendUpgrader(2 hours, "id");
        vm.assertEq(gate.suspendedUntil(), START + 150 minutes, "another action");
    }

    function test_RevertIf_BudgetIsSpent() public {
        _suspend(6 hours);
        vm.warp(START + 6 hours);
        _suspend(6 hours);
        vm.warp(START + 12 hours);
        bytes32 id = nextId();
        vm.startPrank(sentinel);
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.SuspensionBudgetExceeded.selector, Roles.SENTINEL, 1, 0));
        gate.suspendUpgrader(1, id);
        vm.warp(START + 7 days + 6 hours);
        gate.suspendUpgrader(6 hours, id);
    }

    function test_RevertIf_DurationIsOutOfBounds() public {
        vm.startPrank(sentinel);
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.DurationOutOfBounds.selector, 0, 1, 6 hours));
        gate.suspendUpgrader(0, "id");
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.DurationOutOfBounds.selector, type(uint40).max, 1, 6 hours));
        gate.suspendUpgrader(type(uint40).max, "id");
    }

    function test_RevertIf_LimitsAreOutOfBounds() public {
        vm.expectRevert(IUpgradeGate.SuspensionLimitsOutOfBounds.selector);
        new UpgradeGate(address(manager), 0, 1, 1);
        vm.expectRevert(IUpgradeGate.SuspensionLimitsOutOfBounds.selector);
        new UpgradeGate(address(manager), 2, 1, 1);
        vm.expectRevert(IUpgradeGate.SuspensionLimitsOutOfBounds.selector);
        new UpgradeGate(address(manager), 1, 2, 1);
    }
}
