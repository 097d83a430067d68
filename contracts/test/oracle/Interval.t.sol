// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOracleGuard} from "../../src/interfaces/IOracleGuard.sol";
import {PriceInterval} from "../../src/PriceInterval.sol";
import {OracleTest} from "../utils/OracleTest.sol";

contract OracleGuardIntervalTest is OracleTest {
    function testFuzz_WhatLiarsCanDo(uint256 truth, uint256[9] memory spread, uint256 liars, uint256 missing) public {
        guard = guardOf(9);
        truth = bound(truth, 1e6, 1e18);
        liars = bound(liars, 0, 4);
        uint256 lowest = type(uint256).max;
        uint256 highest;
        for (uint256 i = 0; i < 9; ++i) {
            // Liars say anything; the honest are within 1 % of the truth; some of all are missing.
            uint256 price = i < liars
                ? bound(spread[i], 1, type(uint128).max / 1e10)
                : truth * bound(spread[i], 9_900, 10_100) / 10_000;
            bool silent = missing & (1 << i) != 0;
            feeds[i].set(int256(silent ? 0 : price), START);
            if (i < liars || silent) continue;
            if (price < lowest) lowest = price;
            if (price > highest) highest = price;
        }
        IOracleGuard.Reading memory reading = guard.read();
        vm.assertLe(reading.lo, reading.hi, "an interval");
        if (reading.status > IOracleGuard.Status.DEGRADED) return;
        vm.assertTrue(highest != 0, "no status is good without an honest source");
        // Within the deviation of the median, which is within it of an honest source.
        vm.assertGe(uint256(reading.lo) * 10_200 + 1e5, lowest * 1e10 * 9_800, "lo");
        vm.assertLe(uint256(reading.hi) * 9_800, highest * 1e10 * 10_200 + 1e5, "hi");
        vm.assertLe(reading.lo, reading.median, "lo is not above the median");
        vm.assertGe(reading.hi, reading.median, "hi is not below it");
        vm.assertGe(reading.agreeing, 5, "a quorum agrees");
    }

    function testFuzz_TheMedianHasAsManyOnEitherSide(uint128[9] memory prices, uint256 count) public pure {
        count = bound(count, 1, 9);
        uint256[] memory values = new uint256[](9);
        for (uint256 i = 0; i < count; ++i) {
            values[i] = prices[i] == 0 ? 1 : prices[i];
        }
        IOracleGuard.Reading memory reading =
            PriceInterval.around(values, count, IOracleGuard.Rules(5, MAX_DEVIATION, address(0), 0));
        uint256 below;
        uint256 above;
        for (uint256 i = 0; i < count; ++i) {
            uint256 price = prices[i] == 0 ? 1 : prices[i];
            if (price < reading.median) ++below;
            if (price > reading.median) ++above;
            if (i > 0) vm.assertLe(values[i - 1], values[i], "sorted");
        }
        vm.assertLe(below, count / 2, "below");
        vm.assertLe(above, count / 2, "above");
    }
}
