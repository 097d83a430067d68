// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {IRestrictionLedger} from "../../src/interfaces/IRestrictionLedger.sol";
import {RestrictionLedger} from "../../src/RestrictionLedger.sol";
import {Roles} from "../../src/Roles.sol";
import {HomeostatTest} from "../utils/HomeostatTest.sol";

contract LedgerLoosenTest is HomeostatTest {
    function _lift() private view returns (bytes memory) {
        return abi.encodeCall(ledger.lift, (SCOPE));
    }

    function test_LiftWaitsAndCanBeCancelled() public {
        restrict(Roles.COUNCIL, SCOPE, OPEN, 1 days);
        restrict(Roles.COUNCIL, "long", OPEN, 1 days);
        vm.startPrank(council);
        manager.schedule(address(ledger), _lift(), 0);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotReady.selector);
        ledger.lift(SCOPE);
        vm.warp(START + COUNCIL_DELAY - 1);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotReady.selector);
        ledger.lift(SCOPE);
        manager.cancel(council, address(ledger), _lift());
        vm.warp(START + COUNCIL_DELAY);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotScheduled.selector);
        ledger.lift(SCOPE);
    }

    function test_LiftEndsTheRestrictionAndSaysWhatItWas() public {
        vm.prank(council);
        manager.schedule(address(ledger), _lift(), 0);
        vm.warp(START + COUNCIL_DELAY);
        restrict(Roles.SENTINEL, SCOPE, OPEN, 600);
        uint256 until = block.timestamp + 600;
        vm.expectEmit(address(ledger));
        emit IRestrictionLedger.Lifted(
            SCOPE, council, until | (2 << 200) | (7 << 208) | (uint256(uint32(uint160(sentinel))) << 224)
        );
        vm.prank(council);
        ledger.lift(SCOPE);
        vm.assertFalse(ledger.isRestricted(31, SCOPE, 0, 0), "lifted");
        restrict(Roles.SENTINEL, SCOPE, OPEN, 600);
        vm.assertTrue(ledger.isRestricted(OPEN, SCOPE, 0, 0), "and can be restricted again");
    }

    function test_RevertIf_NothingToLift() public {
        vm.prank(council);
        manager.schedule(address(ledger), _lift(), 0);
        vm.warp(START + COUNCIL_DELAY);
        vm.prank(council);
        vm.expectRevert(abi.encodeWithSelector(IRestrictionLedger.NothingToLift.selector, SCOPE));
        ledger.lift(SCOPE);
    }

    function test_RevertIf_OthersLoosen() public {
        restrict(Roles.SENTINEL, SCOPE, OPEN, 600);
        address[4] memory callers = [sentinel, breaker, upgrader, nobody];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, callers[i]);
            vm.startPrank(callers[i]);
            vm.expectRevert(refusal);
            ledger.lift(SCOPE);
            vm.expectRevert(refusal);
            ledger.setLimits(Roles.SENTINEL, IRestrictionLedger.Limits(0, 0, 0, 0, 0));
            vm.stopPrank();
        }
    }

    function test_NewLimitsHoldAtOnceAndForThePast() public {
        restrict(Roles.SENTINEL, SCOPE, OPEN, 600);
        vm.prank(admin);
        ledger.setLimits(Roles.SENTINEL, IRestrictionLedger.Limits(OPEN, 300, 700, 800, 1 days));
        (uint256 onScope, uint256 total) = ledger.budgetLeft(Roles.SENTINEL, SCOPE);
        vm.assertEq(onScope, 100, "what was charged counts");
        vm.assertEq(total, 200, "in all");
        vm.assertEq(ledger.limitsOf(Roles.SENTINEL).maxStep, 300, "limits");
    }

    function test_LimitsOfZeroDisableTheRole() public {
        vm.prank(admin);
        ledger.setLimits(Roles.SENTINEL, IRestrictionLedger.Limits(0, 0, 0, 0, 0));
        vm.prank(sentinel);
        vm.expectRevert(abi.encodeWithSelector(IRestrictionLedger.RoleHasNoLimits.selector, Roles.SENTINEL));
        ledger.restrict(Roles.SENTINEL, SCOPE, OPEN, 1, 1, 0, "id");
    }

    function testFuzz_RevertIf_LiquidateIsAllowedToOthersThanTheCouncil(uint64 roleId) public {
        vm.assume(roleId != Roles.COUNCIL);
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IRestrictionLedger.LiquidateIsForCouncilOnly.selector, roleId));
        ledger.setLimits(roleId, IRestrictionLedger.Limits(LIQUIDATE, 60, 60, 60, 60));
    }

    function testFuzz_RevertIf_MaskHasBitsThatNobodyMayRestrict(uint8 mask) public {
        mask = uint8(bound(mask, 32, 255));
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IRestrictionLedger.CapabilityNotRestrictable.selector, mask, 31));
        ledger.setLimits(Roles.COUNCIL, IRestrictionLedger.Limits(mask, 60, 60, 60, 60));
    }

    function test_RevertIf_LimitsAreOutOfBounds() public {
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(IRestrictionLedger.LimitsOutOfBounds.selector, Roles.COUNCIL));
        ledger.setLimits(Roles.COUNCIL, IRestrictionLedger.Limits(1, 30 days + 1, 60, 60, 60));
        vm.expectRevert(abi.encodeWithSelector(IRestrictionLedger.LimitsOutOfBounds.selector, Roles.COUNCIL));
        ledger.setLimits(Roles.COUNCIL, IRestrictionLedger.Limits(1, 60, 61, 60, 60));
        vm.expectRevert(abi.encodeWithSelector(IRestrictionLedger.LimitsOutOfBounds.selector, type(uint64).max));
        ledger.setLimits(type(uint64).max, IRestrictionLedger.Limits(1, 60, 60, 60, 60));
        vm.expectRevert(abi.encodeWithSelector(IRestrictionLedger.LimitsOutOfBounds.selector, 0));
        new RestrictionLedger(address(manager), new uint64[](1), new IRestrictionLedger.Limits[](0));
    }

    /// @dev A closed target or a dead authority must not keep anything restricted.
    function test_ExpiresWhoeverIsGone() public {
        restrict(Roles.COUNCIL, SCOPE, 31, 1 days);
        vm.prank(admin);
        manager.setTargetClosed(address(ledger), true);
        vm.etch(address(manager), "");
        vm.assertTrue(ledger.isRestricted(31, SCOPE, 0, 0), "still in force");
        vm.warp(START + 1 days);
        vm.assertFalse(ledger.isRestricted(15, SCOPE, 0, 0), "over");
        vm.warp(START + 1 days + 4 hours);
        vm.assertFalse(ledger.isRestricted(31, SCOPE, 0, 0), "the grace too");
    }
}
