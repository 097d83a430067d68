// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IInterposer} from "../../src/interfaces/IInterposer.sol";
import {Roles} from "../../src/Roles.sol";
import {Scope} from "../../src/Scope.sol";
import {FakeVault} from "../mocks/FakeVault.sol";
import {PerpTest} from "../utils/PerpTest.sol";

/// @dev Lane: 1000 per account, asset and day.
contract InterposerWithdrawalsTest is PerpTest {
    function _restrict(bytes32 scope) private {
        restrict(Roles.SENTINEL, scope, WITHDRAW, 1 hours);
    }

    function _restrictToken() private {
        _restrict(Scope.asset(address(house), token));
    }

    function _refused(address account, address asset, uint256 amount, uint256 left) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IInterposer.WithdrawalExceedsLane.selector, account, asset, amount, left, uint40(START + 1 hours)
            )
        );
    }

    function test_UnrestrictedWithdrawalsDoNotUseTheLane() public {
        vm.prank(alice);
        vault.withdraw(token, 5_000);
        vm.assertEq(lane.left(alice, token), 1_000, "untouched");
    }

    function test_SmallAmountsLeaveUnderARestriction() public {
        _restrictToken();
        vm.startPrank(alice);
        vault.withdraw(token, 400);
        vault.withdraw(token, 600);
        vm.assertEq(vault.balances(alice, token), 4_000, "gone");
        _refused(alice, token, 1, 0);
        vault.withdraw(token, 1);
    }

    function test_WithdrawAllCountsWhatReallyLeft() public {
        vm.prank(bob);
        vault.withdraw(token, 4_100);
        _restrictToken();
        vm.prank(bob);
        vm.assertEq(vault.withdrawAll(token), 900, "returned as the original does");
        vm.assertEq(lane.left(bob, token), 100, "900 of 1000");
        _refused(alice, token, 5_000, 1_000);
        vm.prank(alice);
        vault.withdrawAll(token);
        vm.assertEq(vault.balances(alice, token), 5_000, "undone");
    }

    function test_EtherIsLimitedAsItsWrappedToken() public {
        _restrict(Scope.asset(address(house), weth));
        vm.startPrank(alice);
        _refused(alice, weth, 1_001, 1_000);
        vault.withdrawEther(1_001);
        _refused(alice, weth, 5_000, 1_000);
        vault.withdrawAllEther();
        vault.withdrawEther(1_000);
        vm.assertEq(alice.balance, 1_000, "paid");
        vault.withdraw(token, 5_000);
    }

    function test_ScopesProtocolAssetAndAccount() public {
        bytes32[3] memory scopes =
            [Scope.protocol(address(house)), Scope.asset(address(house), token), Scope.account(address(house), carol)];
        for (uint256 i = 0; i < scopes.length; ++i) {
            _restrict(scopes[i]);
            vm.expectPartialRevert(IInterposer.WithdrawalExceedsLane.selector);
            vm.prank(carol);
            vault.withdraw(token, 1_001);
            vm.warp(block.timestamp + 1 hours);
        }
        vm.prank(carol);
        vault.withdraw(token, 1_001);
    }

    function test_AForwarderWithdrawsForItsSender() public {
        _restrict(Scope.account(address(house), alice));
        bytes memory call = abi.encodeCall(vault.withdraw, (token, 1_001));
        vm.startPrank(forwarder);
        (bool success,) = address(vault).call(abi.encodePacked(call, alice));
        vm.assertFalse(success, "alice is restricted");
        (success,) = address(vault).call(abi.encodePacked(call, bob));
        vm.assertTrue(success, "bob is not");
        (success,) = address(vault).call(abi.encodePacked(abi.encodeCall(vault.withdrawAllEther, ()), alice));
        vm.assertFalse(success, "ether neither");
    }

    function testFuzz_NoiseAfterTheArgumentsChangesNothing(bytes calldata noise) public {
        _restrict(Scope.account(address(house), alice));
        vm.startPrank(alice);
        (bool success,) = address(vault).call(abi.encodePacked(abi.encodeCall(vault.withdraw, (token, 1_001)), noise));
        vm.assertFalse(success, "still alice");
        (success,) = address(vault).call(abi.encodePacked(abi.encodeCall(vault.withdrawAllEther, ()), noise));
        vm.assertFalse(success, "still alice");
        (success,) = address(vault).call(abi.encodePacked(abi.encodeCall(vault.withdraw, (token, 1_000)), noise));
        vm.assertTrue(success, "the lane");
    }

    function test_RevertsAreTheOriginals() public {
        _restrictToken();
        vm.prank(nobody);
        vm.expectRevert(FakeVault.NotEnoughFreeCollateral.selector);
        vault.withdraw(token, 1);
    }

    function test_RepayingAndToppingUpAreNotGated() public {
        restrict(Roles.COUNCIL, Scope.protocol(address(house)), 31, 1 days);
        vm.deal(alice, 3);
        vm.startPrank(alice);
        vault.deposit(token, 1);
        vault.depositFor(bob, token, 1);
        vault.depositEther{value: 1}();
        vault.depositEtherFor{value: 1}(bob);
        vault.settleBadDebt(alice);
        (bool success,) = address(vault).call{value: 1}("");
        vm.assertTrue(success, "receive()");
        vm.assertEq(vault.received(), 1, "received");
        vm.assertEq(vault.balances(bob, weth), 5_001, "ether for bob");
    }

    function test_RevertIf_LiquidationIsRestricted() public {
        vault.liquidateCollateral(alice, token, 1, true);
        restrict(Roles.COUNCIL, Scope.asset(address(house), token), LIQUIDATE, 1 days);
        vm.expectRevert(
            abi.encodeWithSelector(IInterposer.LiquidationRestricted.selector, alice, uint40(START + 28 hours))
        );
        vault.liquidateCollateral(alice, token, 1, true);
    }
}
