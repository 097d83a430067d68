// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Version} from "../mocks/Version.sol";
import {GateTest} from "../utils/GateTest.sol";
import {GateHandler} from "./GateHandler.sol";

/// @dev Against any sequence of upgrades, approvals, revocations, suspensions and rollbacks.
contract NoRollbackToUnknownOrWithdrawnCode is GateTest {
    GateHandler private _handler;

    function setUp() public override {
        super.setUp();
        _handler =
            new GateHandler(GateHandler.Cast(gate, manager, proxy, [v1, v2, v3, rogue], council, upgrader, sentinel));
        bytes4[] memory selectors = new bytes4[](7);
        selectors[0] = GateHandler.approve.selector;
        selectors[1] = GateHandler.revoke.selector;
        selectors[2] = GateHandler.upgradeAtOnce.selector;
        selectors[3] = GateHandler.upgradeAfterDelay.selector;
        selectors[4] = GateHandler.suspend.selector;
        selectors[5] = GateHandler.rollback.selector;
        selectors[6] = GateHandler.wait.selector;
        target(address(_handler), selectors);
    }

    function invariant_RollbacksGoOnlyToApprovedCodeThatWasLive() public view {
        vm.assertEq(_handler.badRollbacks(), 0, "rolled back to unknown or withdrawn code");
        address next = gate.rollbackTarget(proxy);
        vm.assertTrue(next == address(0) || (_handler.approved(next) && _handler.everLive(next)), "would go there");
    }

    function invariant_RollbacksPassNoVersionWithAnotherStorageLayout() public view {
        vm.assertEq(_handler.incompatibleRollbacks(), 0, "rolled back over another storage layout");
    }

    function invariant_UnknownCodeWaits() public view {
        vm.assertEq(_handler.hastyUpgrades(), 0, "unapproved code at once");
    }

    function invariant_TheGateKnowsWhatRuns() public view {
        (address live, bool approved,) = gate.liveOf(proxy);
        vm.assertEq(Version(live).version(), running(), "what it says is live");
        vm.assertTrue(approved == _handler.approved(live), "and whether it is approved");
        vm.assertEq(Version(proxy).stored(), 42, "storage intact");
    }

    /// @dev After each run: it was no idle one.
    function afterInvariant() public view {
        // A failing sequence that is being shortened.
        if (_handler.calls() < 64) return;
        vm.assertGe(_handler.tried(), 4, "tried to upgrade");
    }

    /// @dev Each of the handler's deeds happens when it is asked to: no invariant holds for want of trying.
    function test_TheHandlerDoesWhatItSays() public {
        _handler.upgradeAfterDelay(3, true);
        vm.assertEq(running(), 1, "the upgrader was suspended");
        _handler.upgradeAfterDelay(3, false);
        vm.assertEq(running(), 9, "unknown code is live");
        _handler.rollback(false);
        vm.assertEq(_handler.rollbacks(), 1, "rolled back");
        vm.assertEq(running(), 1, "to the baseline");
        _handler.upgradeAtOnce(1);
        vm.assertEq(running(), 1, "not approved yet");
        _handler.approve(1, true);
        _handler.upgradeAtOnce(1);
        vm.assertEq(running(), 2, "approved");
        _handler.revoke(0);
        vm.assertEq(gate.rollbackTarget(proxy), address(0), "the baseline is withdrawn");
        _handler.suspend(6 hours);
        vm.assertTrue(gate.suspendedUntil() != 0, "suspended");
        _handler.wait(1 hours);
    }
}
