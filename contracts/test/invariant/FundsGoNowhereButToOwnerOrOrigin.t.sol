// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOutflowEscrow} from "../../src/interfaces/IOutflowEscrow.sol";
import {EscrowTest} from "../utils/EscrowTest.sol";
import {EscrowHandler} from "./EscrowHandler.sol";

/// @dev Against any sequence of payouts, claims by strangers, and cancellations by whoever may and may not.
/// forge-config: default.invariant.runs = 64
contract FundsGoNowhereButToOwnerOrOrigin is EscrowTest {
    EscrowHandler private _handler;

    function setUp() public override {
        super.setUp();
        _handler = new EscrowHandler(escrow, token, bank, council, admin, [alice, bob, carol, whale]);
        bytes4[] memory selectors = new bytes4[](6);
        selectors[0] = EscrowHandler.withdraw.selector;
        selectors[1] = EscrowHandler.withdrawLittle.selector;
        selectors[2] = EscrowHandler.claim.selector;
        selectors[3] = EscrowHandler.cancel.selector;
        selectors[4] = EscrowHandler.cancelNewest.selector;
        selectors[5] = EscrowHandler.wait.selector;
        target(address(_handler), selectors);
    }

    function invariant_NoTokenGoesAstray() public view {
        vm.assertEq(_handler.astray(), 0, "astray");
        vm.assertEq(_handler.above(), 0, "more at once than lane and bucket have");
    }

    function invariant_WhatIsHeldIsOwedAndWhatIsOwedIsWaiting() public view {
        uint256 waiting;
        for (uint256 id = 1; id <= escrow.ticketCount(); ++id) {
            IOutflowEscrow.Ticket memory ticket = escrow.ticketAt(id);
            if (ticket.state == IOutflowEscrow.State.WAITING) waiting += ticket.amount;
        }
        vm.assertEq(escrow.owed(address(token)), waiting, "owed");
        vm.assertEq(token.balanceOf(address(escrow)), waiting, "held");
    }

    function invariant_TicketsMatureInTheirOrderAndInTime() public view {
        vm.assertEq(_handler.outOfOrder(), 0, "out of order");
        vm.assertEq(_handler.tooLate(), 0, "too late");
    }

    /// @dev With every key lost all that waits is paid.
    function afterInvariant() public {
        if (_handler.calls() >= 64) {
            vm.assertGe(_handler.withdrawals(), 8, "withdrawals");
            vm.assertGe(_handler.cancellations() + _handler.claims(), 1, "tickets that ended");
        }
        uint256 now_ = block.timestamp;
        vm.etch(address(manager), "");
        vm.warp(now_ + MAX_WAIT);
        for (uint256 id = 1; id <= escrow.ticketCount(); ++id) {
            if (escrow.ticketAt(id).state == IOutflowEscrow.State.WAITING) escrow.claim(id);
        }
        vm.assertEq(token.balanceOf(address(escrow)), 0, "all is out");
        vm.warp(now_);
    }
}
