// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title The price that a Uniswap v3 tick stands for.
/// @notice Formula (Uniswap v3 whitepaper, equation 6.1): token1 per token0, in smallest units, is 1.0001 ^ tick.
library TickPrice {
    /// @notice Beyond it (a ratio of 2^64 either way) precision would be lost, and no market has such a price.
    int256 internal constant MAX_TICK = 443_636;

    /// @dev floor(2^128 / 1.0001)
    uint256 private constant INVERSE_STEP = 340248342086729790484326174814286782777;

    /// @notice quote [1e18] per whole base; 0 if the tick is out of bounds or the price does not fit 128 bits.
    /// @param baseIsToken0 Whether `tick` counts quote per base, not base per quote.
    function quoteAt(int256 tick, bool baseIsToken0, uint8 baseDecimals, uint8 quoteDecimals)
        internal
        pure
        returns (uint256 price)
    {
        if (tick > MAX_TICK || tick < -MAX_TICK) return 0;
        if (!baseIsToken0) tick = -tick;
        uint256 inverse = _inversePower(tick < 0 ? uint256(-tick) : uint256(tick));
        // At most 10^36 and at least 2^-64 or at most 2^64: neither product leaves 512 bits, the quotient may.
        uint256 scale = 10 ** (18 + uint256(baseDecimals));
        uint256 unit = 10 ** uint256(quoteDecimals);
        price = tick < 0 ? Math.mulDiv(inverse, scale, unit << 128) : Math.mulDiv(scale, 1 << 128, inverse) / unit;
        if (price > type(uint128).max) return 0;
    }

    /// @dev 1.0001 ^ -exponent [2^128], by squaring; every factor is at most 2^128, so no product overflows.
    function _inversePower(uint256 exponent) private pure returns (uint256 result) {
        result = 1 << 128;
        uint256 factor = INVERSE_STEP;
        for (; exponent != 0; exponent >>= 1) {
            if (exponent & 1 != 0) result = (result * factor) >> 128;
            factor = (factor * factor) >> 128;
        }
    }
}
