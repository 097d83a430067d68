// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {PriceInterval} from "../src/PriceInterval.sol";

/// @title Properties of the median's sorting, for solc's SMTChecker: each function is one.
contract PriceIntervalProofs {
    /// @custom:mutant PriceInterval: values[j - 1] > value => values[j - 1] < value
    function TwoPricesAreSorted(uint128 a, uint128 b) external pure {
        uint256[] memory values = new uint256[](2);
        (values[0], values[1]) = (a, b);
        PriceInterval.sort(values, 2);
        assert(values[0] <= values[1]);
    }

    /// @custom:mutant PriceInterval: values[j - 1] > value => values[j - 1] < value
    function ThreePricesAreSorted(uint128 a, uint128 b, uint128 c) external pure {
        uint256[] memory values = new uint256[](3);
        (values[0], values[1], values[2]) = (a, b, c);
        PriceInterval.sort(values, 3);
        assert(values[0] <= values[1] && values[1] <= values[2]);
    }

    /// @notice Of three prices, of which one lies, the median is between the two others.
    /// @custom:mutant PriceInterval: values[j] = value; => values[j] = value + 1;
    function TheMedianOfThreeIsBetweenTwoHonestOnes(uint128 honest, uint128 other, uint128 lie) external pure {
        uint256[] memory values = new uint256[](3);
        (values[0], values[1], values[2]) = (honest, other, lie);
        PriceInterval.sort(values, 3);
        uint256 low = honest < other ? honest : other;
        uint256 high = honest < other ? other : honest;
        assert(values[1] >= low && values[1] <= high);
    }
}
