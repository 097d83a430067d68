// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IRetailLane} from "../../src/interfaces/IRetailLane.sol";
import {RetailLane} from "../../src/RetailLane.sol";
import {FakeToken} from "../mocks/FakeToken.sol";
import {Hostile} from "../mocks/Hostile.sol";
import {HomeostatTest} from "../utils/HomeostatTest.sol";

/// @dev Window one day, default 1000 whole tokens.
contract RetailLaneTest is HomeostatTest {
    address private _vault = named("vault");
    address private _alice = named("alice");
    address private _bob = named("bob");
    address private _usdc;

    function setUp() public override {
        super.setUp();
        _usdc = address(new FakeToken(6));
        vm.prank(admin);
        lane.setConsumer(_vault, true);
    }

    function _spend(address account, uint256 amount) private returns (bool) {
        vm.prank(_vault);
        return lane.spend(account, _usdc, amount);
    }

    function test_AForgottenAssetHasTheDefault() public {
        vm.assertEq(lane.amountOf(_usdc), 1_000e6, "6 decimals");
        vm.assertEq(lane.left(_alice, _usdc), 1_000e6, "left");
        vm.assertTrue(_spend(_alice, 1_000e6), "all of it");
        vm.assertFalse(_spend(_alice, 1), "and no more");
        vm.assertEq(lane.amountOf(address(new FakeToken(18))), 1_000e18, "18 decimals");
        vm.assertEq(lane.amountOf(nobody), 1_000e18, "no decimals");
        Hostile hostile = new Hostile();
        hostile.set(Hostile.Mode.WORDS_OF_ONES);
        vm.assertEq(lane.amountOf(address(hostile)), 1_000e18, "nonsense");
    }

    function test_AccountsAndAssetsAreSeparate() public {
        _spend(_alice, 1_000e6);
        vm.assertEq(lane.left(_bob, _usdc), 1_000e6, "another account");
        vm.assertEq(lane.left(_alice, address(new FakeToken(6))), 1_000e6, "another asset");
    }

    function test_RefillsAsSpendingLeavesTheWindow() public {
        _spend(_alice, 600e6);
        vm.warp(START + 12 hours);
        _spend(_alice, 400e6);
        vm.warp(START + 1 days - 1);
        vm.assertEq(lane.left(_alice, _usdc), 0, "both count");
        vm.warp(START + 1 days);
        vm.assertEq(lane.left(_alice, _usdc), 600e6, "the first has left");
    }

    function testFuzz_NoWindowLetsOutMoreThanTheAmount(uint256[12] memory amounts, uint256[12] memory waits) public {
        vm.prank(admin);
        lane.setAmount(_usdc, 500e6);
        uint256[12] memory times;
        uint256[12] memory spent;
        for (uint256 i = 0; i < 12; ++i) {
            vm.warp(block.timestamp + bound(waits[i], 0, 10 hours));
            uint256 amount = bound(amounts[i], 0, 300e6);
            uint256 left = lane.left(_alice, _usdc);
            bool accepted = _spend(_alice, amount);
            vm.assertEq(accepted ? 1 : uint256(0), amount <= left ? 1 : 0, "accepted if it fits");
            times[i] = block.timestamp;
            spent[i] = accepted ? amount : 0;
            uint256 sum;
            for (uint256 j = 0; j <= i; ++j) {
                if (times[j] + 1 days > times[i]) sum += spent[j];
            }
            vm.assertLe(sum, 500e6, "in the last day");
        }
    }

    function test_SetAmountKeepsWhatWasSpent() public {
        _spend(_alice, 600e6);
        vm.prank(admin);
        lane.setAmount(_usdc, 700e6);
        vm.assertEq(lane.left(_alice, _usdc), 100e6, "700 - 600");
        vm.assertEq(lane.amountOf(_usdc), 700e6, "amount");
    }

    function test_ZeroAlwaysFits() public {
        _spend(_alice, 1_000e6);
        vm.assertTrue(_spend(_alice, 0), "zero");
    }

    function test_EmitsWhatWasSpent() public {
        vm.expectEmit(address(lane));
        emit IRetailLane.Spent(_vault, _alice, _usdc, 5);
        _spend(_alice, 5);
    }

    function test_RevertIf_CallerIsNotConsumer() public {
        vm.expectRevert(abi.encodeWithSelector(IRetailLane.CallerIsNotConsumer.selector, nobody));
        vm.prank(nobody);
        lane.spend(_alice, _usdc, 1);
        vm.prank(admin);
        lane.setConsumer(_vault, false);
        vm.expectRevert(abi.encodeWithSelector(IRetailLane.CallerIsNotConsumer.selector, _vault));
        vm.prank(_vault);
        lane.spend(_alice, _usdc, 1);
    }

    function test_RevertIf_OthersConfigure() public {
        address[4] memory callers = [sentinel, council, breaker, nobody];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, callers[i]);
            vm.startPrank(callers[i]);
            vm.expectRevert(refusal);
            lane.setAmount(_usdc, 1);
            vm.expectRevert(refusal);
            lane.setConsumer(nobody, true);
            vm.stopPrank();
        }
    }

    function test_RevertIf_ShutOrWithoutWindow() public {
        vm.prank(admin);
        vm.expectRevert(IRetailLane.AmountMissing.selector);
        lane.setAmount(_usdc, 0);
        vm.expectRevert(IRetailLane.AmountMissing.selector);
        new RetailLane(address(manager), 1 days, 0);
        vm.expectRevert(IRetailLane.WindowMissing.selector);
        new RetailLane(address(manager), 0, 1);
    }
}
