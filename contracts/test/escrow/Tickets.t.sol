// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOutflowEscrow} from "../../src/interfaces/IOutflowEscrow.sol";
import {Hostile} from "../mocks/Hostile.sol";
import {EscrowTest} from "../utils/EscrowTest.sol";

contract EscrowTicketsTest is EscrowTest {
    uint256 private constant WAITING = uint256(IOutflowEscrow.State.WAITING);
    uint256 private constant PAID = uint256(IOutflowEscrow.State.PAID);
    uint256 private constant CANCELLED = uint256(IOutflowEscrow.State.CANCELLED);

    function test_ATicketMaturesByItselfAndAnybodyPaysItToItsOwner() public {
        withdraw(whale, 2_100);
        IOutflowEscrow.Ticket memory ticket = escrow.ticketAt(1);
        vm.assertEq(ticket.maturesAt, START + DELAY, "after the delay");
        vm.warp(START + DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.TicketNotMature.selector, 1, START + DELAY));
        escrow.claim(1);
        vm.warp(START + DELAY);
        vm.prank(nobody);
        escrow.claim(1);
        vm.assertEq(token.balanceOf(whale), 2_100, "to him");
        vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.TicketNotWaiting.selector, 1, PAID));
        escrow.claim(1);
        vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.TicketNotWaiting.selector, 2, 0));
        escrow.claim(2);
    }

    /// @dev A thousand a day: what is taken out together does not come out together.
    function test_TicketsAreSpreadInTheirOrder() public {
        withdraw(whale, 1_100 + 500);
        withdraw(bob, 100 + 2_000);
        withdraw(carol, 100 + 500);
        vm.assertEq(escrow.ticketAt(1).maturesAt, START + 1 days, "the first after the delay");
        vm.assertEq(escrow.ticketAt(2).maturesAt, START + 3 days, "2000 later, two days");
        vm.assertEq(escrow.ticketAt(3).maturesAt, START + 3 days + 12 hours, "500 later, half a day");
    }

    function test_NothingWaitsLongerThanTheMost() public {
        withdraw(whale, 1_000_000);
        withdraw(bob, 10_000);
        withdraw(alice, 10_000);
        vm.assertEq(escrow.ticketAt(2).maturesAt, START + MAX_WAIT, "a week");
        vm.assertEq(escrow.ticketAt(3).maturesAt, START + MAX_WAIT, "also behind others");
    }

    function test_TheCouncilSendsATicketBackToItsOrigin() public {
        withdraw(whale, 5_100);
        uint256 before = token.balanceOf(address(bank));
        vm.warp(START + CANCEL_TIME);
        vm.prank(council);
        escrow.cancel(1);
        vm.assertEq(stateOf(1), CANCELLED, "cancelled");
        vm.assertEq(token.balanceOf(address(bank)), before + 4_000, "to the origin");
        vm.assertEq(bank.balanceOf(address(token), whale), 1_000_000 - 1_100, "who credits the owner");
        vm.assertEq(escrow.owed(address(token)), 0, "nothing is owed");
        vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.TicketNotWaiting.selector, 1, CANCELLED));
        escrow.claim(1);
    }

    function test_RevertIf_CancelledByOthersOrTooLate() public {
        withdraw(whale, 5_100);
        address[4] memory others = [nobody, sentinel, upgrader, whale];
        for (uint256 i = 0; i < 4; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.CallerIsNotCouncil.selector, others[i]));
            escrow.cancel(1);
        }
        vm.warp(START + CANCEL_TIME + 1);
        vm.prank(council);
        vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.TooLateToCancel.selector, 1, START + CANCEL_TIME));
        escrow.cancel(1);
    }

    function test_PresentedAgainOnlyTheDaoCanStopIt() public {
        withdraw(whale, 5_100);
        vm.prank(council);
        escrow.cancel(1);
        // 4000 again, and 2000 that were never cancelled.
        withdraw(whale, 6_000);
        vm.assertEq(escrow.ticketAt(2).amount, 4_000, "again");
        vm.assertTrue(escrow.ticketAt(2).again, "marked");
        vm.assertEq(escrow.ticketAt(3).amount, 2_000, "new");
        vm.assertFalse(escrow.ticketAt(3).again, "not marked");
        vm.startPrank(council);
        vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.OnlyTheDaoCanStop.selector, 2));
        escrow.cancel(2);
        escrow.cancel(3);
        vm.expectPartialRevert(bytes4(keccak256("AccessManagedUnauthorized(address)")));
        escrow.cancelAsDao(2);
        vm.stopPrank();
        vm.prank(admin);
        escrow.cancelAsDao(2);
        vm.assertEq(stateOf(2), CANCELLED, "by the DAO");
    }

    function test_RevertIf_TheDaoComesAfterMaturity() public {
        withdraw(whale, 5_100);
        vm.warp(START + DELAY);
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.TicketMature.selector, 1, START + DELAY));
        escrow.cancelAsDao(1);
    }

    /// @dev One owner's tokens are refused to him; the others are paid all the same.
    function test_ATicketThatCannotBePaidHoldsUpNobody() public {
        withdraw(whale, 5_100);
        withdraw(bob, 5_100);
        token.refuse(whale);
        vm.warp(START + MAX_WAIT);
        vm.expectRevert();
        escrow.claim(1);
        escrow.claim(2);
        vm.assertEq(token.balanceOf(bob), 5_100, "paid");
        vm.assertEq(stateOf(1), WAITING, "for better times");
    }

    function test_IfTheTokenShrinksEverybodyGetsTheSameShare() public {
        withdraw(whale, 1_100 + 3_000);
        withdraw(bob, 100 + 1_000);
        token.burn(address(escrow), 1_000);
        vm.warp(START + MAX_WAIT);
        escrow.claim(1);
        escrow.claim(2);
        vm.assertEq(token.balanceOf(whale), 1_100 + 2_250, "three quarters");
        vm.assertEq(token.balanceOf(bob), 100 + 750, "three quarters");
    }

    function test_AnOriginThatMisbehavesStopsNoCancelling() public {
        Hostile hostile = new Hostile();
        vm.prank(admin);
        escrow.setConsumer(address(hostile), true);
        for (uint256 mode = 0; mode <= uint256(type(Hostile.Mode).max); ++mode) {
            hostile.set(Hostile.Mode(mode));
            token.mint(address(hostile), 5_000);
            vm.startPrank(address(hostile));
            token.approve(address(escrow), 5_000);
            escrow.payOut(address(token), address(uint160(1_000 + mode)), 5_000);
            vm.stopPrank();
            uint256 id = escrow.ticketCount();
            uint256 amount = escrow.ticketAt(id).amount;
            uint256 before = token.balanceOf(address(hostile));
            vm.prank(council);
            escrow.cancel(id);
            vm.assertEq(token.balanceOf(address(hostile)), before + amount, "back");
        }
    }
}
