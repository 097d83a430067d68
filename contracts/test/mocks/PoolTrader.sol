// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {MintableToken} from "./MintableToken.sol";

interface IPoolFactory {
    function createPool(address tokenA, address tokenB, uint24 fee) external returns (address pool);
}

interface IPool {
    function initialize(uint160 sqrtPriceX96) external;
    function mint(address recipient, int24 lower, int24 upper, uint128 liquidity, bytes calldata data)
        external
        returns (uint256, uint256);
    function swap(address recipient, bool zeroForOne, int256 amount, uint160 limit, bytes calldata data)
        external
        returns (int256, int256);
    function increaseObservationCardinalityNext(uint16 count) external;
    function slot0() external view returns (uint160, int24, uint16, uint16, uint16, uint8, bool);
}

/// @title Makes a real Uniswap v3 pool of two tokens of its own, and trades there.
contract PoolTrader {
    uint160 private constant MIN_SQRT_RATIO = 4295128739;
    uint160 private constant MAX_SQRT_RATIO = 1461446703485210103287273052203988822378723970342;

    IPoolFactory private immutable FACTORY;
    MintableToken[2] public tokens;
    IPool public pool;

    constructor(address factory) {
        FACTORY = IPoolFactory(factory);
        MintableToken a = new MintableToken();
        MintableToken b = new MintableToken();
        tokens = address(a) < address(b) ? [a, b] : [b, a];
    }

    function createPool(uint160 sqrtPriceX96) external returns (address) {
        pool = IPool(FACTORY.createPool(address(tokens[0]), address(tokens[1]), 10_000));
        pool.initialize(sqrtPriceX96);
        pool.increaseObservationCardinalityNext(16);
        return address(pool);
    }

    /// @notice Over the whole range.
    function provide(uint128 liquidity) external {
        pool.mint(address(this), -887_200, 887_200, liquidity, "");
    }

    /// @param buysToken0 The price, token1 per token0, goes up.
    function trade(bool buysToken0, int256 amount) external {
        pool.swap(address(this), !buysToken0, amount, buysToken0 ? MAX_SQRT_RATIO - 1 : MIN_SQRT_RATIO + 1, "");
    }

    function tick() external view returns (int24 now_) {
        (, now_,,,,,) = pool.slot0();
    }

    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        tokens[0].mint(address(pool), amount0);
        tokens[1].mint(address(pool), amount1);
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external {
        if (amount0 > 0) tokens[0].mint(address(pool), uint256(amount0));
        if (amount1 > 0) tokens[1].mint(address(pool), uint256(amount1));
    }
}
