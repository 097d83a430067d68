// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IInterposer} from "../../src/interfaces/IInterposer.sol";
import {Roles} from "../../src/Roles.sol";
import {Scope} from "../../src/Scope.sol";
import {FakeClearingHouse} from "../mocks/FakeClearingHouse.sol";
import {PerpTest} from "../utils/PerpTest.sol";

contract InterposerOrdersTest is PerpTest {
    function _restrict(uint8 mask) private {
        restrict(Roles.SENTINEL, marketScope(), mask, 1 hours);
    }

    function _refused(address trader, uint8 capabilities) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IInterposer.PositionMayOnlyShrink.selector, trader, market, capabilities, uint40(START + 1 hours)
            )
        );
    }

    function test_NothingChangesWhileNothingIsRestricted() public {
        vm.prank(carol);
        (uint256 base, uint256 quote) = house.openPosition(order(false, 3));
        vm.assertEq(base, 3, "base");
        vm.assertEq(quote, 300, "quote");
        vm.assertEq(size(carol), 3, "position");
        vm.assertEq(house.swaps(), 1, "the pool's callback came through");
    }

    function test_ReducingGoesThroughUnderAnyRestriction() public {
        _restrict(OPEN | INCREASE);
        vm.prank(alice);
        (uint256 base, uint256 quote) = house.openPosition(order(true, 4));
        vm.assertEq(base, 4, "returned as the original does");
        vm.assertEq(quote, 400, "quote");
        vm.assertEq(size(alice), 6, "reduced");
        trade(alice, true, 6);
        vm.assertEq(size(alice), 0, "closed");
        trade(bob, false, 3);
        vm.assertEq(size(bob), -7, "a short too");
    }

    function test_RevertIf_Opens() public {
        _restrict(OPEN | INCREASE);
        _refused(carol, OPEN);
        trade(carol, true, 1);
        _refused(carol, OPEN);
        trade(carol, false, 1);
    }

    function test_RevertIf_Increases() public {
        _restrict(OPEN | INCREASE);
        _refused(alice, INCREASE);
        trade(alice, false, 1);
        _refused(bob, INCREASE);
        trade(bob, true, 1);
    }

    function test_RevertIf_FlipsSign() public {
        _restrict(OPEN | INCREASE);
        _refused(alice, OPEN);
        trade(alice, true, 11);
        _refused(bob, OPEN);
        trade(bob, false, 11);
        vm.assertEq(size(alice), 10, "untouched");
    }

    function test_OpenAndIncreaseAreSeparate() public {
        _restrict(OPEN);
        trade(alice, false, 1);
        vm.assertEq(size(alice), 11, "growing is not opening");
        _refused(carol, OPEN);
        trade(carol, false, 1);

        vm.warp(START + 1 hours);
        restrict(Roles.SENTINEL, marketScope(), INCREASE, 1 hours);
        trade(carol, false, 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInterposer.PositionMayOnlyShrink.selector, carol, market, INCREASE, uint40(START + 2 hours)
            )
        );
        trade(carol, false, 1);
    }

    function test_ScopesProtocolMarketAndAccount() public {
        bytes32[3] memory scopes = [
            Scope.protocol(address(house)), Scope.market(address(house), market), Scope.account(address(house), carol)
        ];
        for (uint256 i = 0; i < scopes.length; ++i) {
            restrict(Roles.SENTINEL, scopes[i], OPEN, 1 hours);
            vm.expectPartialRevert(IInterposer.PositionMayOnlyShrink.selector);
            trade(carol, false, 1);
            vm.warp(block.timestamp + 1 hours);
        }
        trade(carol, false, 1);
        restrict(Roles.SENTINEL, Scope.market(address(house), named("other")), 15, 1 hours);
        restrict(Roles.SENTINEL, Scope.account(address(house), alice), 15, 1 hours);
        restrict(Roles.SENTINEL, Scope.asset(address(house), market), 15, 1 hours);
        restrict(Roles.SENTINEL, Scope.protocol(address(vault)), 15, 1 hours);
        trade(carol, false, 1);
    }

    function test_OpenPositionForIsJudgedByTheTraderItNames() public {
        _restrict(OPEN | INCREASE);
        vm.startPrank(nobody);
        (uint256 base,, uint256 fee) = house.openPositionFor(alice, order(true, 10));
        vm.assertEq(base * 100 / 1000, fee, "returned as the original does");
        vm.assertEq(size(alice), 0, "closed for her");
        _refused(alice, OPEN);
        house.openPositionFor(alice, order(false, 1));
    }

    function test_AForwarderTradesForItsSender() public {
        _restrict(OPEN | INCREASE);
        bytes memory call = abi.encodeCall(house.openPosition, (order(true, 10)));
        vm.prank(forwarder);
        (bool success,) = address(house).call(abi.encodePacked(call, alice));
        vm.assertTrue(success, "a close for alice");
        vm.assertEq(size(alice), 0, "closed");
        vm.prank(forwarder);
        (success,) = address(house).call(abi.encodePacked(call, carol));
        vm.assertFalse(success, "an open for carol");
        // Anybody else's suffix is only noise.
        vm.prank(carol);
        (success,) = address(house).call(abi.encodePacked(call, bob));
        vm.assertFalse(success, "carol is carol");
    }

    function test_RevertsAreTheOriginals() public {
        FakeClearingHouse.OpenPositionParams memory params = order(true, 1);
        params.oppositeAmountBound = type(uint256).max;
        vm.startPrank(alice);
        vm.expectRevert(FakeClearingHouse.PriceLimit.selector);
        house.openPosition(params);
        vm.stopPrank();
        _restrict(OPEN | INCREASE);
        vm.prank(alice);
        vm.expectRevert(FakeClearingHouse.PriceLimit.selector);
        house.openPosition(params);
    }

    function testFuzz_UnderARestrictionExposureOnlyShrinks(int256 before, bool sells, bool exactInput, uint256 amount)
        public
    {
        before = int256(bound(uint256(before), 0, 2_000_000)) - 1_000_000;
        amount = bound(amount, 0, 200_000_000);
        accountBalance.add(carol, market, before);
        _restrict(OPEN | INCREASE);
        FakeClearingHouse.OpenPositionParams memory params = order(sells, amount);
        params.isExactInput = exactInput;
        uint256 base = sells == exactInput ? amount : amount / 100;
        int256 wanted = before + (sells ? -int256(base) : int256(base));
        bool shrinks = wanted == 0 || ((wanted < 0) == (before < 0) && _abs(wanted) < _abs(before));
        bool still = wanted == before && (sells == (before > 0));
        vm.prank(carol);
        try house.openPosition(params) {
            vm.assertTrue(shrinks || wanted == before, "only what shrinks goes through");
            vm.assertEq(size(carol), wanted, "as the original does it");
        } catch {
            vm.assertFalse(before != 0 && (shrinks || still), "what shrinks is never refused");
            vm.assertEq(size(carol), before, "undone");
        }
    }

    function _abs(int256 x) private pure returns (uint256) {
        return uint256(x < 0 ? -x : x);
    }

    function test_RevertIf_LiquidityIsAdded() public {
        vm.prank(alice);
        house.addLiquidity(addParams(8));
        _restrict(OPEN);
        vm.prank(alice);
        vm.expectRevert(
            abi.encodeWithSelector(IInterposer.LiquidityMayNotBeAdded.selector, market, uint40(START + 1 hours))
        );
        house.addLiquidity(addParams(8));
        vm.prank(alice);
        house.removeLiquidity(removeParams(8));
        vm.assertEq(house.liquidityOf(alice, market), 0, "removed");
        trade(alice, true, 14);
        vm.assertEq(size(alice), 0, "and what it left was reduced");
    }

    function test_RevertIf_LiquidationIsRestricted() public {
        restrict(Roles.COUNCIL, Scope.account(address(house), alice), LIQUIDATE, 1 days);
        bytes memory refusal =
            abi.encodeWithSelector(IInterposer.LiquidationRestricted.selector, alice, uint40(START + 28 hours));
        vm.expectRevert(refusal);
        house.liquidate(alice, market);
        vm.expectRevert(refusal);
        house.liquidate(alice, market, 1);
        vm.expectRevert(refusal);
        house.cancelAllExcessOrders(alice, market);
        vm.expectRevert(refusal);
        house.cancelExcessOrders(alice, market, new bytes32[](1));
        house.liquidate(bob, market);
        vm.prank(alice);
        house.closePosition(closeParams());
        vm.assertEq(size(alice), 0, "she may close");
    }
}
