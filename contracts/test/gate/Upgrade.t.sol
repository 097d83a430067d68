// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {ProxyAdmin} from "@openzeppelin/contracts/proxy/transparent/ProxyAdmin.sol";

import {IUpgradeGate} from "../../src/interfaces/IUpgradeGate.sol";
import {Version} from "../mocks/Version.sol";
import {GateTest} from "../utils/GateTest.sol";

contract GateUpgradeTest is GateTest {
    function test_RegisterInstallsAndApprovesTheBaseline() public view {
        vm.assertEq(running(), 1, "live");
        (address live, bool approved, bool rolledBack) = gate.liveOf(proxy);
        vm.assertEq(live, v1, "recorded");
        vm.assertTrue(approved && !rolledBack, "approved");
        vm.assertEq(gate.proxyAdminOf(proxy), adminOf(proxy), "admin");
        vm.assertEq(Version(proxy).stored(), 42, "storage intact");
    }

    function test_UnknownCodeWaits() public {
        bytes memory call = abi.encodeCall(gate.upgrade, (proxy, v2, ""));
        vm.startPrank(upgrader);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotScheduled.selector);
        gate.upgrade(proxy, v2, "");
        manager.schedule(address(gate), call, 0);
        vm.warp(START + UPGRADER_DELAY - 1);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotReady.selector);
        gate.upgrade(proxy, v2, "");
        vm.warp(START + UPGRADER_DELAY);
        vm.expectEmit(address(gate));
        emit IUpgradeGate.ImplementationChanged(proxy, v2, v2.codehash, false, upgrader);
        gate.upgrade(proxy, v2, "");
        vm.assertEq(running(), 2, "live");
        vm.assertEq(gate.lineageOf(proxy).length, 1, "unapproved code stands outside the lineage");
    }

    function test_UnknownCodeCanBeCancelled() public {
        bytes memory call = abi.encodeCall(gate.upgrade, (proxy, v2, ""));
        vm.prank(upgrader);
        manager.schedule(address(gate), call, 0);
        vm.prank(admin);
        manager.cancel(upgrader, address(gate), call);
        vm.warp(START + UPGRADER_DELAY);
        vm.prank(upgrader);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotScheduled.selector);
        gate.upgrade(proxy, v2, "");
    }

    function test_ApprovedCodeGoesAtOnce() public {
        approve(v2, true);
        vm.expectEmit(address(gate));
        emit IUpgradeGate.ImplementationChanged(proxy, v2, v2.codehash, true, upgrader);
        upgradeNow(v2);
        vm.assertEq(running(), 2, "live");
        vm.assertEq(gate.lineageOf(proxy).length, 2, "in the lineage");
    }

    function test_ApprovedCodeWithDataIsUnknown() public {
        approve(v2, true);
        bytes memory data = abi.encodeCall(Version.store, (7));
        vm.prank(upgrader);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotScheduled.selector);
        gate.upgrade(proxy, v2, data);
        executeDelayed(upgrader, address(gate), abi.encodeCall(gate.upgrade, (proxy, v2, data)), UPGRADER_DELAY);
        vm.assertEq(Version(proxy).stored(), 7, "called");
    }

    function test_ApprovingLiveCodePutsItIntoTheLineage() public {
        upgradeUnknown(v2);
        approve(v2, true);
        address[] memory lineage = gate.lineageOf(proxy);
        vm.assertEq(lineage.length, 2, "length");
        vm.assertEq(lineage[1], v2, "newest");
        (, bool approved,) = gate.liveOf(proxy);
        vm.assertTrue(approved, "approved");
    }

    function test_GoingBackByUpgradeCutsTheLineage() public {
        approve(v2, true);
        approve(v3, true);
        upgradeNow(v2);
        upgradeNow(v3);
        upgradeNow(v1);
        upgradeNow(v3);
        address[] memory lineage = gate.lineageOf(proxy);
        vm.assertEq(lineage.length, 2, "v1, v3");
        vm.assertEq(lineage[1], v3, "each once");
    }

    function test_RevokeIsAtOnceForTheCouncil() public {
        revoke(v1);
        vm.assertFalse(gate.isApproved(proxy, v1), "revoked");
        vm.prank(council);
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.ImplementationNotApproved.selector, proxy, v1));
        gate.revoke(proxy, v1);
        approve(v1, false);
        vm.assertTrue(gate.isApproved(proxy, v1), "approved again");
    }

    function test_ReleaseGivesTheProxyAway() public {
        vm.prank(admin);
        gate.release(proxy, nobody);
        vm.assertEq(ProxyAdmin(adminOf(proxy)).owner(), nobody, "owner");
        vm.assertEq(gate.proxyAdminOf(proxy), address(0), "forgotten");
        vm.prank(sentinel);
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.ProxyNotRegistered.selector, proxy));
        gate.rollback(proxy, "id");
    }

    function test_RevertIf_RevokedCodeIsInstalled() public {
        upgradeUnknown(v2);
        approve(v2, true);
        revoke(v1);
        bytes memory call = abi.encodeCall(gate.upgrade, (proxy, v1, ""));
        vm.prank(upgrader);
        manager.schedule(address(gate), call, 0);
        vm.warp(block.timestamp + UPGRADER_DELAY);
        vm.prank(upgrader);
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.ImplementationIsRevoked.selector, proxy, v1));
        gate.upgrade(proxy, v1, "");
    }

    function test_RevertIf_ApprovedCodeChanged() public {
        approve(v2, true);
        vm.etch(v2, rogue.code);
        vm.assertFalse(gate.isApproved(proxy, v2), "not what was approved");
        bytes memory call = abi.encodeCall(gate.upgrade, (proxy, v2, ""));
        vm.prank(upgrader);
        manager.schedule(address(gate), call, 0);
        vm.warp(block.timestamp + UPGRADER_DELAY);
        vm.prank(upgrader);
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.ApprovedCodeChanged.selector, proxy, v2));
        gate.upgrade(proxy, v2, "");
    }

    function test_RevertIf_ThereIsNoCodeOrOnlyAPointer() public {
        bytes memory call = abi.encodeCall(gate.approve, (proxy, nobody, true));
        vm.startPrank(council);
        manager.schedule(address(gate), call, 0);
        vm.warp(START + COUNCIL_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.ImplementationHasNoCode.selector, nobody));
        gate.approve(proxy, nobody, true);
        vm.etch(nobody, abi.encodePacked(hex"ef0100", v1));
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.ImplementationIsDelegatedAccount.selector, nobody));
        gate.approve(proxy, nobody, true);
    }

    function test_RevertIf_GateDoesNotOwnTheAdmin() public {
        ProxyAdmin other = new ProxyAdmin(nobody);
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.GateDoesNotOwnProxyAdmin.selector, address(other)));
        gate.register(nobody, address(other), v1);
        vm.expectRevert(abi.encodeWithSelector(IUpgradeGate.ProxyAlreadyRegistered.selector, proxy));
        gate.register(proxy, address(other), v1);
    }

    function test_RevertIf_OthersChangeAnything() public {
        approve(v2, true);
        address[4] memory callers = [sentinel, breaker, admin, nobody];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, callers[i]);
            vm.startPrank(callers[i]);
            vm.expectRevert(refusal);
            gate.upgrade(proxy, v2, "");
            vm.expectRevert(refusal);
            gate.upgrade(proxy, rogue, "");
            vm.expectRevert(refusal);
            gate.approve(proxy, rogue, true);
            vm.expectRevert(refusal);
            gate.revoke(proxy, v1);
            vm.stopPrank();
            if (callers[i] == admin) continue;
            vm.startPrank(callers[i]);
            vm.expectRevert(refusal);
            gate.release(proxy, nobody);
            vm.expectRevert(refusal);
            gate.register(nobody, nobody, v1);
            vm.stopPrank();
        }
    }

    function test_RevertIf_ProxyIsNotRegistered() public {
        bytes memory refusal = abi.encodeWithSelector(IUpgradeGate.ProxyNotRegistered.selector, nobody);
        vm.prank(upgrader);
        vm.expectRevert(refusal);
        gate.upgrade(nobody, v1, "");
        vm.prank(council);
        vm.expectRevert(refusal);
        gate.revoke(nobody, v1);
        vm.prank(admin);
        vm.expectRevert(refusal);
        gate.release(nobody, v1);
    }
}
