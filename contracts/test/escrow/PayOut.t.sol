// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOutflowEscrow} from "../../src/interfaces/IOutflowEscrow.sol";
import {OutflowEscrow} from "../../src/OutflowEscrow.sol";
import {HostileToken} from "../mocks/HostileToken.sol";
import {EscrowTest} from "../utils/EscrowTest.sol";

contract EscrowPayOutTest is EscrowTest {
    function test_SmallPayoutsLeaveAtOnce() public {
        (uint256 paid, uint256 waiting) = withdraw(alice, 100);
        vm.assertEq(paid, 100, "paid");
        vm.assertEq(waiting, 0, "waiting");
        vm.assertEq(token.balanceOf(alice), 100, "to her");
    }

    function test_AWhaleDoesNotUseUpTheRetailLanes() public {
        (uint256 paid, uint256 waiting) = withdraw(whale, 50_000);
        vm.assertEq(paid, 1_100, "his own lane, and all that is shared");
        vm.assertEq(waiting, 48_900, "the rest waits");
        (paid, waiting) = withdraw(alice, 100);
        vm.assertEq(paid, 100, "hers is untouched");
        (paid, waiting) = withdraw(alice, 1);
        vm.assertEq(paid, 0, "the shared bucket is empty");
        vm.assertEq(waiting, 1, "so this waits");
    }

    function test_LanesAndBucketRefill() public {
        withdraw(whale, 50_000);
        vm.warp(START + 12 hours);
        vm.assertEq(escrow.availableTo(address(token), whale), 500, "half of the bucket");
        vm.warp(START + 1 days);
        vm.assertEq(escrow.availableTo(address(token), whale), 1_100, "all");
    }

    function test_AnAssetWithoutLimitsIsPaidAtOnce() public {
        vm.prank(admin);
        escrow.setLimits(address(token), IOutflowEscrow.Limits(0, 0, 0));
        (uint256 paid,) = withdraw(whale, 1_000_000);
        vm.assertEq(paid, 1_000_000, "all");
        vm.assertEq(escrow.availableTo(address(token), whale), type(uint256).max, "no limit");
    }

    function test_RevertIf_TheTokenTakesFees() public {
        token.set(HostileToken.Mode.TAKES_FEES);
        vm.expectRevert(
            abi.encodeWithSelector(IOutflowEscrow.TokenTakesFees.selector, address(token), uint256(500), uint256(495))
        );
        withdraw(alice, 500);
    }

    function test_RevertIf_TheTokenReturnsFalse() public {
        token.set(HostileToken.Mode.RETURNS_FALSE);
        vm.expectRevert();
        withdraw(alice, 500);
        vm.assertEq(bank.balanceOf(address(token), alice), 10_000, "still hers");
    }

    function test_ATokenThatReentersGetsNothing() public {
        withdraw(alice, 2_000);
        vm.warp(START + MAX_WAIT);
        token.reenter(address(escrow), abi.encodeCall(escrow.claim, (1)));
        escrow.claim(1);
        vm.assertEq(token.lastRefusal(), abi.encodeWithSignature("ReentrancyGuardReentrantCall()"), "refused inside");
        vm.assertEq(token.balanceOf(alice), 2_000, "paid once");
    }

    function test_RevertIf_CallerIsNoConsumerOrOwnerIsNobody() public {
        vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.CallerIsNotConsumer.selector, address(this)));
        escrow.payOut(address(token), alice, 1);
        vm.prank(address(bank));
        vm.expectRevert(IOutflowEscrow.OwnerMissing.selector);
        escrow.payOut(address(token), address(0), 1);
    }

    function test_RevertIf_LimitsAreHalfGivenOrSetByOthers() public {
        vm.startPrank(admin);
        vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.LimitsOutOfBounds.selector, address(token)));
        escrow.setLimits(address(token), IOutflowEscrow.Limits(0, 1, 1));
        vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.LimitsOutOfBounds.selector, address(token)));
        escrow.setLimits(address(token), IOutflowEscrow.Limits(1, 0, 1));
        vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.LimitsOutOfBounds.selector, address(token)));
        escrow.setLimits(address(token), IOutflowEscrow.Limits(1, 1, 0));
        vm.expectRevert(abi.encodeWithSelector(IOutflowEscrow.LimitsOutOfBounds.selector, address(token)));
        escrow.setLimits(address(token), IOutflowEscrow.Limits(1, 1, uint32(MAX_WAIT) + 1));
        vm.stopPrank();
        vm.expectPartialRevert(bytes4(keccak256("AccessManagedUnauthorized(address)")));
        escrow.setLimits(address(token), IOutflowEscrow.Limits(1, 1, 1));
        vm.prank(council);
        vm.expectPartialRevert(bytes4(keccak256("AccessManagedUnauthorized(address)")));
        escrow.setConsumer(address(this), true);
    }

    function test_RevertIf_TimesAreOutOfBounds() public {
        uint40[3][5] memory bad = [
            [uint40(1 hours - 1), 1 days, 1],
            [uint40(2 days), 1 days, 1],
            [uint40(1 days), 30 days + 1, 1],
            [uint40(1 days), 7 days, 1 days + 1],
            [uint40(1 days), 7 days, 0]
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(IOutflowEscrow.TimesOutOfBounds.selector);
            new OutflowEscrow(address(manager), bad[i][0], bad[i][1], bad[i][2]);
        }
    }

    function testFuzz_NothingIsLostInAnyOrder(uint16[10] memory amounts, uint8[10] memory who, uint32[10] memory waits)
        public
    {
        address[4] memory accounts = [alice, bob, carol, whale];
        for (uint256 i = 0; i < 10; ++i) {
            vm.warp(block.timestamp + waits[i] % 1 days);
            address account = accounts[who[i] % 4];
            uint256 amount = uint256(amounts[i]) % (bank.balanceOf(address(token), account) + 1);
            (uint256 paid, uint256 waiting) = withdraw(account, amount);
            vm.assertEq(paid + waiting, amount, "paid or waiting");
            vm.assertEq(token.balanceOf(address(escrow)), escrow.owed(address(token)), "held is owed");
        }
        vm.warp(block.timestamp + MAX_WAIT);
        uint256 last;
        for (uint256 id = 1; id <= escrow.ticketCount(); ++id) {
            IOutflowEscrow.Ticket memory ticket = escrow.ticketAt(id);
            vm.assertGe(ticket.maturesAt, last, "first in, first out");
            last = ticket.maturesAt;
            escrow.claim(id);
        }
        vm.assertEq(token.balanceOf(address(escrow)), 0, "all is out");
    }
}
