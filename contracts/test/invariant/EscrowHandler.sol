// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOutflowEscrow} from "../../src/interfaces/IOutflowEscrow.sol";
import {OutflowEscrow} from "../../src/OutflowEscrow.sol";
import {Bank} from "../mocks/Bank.sol";
import {HostileToken} from "../mocks/HostileToken.sol";
import {Test} from "../utils/Test.sol";

/// @title People take their money out, the council and the DAO cancel what they like, strangers claim.
/// @notice Keeps books of its own of what each account put in and got.
contract EscrowHandler is Test {
    OutflowEscrow private immutable ESCROW;
    HostileToken private immutable TOKEN;
    Bank private immutable BANK;
    address private immutable COUNCIL;
    address private immutable ADMIN;
    address[4] private _people;

    uint256 public calls;
    uint256 public withdrawals;
    uint256 public claims;
    uint256 public cancellations;
    uint256 public refusals;
    /// @notice Tokens that went to somebody else than the ticket's owner or its origin.
    uint256 public astray;
    /// @notice Tickets that matured before an older one of the same token, or later than the longest wait.
    uint256 public outOfOrder;
    uint256 public tooLate;
    /// @notice [smallest unit] Most that one account got at once beyond lane and bucket.
    uint256 public above;

    modifier counted() {
        ++calls;
        _;
    }

    constructor(
        OutflowEscrow escrow,
        HostileToken token,
        Bank bank,
        address council,
        address admin,
        address[4] memory people
    ) {
        (ESCROW, TOKEN, BANK, COUNCIL, ADMIN) = (escrow, token, bank, council, admin);
        _people = people;
    }

    function withdraw(uint256 who, uint256 amount) public counted {
        address person = _people[who % 4];
        amount = bound(amount, 0, BANK.balanceOf(address(TOKEN), person));
        uint256 available = ESCROW.availableTo(address(TOKEN), person);
        uint256 first = ESCROW.ticketCount() + 1;
        uint256 before = TOKEN.balanceOf(person);
        vm.prank(person);
        (uint256 paid, uint256 waiting) = BANK.withdraw(address(TOKEN), amount);
        if (paid > available && paid - available > above) above = paid - available;
        if (TOKEN.balanceOf(person) != before + paid || paid + waiting != amount) ++astray;
        ++withdrawals;
        _check(first);
    }

    function withdrawLittle(uint256 who, uint256 amount) external {
        withdraw(who, amount % 200);
    }

    function claim(uint256 id, uint256 caller) external counted {
        if (ESCROW.ticketCount() == 0) return;
        id = bound(id, 1, ESCROW.ticketCount());
        IOutflowEscrow.Ticket memory ticket = ESCROW.ticketAt(id);
        uint256 before = TOKEN.balanceOf(ticket.owner);
        vm.prank(_people[caller % 4]);
        try ESCROW.claim(id) {
            ++claims;
            if (block.timestamp < ticket.maturesAt) ++outOfOrder;
            if (TOKEN.balanceOf(ticket.owner) != before + ticket.amount) ++astray;
        } catch {
            ++refusals;
        }
    }

    function cancel(uint256 id, uint256 caller) external counted {
        address[3] memory callers = [COUNCIL, ADMIN, _people[caller % 4]];
        _cancel(id, callers[caller % 3], caller % 5 == 0);
    }

    function cancelNewest(bool asDao) external counted {
        if (ESCROW.ticketCount() == 0) return;
        // `bound` takes it to the last id.
        _cancel(ESCROW.ticketCount() - 1, asDao ? ADMIN : COUNCIL, asDao);
    }

    function wait(uint256 seconds_) external counted {
        vm.warp(block.timestamp + bound(seconds_, 1, 2 days));
    }

    function _cancel(uint256 id, address caller, bool asDao) private {
        if (ESCROW.ticketCount() == 0) return;
        id = bound(id, 1, ESCROW.ticketCount());
        IOutflowEscrow.Ticket memory ticket = ESCROW.ticketAt(id);
        uint256 before = TOKEN.balanceOf(address(BANK));
        vm.prank(caller);
        (bool success,) =
            address(ESCROW).call(asDao ? abi.encodeCall(ESCROW.cancelAsDao, (id)) : abi.encodeCall(ESCROW.cancel, (id)));
        if (!success) {
            ++refusals;
            return;
        }
        ++cancellations;
        if (TOKEN.balanceOf(address(BANK)) != before + ticket.amount) ++astray;
        if (!asDao && (caller != COUNCIL || ticket.again)) ++astray;
        if (asDao && caller != ADMIN) ++astray;
    }

    function _check(uint256 first) private {
        for (uint256 id = first; id <= ESCROW.ticketCount(); ++id) {
            IOutflowEscrow.Ticket memory ticket = ESCROW.ticketAt(id);
            if (id > 1 && ticket.maturesAt < ESCROW.ticketAt(id - 1).maturesAt) ++outOfOrder;
            if (ticket.maturesAt > block.timestamp + ESCROW.MAX_WAIT()) ++tooLate;
        }
    }
}
