// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOracleGuard} from "./interfaces/IOracleGuard.sol";

/// @title From several prices to one interval.
library PriceInterval {
    uint256 private constant BPS = 10_000;

    /// @param prices The first `count` are fresh, each 1 to 2^128 - 1; they are sorted in place.
    function around(uint256[] memory prices, uint256 count, IOracleGuard.Rules memory rules)
        internal
        pure
        returns (IOracleGuard.Reading memory reading)
    {
        reading.fresh = uint8(count);
        if (count == 0) {
            (reading.hi, reading.status) = (type(uint128).max, IOracleGuard.Status.NO_QUORUM);
            return reading;
        }
        sort(prices, count);
        uint256 median = (prices[(count - 1) / 2] + prices[count / 2]) / 2;
        reading.median = uint128(median);
        (uint256 first, uint256 last) = _agreeing(prices, count, median, rules.maxDeviation);
        reading.agreeing = uint8(last - first);
        if (count < rules.quorum) reading.status = IOracleGuard.Status.NO_QUORUM;
        else if (reading.agreeing < rules.quorum) reading.status = IOracleGuard.Status.DISAGREEING;
        else if (reading.agreeing < prices.length) reading.status = IOracleGuard.Status.DEGRADED;
        bool usable = reading.status <= IOracleGuard.Status.DEGRADED;
        reading.lo = uint128(prices[usable ? first : 0]);
        reading.hi = uint128(prices[(usable ? last : count) - 1]);
    }

    /// @dev Insertion: nine at most.
    function sort(uint256[] memory values, uint256 count) internal pure {
        for (uint256 i = 1; i < count; ++i) {
            uint256 value = values[i];
            uint256 j = i;
            for (; j > 0 && values[j - 1] > value; --j) {
                values[j] = values[j - 1];
            }
            values[j] = value;
        }
    }

    /// @dev Those within `maxDeviation` of the median are [first, last) of the sorted prices.
    function _agreeing(uint256[] memory prices, uint256 count, uint256 median, uint256 maxDeviation)
        private
        pure
        returns (uint256 first, uint256 last)
    {
        while (first < count && prices[first] * BPS < median * (BPS - maxDeviation)) ++first;
        last = count;
        while (last > first && prices[last - 1] * BPS > median * (BPS + maxDeviation)) --last;
    }
}
