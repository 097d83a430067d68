// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOutflowEscrow} from "../../src/interfaces/IOutflowEscrow.sol";
import {OutflowEscrow} from "../../src/OutflowEscrow.sol";
import {Bank} from "../mocks/Bank.sol";
import {HostileToken} from "../mocks/HostileToken.sol";
import {HomeostatTest} from "./HomeostatTest.sol";

/// @title A bank that owes four people money; per day 100 leave at once for each, and 1000 for all together.
/// @notice Tickets wait a day to a week; the council has 12 hours.
abstract contract EscrowTest is HomeostatTest {
    uint40 internal constant DELAY = 1 days;
    uint40 internal constant MAX_WAIT = 7 days;
    uint40 internal constant CANCEL_TIME = 12 hours;

    OutflowEscrow internal escrow;
    HostileToken internal token;
    Bank internal bank;
    address internal alice = named("alice");
    address internal bob = named("bob");
    address internal carol = named("carol");
    address internal whale = named("whale");

    function setUp() public virtual override {
        super.setUp();
        escrow = new OutflowEscrow(address(manager), DELAY, MAX_WAIT, CANCEL_TIME);
        token = new HostileToken();
        bank = new Bank(escrow);
        vm.startPrank(admin);
        escrow.setConsumer(address(bank), true);
        escrow.setLimits(address(token), IOutflowEscrow.Limits(100, 1_000, 1 days));
        vm.stopPrank();
        credit(alice, 10_000);
        credit(bob, 10_000);
        credit(carol, 10_000);
        credit(whale, 1_000_000);
    }

    function credit(address account, uint256 amount) internal {
        token.mint(address(bank), amount);
        bank.credit(address(token), account, amount);
    }

    function withdraw(address account, uint256 amount) internal returns (uint256 paid, uint256 waiting) {
        vm.prank(account);
        return bank.withdraw(address(token), amount);
    }

    function stateOf(uint256 id) internal view returns (uint256) {
        return uint256(escrow.ticketAt(id).state);
    }
}
