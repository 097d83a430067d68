// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IUpgradeGate} from "../../src/interfaces/IUpgradeGate.sol";
import {RefusingProxyAdmin} from "../mocks/RefusingProxyAdmin.sol";
import {Version} from "../mocks/Version.sol";
import {GateTest} from "../utils/GateTest.sol";

contract GateRollbackTest is GateTest {
    uint256 private constant ROLLED_BACK = uint256(IUpgradeGate.Outcome.ROLLED_BACK);
    uint256 private constant ALREADY_DONE = uint256(IUpgradeGate.Outcome.ALREADY_DONE);
    uint256 private constant ALREADY_SAFE = uint256(IUpgradeGate.Outcome.ALREADY_SAFE);

    function _refused() private {
        vm.prank(sentinel);
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.NoVersionToRollBackTo.selector, proxy));
        gate.rollback(proxy, "refused");
    }

    function test_UnapprovedLiveCodeGoesToTheLastApproved() public {
        approve(v2, true);
        upgradeNow(v2);
        upgradeUnknown(rogue);
        vm.assertEq(gate.rollbackTarget(proxy), v2, "target");
        vm.expectEmit(address(gate));
        emit IUpgradeGate.RolledBack(proxy, "id", v2, rogue, 2, sentinel);
        vm.prank(sentinel);
        vm.assertEq(uint256(gate.rollback(proxy, "id")), ROLLED_BACK, "outcome");
        vm.assertEq(running(), 2, "live");
        vm.assertEq(Version(proxy).stored(), 42, "storage intact");
    }

    function test_ApprovedLiveCodeGoesToThePreviousApproved() public {
        approve(v2, true);
        upgradeNow(v2);
        vm.assertEq(rollback(), ROLLED_BACK, "outcome");
        vm.assertEq(running(), 1, "live");
    }

    function test_TheCouncilCanToo() public {
        upgradeUnknown(rogue);
        vm.prank(council);
        vm.assertEq(uint256(gate.rollback(proxy, "id")), ROLLED_BACK, "at once, whatever the delay of its grant");
    }

    function test_ASecondEngineDoesNotStepBackFurther() public {
        approve(v2, true);
        approve(v3, true);
        upgradeNow(v2);
        upgradeNow(v3);
        vm.assertEq(rollback(), ROLLED_BACK, "v3 to v2");
        vm.assertEq(gate.rollbackTarget(proxy), v2, "no further");
        vm.assertEq(rollback(), ALREADY_SAFE, "another action id");
        vm.assertEq(running(), 2, "still v2");
        revoke(v2);
        vm.assertEq(rollback(), ROLLED_BACK, "the council said so");
        vm.assertEq(running(), 1, "v1");
    }

    function test_TheSameActionIsDoneOnce() public {
        upgradeUnknown(rogue);
        vm.prank(sentinel);
        gate.rollback(proxy, "id");
        upgradeUnknown(rogue);
        vm.expectEmit(address(gate));
        emit IUpgradeGate.RollbackSkipped(proxy, "id", IUpgradeGate.Outcome.ALREADY_DONE, "");
        vm.prank(sentinel);
        vm.assertEq(uint256(gate.rollback(proxy, "id")), ALREADY_DONE, "a late repetition");
        vm.assertEq(running(), 9, "a new attack needs a new action");
        vm.assertEq(rollback(), ROLLED_BACK, "and gets it");
    }

    function test_SkipsRevokedVersions() public {
        approve(v2, true);
        approve(v3, true);
        upgradeNow(v2);
        upgradeNow(v3);
        upgradeUnknown(rogue);
        revoke(v3);
        revoke(v2);
        vm.assertEq(rollback(), ROLLED_BACK, "outcome");
        vm.assertEq(running(), 1, "the only one left");
        vm.assertEq(gate.lineageOf(proxy).length, 1, "cut");
    }

    function test_SkipsVersionsWhoseCodeChanged() public {
        approve(v2, true);
        upgradeNow(v2);
        upgradeUnknown(rogue);
        vm.etch(v2, "");
        vm.assertEq(rollback(), ROLLED_BACK, "self-destructed");
        vm.assertEq(running(), 1, "v1");
    }

    function test_RevertIf_NothingIsLeft() public {
        _refused();
        upgradeUnknown(rogue);
        revoke(v1);
        _refused();
        vm.assertEq(gate.rollbackTarget(proxy), address(0), "no target");
        approve(v1, true);
        vm.etch(v1, abi.encodePacked(hex"ef0100", rogue));
        _refused();
    }

    function test_RevertIf_TheStorageLayoutForbidsIt() public {
        approve(v2, false);
        upgradeNow(v2);
        _refused();
        // Unknown code on top does not change that.
        upgradeUnknown(rogue);
        revoke(v2);
        _refused();
        // The council can say otherwise.
        approve(v2, true);
        revoke(v2);
        vm.assertEq(rollback(), ROLLED_BACK, "outcome");
        vm.assertEq(running(), 1, "v1");
    }

    function test_NeverGoesToCodeThatWasApprovedButNeverLive() public {
        approve(v2, true);
        upgradeUnknown(rogue);
        rollback();
        vm.assertEq(running(), 1, "the baseline");
    }

    function test_ManyApprovedUpgradesDoNotBuryTheBaseline() public {
        approve(v2, true);
        for (uint256 i = 0; i < 20; ++i) {
            upgradeNow(v1);
            upgradeNow(v2);
        }
        vm.assertEq(gate.lineageOf(proxy).length, 2, "each once");
        upgradeUnknown(rogue);
        upgradeUnknown(v3);
        rollback();
        vm.assertEq(running(), 2, "v2");
    }

    function test_RevertIf_OthersRollBack() public {
        address[4] memory callers = [breaker, upgrader, admin, nobody];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory refusal =
                abi.encodeWithSelector(IUpgradeGate.CallerIsNeitherSentinelNorCouncil.selector, callers[i]);
            vm.startPrank(callers[i]);
            vm.expectRevert(refusal);
            gate.rollback(proxy, "id");
            vm.expectRevert(refusal);
            gate.suspendUpgrader(1, "id");
            vm.expectRevert(refusal);
            gate.contain(new address[](0), 1, "id");
            vm.stopPrank();
        }
    }

    function test_RevertIf_ActionIdIsMissing() public {
        vm.startPrank(sentinel);
        vm.expectRevert(IUpgradeGate.ActionIdMissing.selector);
        gate.rollback(proxy, 0);
        vm.expectRevert(IUpgradeGate.ActionIdMissing.selector);
        gate.suspendUpgrader(1, 0);
    }

    function test_ContainSkipsWhatFails() public {
        RefusingProxyAdmin refusing = new RefusingProxyAdmin(address(gate));
        vm.startPrank(admin);
        gate.register(nobody, address(refusing), v1);
        vm.stopPrank();
        executeDelayed(upgrader, address(gate), abi.encodeCall(gate.upgrade, (nobody, rogue, "")), UPGRADER_DELAY);
        upgradeUnknown(rogue);
        refusing.refuse();

        address[] memory proxies = new address[](3);
        (proxies[0], proxies[1], proxies[2]) = (nobody, upgrader, proxy);
        vm.expectEmit(address(gate));
        emit IUpgradeGate.RollbackSkipped(
            nobody, "id", IUpgradeGate.Outcome.REFUSED, abi.encodeWithSelector(RefusingProxyAdmin.Refused.selector)
        );
        vm.prank(sentinel);
        IUpgradeGate.Outcome[] memory outcomes = gate.contain(proxies, 1 hours, "id");
        vm.assertEq(uint256(outcomes[0]), uint256(IUpgradeGate.Outcome.REFUSED), "its admin refuses");
        vm.assertEq(uint256(outcomes[1]), uint256(IUpgradeGate.Outcome.REFUSED), "not registered");
        vm.assertEq(uint256(outcomes[2]), ROLLED_BACK, "the rest");
        vm.assertEq(running(), 1, "live");
        vm.assertEq(gate.suspendedUntil(), block.timestamp + 1 hours, "suspended");
        (address live,,) = gate.liveOf(nobody);
        vm.assertEq(live, rogue, "not recorded as rolled back");
    }

    function test_ContainRollsBackEvenIfSuspensionFails() public {
        upgradeUnknown(rogue);
        address[] memory proxies = new address[](1);
        proxies[0] = proxy;
        vm.expectEmit(address(gate));
        emit IUpgradeGate.SuspensionSkipped(
            "id", abi.encodeWithSelector(IUpgradeGate.DurationOutOfBounds.selector, 7 hours, 1, 6 hours)
        );
        vm.prank(sentinel);
        gate.contain(proxies, 7 hours, "id");
        vm.assertEq(running(), 1, "live");
    }
}
