// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {FlowMeter} from "../../src/FlowMeter.sol";
import {Test} from "../utils/Test.sol";

contract FlowMeterTest is Test {
    uint256 private constant LIMIT = 1_000;
    uint256 private constant WINDOW = 3_600;

    function test_LeaksTheLimitPerWindow() public pure {
        FlowMeter.Flow memory flow = FlowMeter.Flow(1_000, 500, 100);
        vm.assertEq(_next(flow, 500, 100).level, 1_000, "at once");
        vm.assertEq(_next(flow, 500, 100 + 1_800).level, 500, "after half a window");
        vm.assertEq(_next(flow, 500, 100 + 3_600).level, 0, "after one");
        vm.assertEq(_next(flow, 0, 100 + 3_600).level, 500, "and what has left since");
    }

    function test_TheFirstReadingCountsNothing() public pure {
        FlowMeter.Flow memory flow = _next(FlowMeter.Flow(0, 0, 0), 77, 5);
        vm.assertEq(flow.level, 0, "level");
        vm.assertEq(flow.balance, 77, "balance");
    }

    function test_ExtremeValuesSaturate() public pure {
        FlowMeter.Flow memory flow = FlowMeter.Flow(type(int104).max, type(uint104).max / 2, 1);
        vm.assertEq(_next(flow, 0, 1).level, type(int104).max, "most");
        flow = FlowMeter.Flow(-type(int104).max, 0, 1);
        vm.assertEq(_next(flow, type(uint256).max, 1).level, -type(int104).max, "least");
        flow = FlowMeter.Flow(type(int104).max, 0, 1);
        flow = FlowMeter.next(flow, 0, type(uint48).max, type(uint128).max, type(uint32).max);
        vm.assertEq(flow.level, 0, "after all time");
    }

    function test_ACreditCountsOnceAndIsForgotten() public pure {
        FlowMeter.Flow memory flow = _next(FlowMeter.Flow(0, 500, 100), 800, 101);
        vm.assertEq(flow.level, -300, "put in");
        vm.assertEq(_next(flow, 500, 102).level, 0, "and taken out again: nothing");
        vm.assertEq(_next(flow, 400, 102).level, 100, "and a hundred more");
        vm.assertEq(_next(flow, 900, 102).level, -100, "only the newest");
        flow = _next(flow, 800, 102);
        vm.assertEq(flow.level, 0, "looked at again, it is forgotten");
        vm.assertEq(_next(flow, 500, 103).level, 300, "so this is an outflow");
    }

    /// @dev Whatever is put in, shown to the meter as often as one likes, and taken out within one second.
    function testFuzz_AFlashDepositLeavesNoTrace(uint64 level, uint64[4] memory shown, uint64 balance, uint16 later)
        public
        pure
    {
        FlowMeter.Flow memory honest = FlowMeter.Flow(int104(int256(uint256(level % 2_000))), balance, 50);
        FlowMeter.Flow memory flow = honest;
        for (uint256 i = 0; i < 4; ++i) {
            flow = _next(flow, shown[i], 51);
        }
        uint256 time = 52 + uint256(later);
        // Not above what was there before: the distortion adds nothing, even where it was shown last.
        vm.assertTrue(_next(flow, balance, time).level <= honest.level, "level");
    }

    /// @dev Within one second only the first and the last balance matter.
    function testFuzz_PiecesTelescope(uint64[8] memory balances, int64 level) public pure {
        FlowMeter.Flow memory start = FlowMeter.Flow(level, balances[0], 50);
        FlowMeter.Flow memory flow = start;
        for (uint256 i = 1; i < 8; ++i) {
            flow = _next(flow, balances[i], 50);
        }
        vm.assertEq(flow.level, _next(start, balances[7], 50).level, "as if at once");
    }

    /// @dev Whatever the times and amounts: while the level stays within the limit, no window sees more than twice of it.
    function testFuzz_NoWindowSeesMoreThanTwiceTheLimit(uint16[12] memory outs, uint16[12] memory waits) public pure {
        FlowMeter.Flow memory flow = FlowMeter.Flow(0, 1_000_000, 1);
        uint256[12] memory times;
        uint256[12] memory amounts;
        uint256 time = 1;
        uint256 balance = 1_000_000;
        for (uint256 i = 0; i < 12; ++i) {
            time += waits[i] % 1_200;
            uint256 out = outs[i] % 700;
            if (_next(flow, balance - out, time).level > int256(LIMIT)) out = 0;
            balance -= out;
            flow = _next(flow, balance, time);
            (times[i], amounts[i]) = (time, out);
            uint256 sum;
            for (uint256 j = 0; j <= i; ++j) {
                if (times[j] + WINDOW > time) sum += amounts[j];
            }
            // Each leak is rounded down by less than one.
            vm.assertLe(sum, 2 * LIMIT, "within one window");
        }
    }

    function _next(FlowMeter.Flow memory flow, uint256 balance, uint256 time)
        private
        pure
        returns (FlowMeter.Flow memory)
    {
        return FlowMeter.next(flow, balance, time, LIMIT, WINDOW);
    }
}
