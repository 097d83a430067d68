// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capability} from "../../src/Capability.sol";
import {IRestrictionLedger} from "../../src/interfaces/IRestrictionLedger.sol";
import {Roles} from "../../src/Roles.sol";
import {HomeostatTest} from "../utils/HomeostatTest.sol";

contract LedgerRestrictTest is HomeostatTest {
    function _try(address caller, uint64 roleId, uint8 mask, uint40 duration, uint8 level, bytes memory refusal)
        private
    {
        bytes32 id = nextId();
        vm.prank(caller);
        vm.expectRevert(refusal);
        ledger.restrict(roleId, SCOPE, mask, duration, level, 7, id);
    }

    function test_RestrictsAtOnceAndReportsEverything() public {
        vm.expectEmit(address(ledger));
        uint40 until = uint40(START + 600);
        uint256 word = uint256(until) | (uint256(until) << 80) | (uint256(2) << 200) | (uint256(7) << 208)
            | (uint256(uint32(uint160(sentinel))) << 224);
        emit IRestrictionLedger.Restricted(
            SCOPE, Roles.SENTINEL, bytes32(uint256(1)), OPEN | WITHDRAW, until, 2, 7, 600, sentinel, word
        );
        restrict(Roles.SENTINEL, SCOPE, OPEN | WITHDRAW, 600);

        (uint40 until_, uint8 mask, uint8 level, uint16 reason, uint32 tripper) = ledger.restrictionOf(SCOPE);
        vm.assertEq(until_, until, "until");
        vm.assertEq(mask, OPEN | WITHDRAW, "mask");
        vm.assertEq(level, 2, "level");
        vm.assertEq(reason, 7, "reason");
        vm.assertEq(tripper, uint32(uint160(sentinel)), "tripper");
        vm.assertTrue(ledger.isRestricted(OPEN, 0, SCOPE, 0), "restricted");
        vm.assertFalse(ledger.isRestricted(INCREASE, 0, SCOPE, 0), "another capability");
        vm.assertFalse(ledger.isRestricted(OPEN, 0, keccak256("other"), 0), "another scope");
    }

    function test_EndsByItself() public {
        restrict(Roles.SENTINEL, SCOPE, OPEN, 600);
        vm.warp(START + 599);
        vm.assertTrue(ledger.isRestricted(OPEN, SCOPE, 0, 0), "one second left");
        vm.warp(START + 600);
        vm.assertFalse(ledger.isRestricted(OPEN, SCOPE, 0, 0), "expired");
        (uint40 until, uint8 mask, uint8 level, uint16 reason, uint32 tripper) = ledger.restrictionOf(SCOPE);
        vm.assertEq(uint256(until) + mask + level + reason + tripper, 0, "nothing is left to read");
    }

    function test_LowHighLevelAndLateReasonStay() public {
        vm.startPrank(council);
        ledger.restrict(Roles.COUNCIL, SCOPE, LIQUIDATE, 100, 3, 1, nextId());
        ledger.restrict(Roles.COUNCIL, SCOPE, OPEN, 200, 1, 2, nextId());
        vm.stopPrank();
        (,, uint8 level, uint16 reason,) = ledger.restrictionOf(SCOPE);
        vm.assertEq(level, 3, "the higher level");
        vm.assertEq(reason, 2, "the last reason");
    }

    function test_RaisingOnlyTheLevelCostsNothing() public {
        vm.startPrank(council);
        ledger.restrict(Roles.COUNCIL, SCOPE, OPEN, 60, 1, 7, nextId());
        IRestrictionLedger.Outcome outcome = ledger.restrict(Roles.COUNCIL, SCOPE, OPEN, 60, 2, 7, nextId());
        vm.stopPrank();
        vm.assertEq(uint256(outcome), uint256(IRestrictionLedger.Outcome.TIGHTENED), "raised");
        (uint256 onScope,) = ledger.budgetLeft(Roles.COUNCIL, SCOPE);
        vm.assertEq(onScope, 3 days - 60, "charged once");
    }

    function test_EachCapabilityKeepsItsOwnExpiry() public {
        restrict(Roles.COUNCIL, SCOPE, LIQUIDATE, 100);
        restrict(Roles.SENTINEL, SCOPE, OPEN, 1_000);
        vm.assertEq(ledger.untilOf(SCOPE, LIQUIDATE), START + 200, "a hot key cannot prolong the council's bit");
        vm.assertEq(ledger.untilOf(SCOPE, OPEN), START + 1_000, "its own bit");
    }

    function testFuzz_NeverShortensOrNarrows(uint8 mask1, uint8 mask2, uint40 duration1, uint40 duration2) public {
        mask1 = uint8(bound(mask1, 1, 31));
        mask2 = uint8(bound(mask2, 1, 15));
        duration1 = uint40(bound(duration1, 1, 1 days));
        duration2 = uint40(bound(duration2, 1, 1 hours));
        restrict(Roles.COUNCIL, SCOPE, mask1, duration1);
        restrict(Roles.SENTINEL, SCOPE, mask2, duration2);
        for (uint256 bit = 0; bit < 5; ++bit) {
            uint8 capability = uint8(1 << bit);
            uint256 want = mask1 & capability != 0 ? START + duration1 : 0;
            if (want != 0 && capability == LIQUIDATE) want += duration1 < 4 hours ? duration1 : 4 hours;
            if (mask2 & capability != 0 && START + duration2 > want) want = START + duration2;
            vm.assertEq(ledger.untilOf(SCOPE, capability), want, "the longer of the two");
        }
    }

    function test_SameActionTwiceIsDoneOnce() public {
        IRestrictionLedger.Action memory action = IRestrictionLedger.Action(SCOPE, OPEN, 600, 2, 7, "id");
        vm.startPrank(sentinel);
        ledger.restrict(Roles.SENTINEL, SCOPE, OPEN, 600, 2, 7, "id");
        vm.assertTrue(ledger.isDone(Roles.SENTINEL, action), "done");
        (uint256 onScope, uint256 total) = ledger.budgetLeft(Roles.SENTINEL, SCOPE);
        vm.warp(START + 300);
        vm.expectEmit(address(ledger));
        emit IRestrictionLedger.RestrictionUnchanged(
            SCOPE, Roles.SENTINEL, "id", IRestrictionLedger.Outcome.ALREADY_DONE, sentinel
        );
        IRestrictionLedger.Outcome outcome = ledger.restrict(Roles.SENTINEL, SCOPE, OPEN, 600, 2, 7, "id");
        vm.stopPrank();
        vm.assertEq(uint256(outcome), uint256(IRestrictionLedger.Outcome.ALREADY_DONE), "outcome");
        vm.assertEq(ledger.untilOf(SCOPE, OPEN), START + 600, "not extended");
        (uint256 onScope2, uint256 total2) = ledger.budgetLeft(Roles.SENTINEL, SCOPE);
        vm.assertEq(onScope + total, onScope2 + total2, "not charged");
    }

    function test_NobodyUsesUpAnothersActionId() public {
        vm.prank(breaker);
        ledger.restrict(Roles.BREAKER, SCOPE, OPEN, 1, 1, 0, "id");
        vm.prank(sentinel);
        ledger.restrict(Roles.SENTINEL, SCOPE, OPEN | WITHDRAW, 600, 2, 7, "id");
        vm.assertEq(ledger.untilOf(SCOPE, WITHDRAW), START + 600, "applied");
    }

    function test_AnActionThatWasRefusedCanBeDoneLater() public {
        for (uint256 i = 0; i < 4; ++i) {
            restrict(Roles.SENTINEL, SCOPE, OPEN, 1 hours);
            vm.warp(block.timestamp + 1 hours);
        }
        vm.startPrank(sentinel);
        vm.expectPartialRevert(IRestrictionLedger.ScopeBudgetExceeded.selector);
        ledger.restrict(Roles.SENTINEL, SCOPE, OPEN, 600, 2, 7, "late");
        vm.warp(block.timestamp + 1 days);
        IRestrictionLedger.Outcome outcome = ledger.restrict(Roles.SENTINEL, SCOPE, OPEN, 600, 2, 7, "late");
        vm.assertEq(uint256(outcome), uint256(IRestrictionLedger.Outcome.TIGHTENED), "outcome");
    }

    function test_RevertIf_CallerLacksRole() public {
        _try(
            nobody,
            Roles.SENTINEL,
            OPEN,
            600,
            1,
            abi.encodeWithSelector(IRestrictionLedger.CallerLacksRole.selector, nobody, Roles.SENTINEL)
        );
        _try(
            sentinel,
            Roles.COUNCIL,
            OPEN,
            600,
            1,
            abi.encodeWithSelector(IRestrictionLedger.CallerLacksRole.selector, sentinel, Roles.COUNCIL)
        );
    }

    function test_RevertIf_RoleHasNoLimits() public {
        _try(
            upgrader,
            Roles.UPGRADER,
            OPEN,
            600,
            1,
            abi.encodeWithSelector(IRestrictionLedger.RoleHasNoLimits.selector, Roles.UPGRADER)
        );
        _try(
            nobody,
            type(uint64).max,
            OPEN,
            600,
            1,
            abi.encodeWithSelector(IRestrictionLedger.RoleHasNoLimits.selector, type(uint64).max)
        );
    }

    function testFuzz_RevertIf_MaskHasBitsThatNobodyMayRestrict(uint8 mask, uint8 who) public {
        mask = uint8(bound(mask, 32, 255));
        uint64 roleId = [Roles.SENTINEL, Roles.COUNCIL, Roles.BREAKER][who % 3];
        _try(
            callerOf(roleId),
            roleId,
            mask,
            1,
            1,
            abi.encodeWithSelector(IRestrictionLedger.CapabilityNotRestrictable.selector, mask, 31)
        );
    }

    function test_RevertIf_HotKeysRestrictLiquidation() public {
        _try(
            sentinel,
            Roles.SENTINEL,
            LIQUIDATE,
            1,
            1,
            abi.encodeWithSelector(IRestrictionLedger.LiquidateIsForCouncilOnly.selector, Roles.SENTINEL)
        );
        _try(
            breaker,
            Roles.BREAKER,
            LIQUIDATE | OPEN,
            1,
            1,
            abi.encodeWithSelector(IRestrictionLedger.LiquidateIsForCouncilOnly.selector, Roles.BREAKER)
        );
    }

    function test_RevertIf_MaskIsEmpty() public {
        _try(sentinel, Roles.SENTINEL, 0, 1, 1, abi.encodeWithSelector(IRestrictionLedger.MaskEmpty.selector));
    }

    function test_RevertIf_RoleMayNotRestrictIt() public {
        vm.prank(admin);
        ledger.setLimits(Roles.BREAKER, IRestrictionLedger.Limits(OPEN, 60, 60, 60, 60));
        _try(
            breaker,
            Roles.BREAKER,
            OPEN | WITHDRAW,
            1,
            1,
            abi.encodeWithSelector(
                IRestrictionLedger.CapabilityNotAllowed.selector, Roles.BREAKER, OPEN | WITHDRAW, OPEN
            )
        );
    }

    function test_RevertIf_DurationIsOutOfBounds() public {
        _try(
            sentinel,
            Roles.SENTINEL,
            OPEN,
            0,
            1,
            abi.encodeWithSelector(IRestrictionLedger.DurationOutOfBounds.selector, 0, 1, 3600)
        );
        _try(
            sentinel,
            Roles.SENTINEL,
            OPEN,
            3601,
            1,
            abi.encodeWithSelector(IRestrictionLedger.DurationOutOfBounds.selector, 3601, 1, 3600)
        );
        _try(
            sentinel,
            Roles.SENTINEL,
            OPEN,
            type(uint40).max,
            1,
            abi.encodeWithSelector(IRestrictionLedger.DurationOutOfBounds.selector, type(uint40).max, 1, 3600)
        );
    }

    function test_RevertIf_LevelIsOutOfBounds() public {
        _try(
            sentinel,
            Roles.SENTINEL,
            OPEN,
            1,
            0,
            abi.encodeWithSelector(IRestrictionLedger.LevelOutOfBounds.selector, 0, 2)
        );
        _try(
            council,
            Roles.COUNCIL,
            OPEN,
            1,
            3,
            abi.encodeWithSelector(IRestrictionLedger.LevelOutOfBounds.selector, 3, 2)
        );
        _try(
            council,
            Roles.COUNCIL,
            LIQUIDATE,
            1,
            4,
            abi.encodeWithSelector(IRestrictionLedger.LevelOutOfBounds.selector, 4, 3)
        );
    }

    function test_RevertIf_ScopeOrActionIdIsMissing() public {
        vm.startPrank(sentinel);
        vm.expectRevert(IRestrictionLedger.ScopeMissing.selector);
        ledger.restrict(Roles.SENTINEL, 0, OPEN, 1, 1, 0, "id");
        vm.expectRevert(IRestrictionLedger.ActionIdMissing.selector);
        ledger.restrict(Roles.SENTINEL, SCOPE, OPEN, 1, 1, 0, 0);
    }

    function testFuzz_ReadingNeverReverts(uint8 mask, bytes32 a, bytes32 b, bytes32 c, uint40 later) public {
        vm.assume(a != SCOPE && b != SCOPE && c != SCOPE);
        restrict(Roles.COUNCIL, SCOPE, Capability.RESTRICTABLE, 1 days);
        vm.warp(START + later);
        (uint8 restricted, uint40 until) = ledger.restrictedNow(mask, a, b, c);
        vm.assertEq(uint256(restricted) + until, 0, "other scopes");
        (restricted, until) = ledger.restrictedNow(mask, a, b, SCOPE);
        uint8 active = mask & (later < 1 days ? 31 : later < 28 hours ? LIQUIDATE : 0);
        vm.assertEq(restricted, active, "restricted");
        uint256 end = START + (active & LIQUIDATE != 0 ? 28 hours : 1 days);
        vm.assertEq(until, active != 0 ? end : 0, "until");
        ledger.isRestricted(mask, a, b, c);
        ledger.untilOf(a, mask);
        ledger.restrictionOf(b);
        ledger.budgetLeft(uint64(mask), c);
    }

    function test_RevokedRoleCannotRestrict() public {
        vm.prank(admin);
        manager.revokeRole(Roles.SENTINEL, sentinel);
        _try(
            sentinel,
            Roles.SENTINEL,
            OPEN,
            600,
            1,
            abi.encodeWithSelector(IRestrictionLedger.CallerLacksRole.selector, sentinel, Roles.SENTINEL)
        );
    }
}
