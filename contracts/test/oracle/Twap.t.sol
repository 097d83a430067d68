// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOracleGuard} from "../../src/interfaces/IOracleGuard.sol";
import {OracleGuard} from "../../src/OracleGuard.sol";
import {TickPrice} from "../../src/TickPrice.sol";
import {Hostile} from "../mocks/Hostile.sol";
import {PoolTrader} from "../mocks/PoolTrader.sol";
import {OracleTest} from "../utils/OracleTest.sol";

/// @dev On the published bytecode of Uniswap v3-core.
contract OracleGuardTwapTest is OracleTest {
    PoolTrader private _trader;
    address private _pool;

    function setUp() public override {
        super.setUp();
        bytes memory creation = vm.parseJsonBytes(
            vm.readFile("node_modules/@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json"),
            ".bytecode"
        );
        address factory;
        assembly {
            factory := create(0, add(creation, 0x20), mload(creation))
        }
        _trader = new PoolTrader(factory);
        // Price 100: sqrt(100) * 2^96.
        _pool = _trader.createPool(10 << 96);
        _trader.provide(1_000e18);
    }

    function test_TheMeanOfAQuietPoolIsItsPrice() public {
        vm.warp(START + 1 hours);
        guard = _guard(true, 0);
        IOracleGuard.Reading memory reading = guard.read();
        vm.assertEq(uint256(reading.status), uint256(IOracleGuard.Status.OK), "status");
        _assertNear(reading.median, 100e18);
        guard = _guard(false, 0);
        _assertNear(guard.read().median, 0.01e18);
    }

    /// @dev A distortion that is undone in the same block weighs nothing; one that is held weighs its share of the time.
    function test_ADistortionWeighsWhatItLasts() public {
        vm.warp(START + 1 hours);
        guard = _guard(true, 0);
        _trader.trade(true, 20_000e18);
        _assertNear(guard.read().median, 100e18);
        vm.warp(START + 1 hours + 90);
        uint256 tenth = guard.read().median;
        int24 tick = _trader.tick();
        // A tenth of the window at the new tick, the rest at 46054.
        _assertNear(tenth, TickPrice.quoteAt((int256(tick) + 9 * 46_054) / 10, true, 18, 18));
        vm.assertTrue(tenth > 101e18, "it moved");
    }

    function test_APoolThatIsTooYoungIsMissing() public {
        vm.warp(START + 899);
        guard = _guard(true, 0);
        assertReading(IOracleGuard.Status.NO_QUORUM, 0, type(uint128).max, 0, 0, 0);
    }

    function test_APoolWithLittleLiquidityIsMissing() public {
        vm.warp(START + 1 hours);
        guard = _guard(true, 999e18);
        vm.assertEq(guard.read().fresh, 1, "enough");
        guard = _guard(true, 1_001e18);
        vm.assertEq(guard.read().fresh, 0, "too little");
    }

    function test_APoolThatMisbehavesIsMissing() public {
        vm.warp(START + 1 hours);
        guard = _guard(true, 0);
        vm.etch(_pool, address(new Hostile()).code);
        for (uint256 mode = 0; mode <= uint256(type(Hostile.Mode).max); ++mode) {
            vm.store(_pool, 0, bytes32(mode));
            vm.assertEq(guard.read{gas: guard.READ_GAS()}().fresh, 0, "missing");
        }
    }

    /// @dev Values: 1.0001 ^ tick with 60 decimal digits, computed apart.
    function test_TicksInNumbers() public pure {
        vm.assertEq(TickPrice.quoteAt(0, true, 18, 18), 1e18, "0");
        vm.assertEq(TickPrice.quoteAt(1, true, 18, 18), 1.0001e18, "1");
        vm.assertEq(TickPrice.quoteAt(-1, true, 18, 18), 999900009999000099, "-1");
        vm.assertEq(TickPrice.quoteAt(46_054, true, 18, 18), 99999955936218778826, "46054");
        vm.assertEq(
            TickPrice.quoteAt(-46_054, false, 18, 18), 99999955936218778826, "the same market, seen from token1"
        );
        // USDC (6) per WETH (18): 1e-12 in smallest units per whole one.
        vm.assertEq(TickPrice.quoteAt(-276_324, true, 18, 6), 1000002643830950670, "token0 is base");
        vm.assertEq(TickPrice.quoteAt(276_324, false, 18, 6), 1000002643830950670, "token1 is base");
        vm.assertEq(TickPrice.quoteAt(443_636, true, 18, 18) / 1e20, 184460507110977035, "largest");
        vm.assertEq(TickPrice.quoteAt(443_637, true, 18, 18), 0, "beyond");
        vm.assertEq(TickPrice.quoteAt(-443_637, true, 18, 18), 0, "beyond");
        vm.assertEq(TickPrice.quoteAt(type(int56).min, false, 36, 36), 0, "far beyond");
    }

    function testFuzz_PricesGrowWithTicksAndInvert(int256 tick, uint8 base, uint8 quote) public pure {
        tick = int256(uint256(tick) % 887_272) - 443_636;
        (base, quote) = (base % 37, quote % 37);
        uint256 price = TickPrice.quoteAt(tick, true, base, quote);
        vm.assertEq(TickPrice.quoteAt(-tick, false, base, quote), price, "seen from the other token");
        uint256 next = TickPrice.quoteAt(tick + 1, true, base, quote);
        if (next != 0) vm.assertGe(next, price, "grows");
    }

    function _guard(bool baseIsToken0, uint128 minLiquidity) private returns (OracleGuard) {
        return new OracleGuard(
            one(IOracleGuard.Source(IOracleGuard.Kind.TWAP, _pool, 0, 900, minLiquidity, baseIsToken0, 18, 18)),
            rulesOf(1)
        );
    }

    /// @dev Ticks are rounded: within one of them, 1 bp, and half of one for the mean.
    function _assertNear(uint256 price, uint256 want) private pure {
        vm.assertLe(price * 10_000, want * 10_002, "not above");
        vm.assertGe(price * 10_000, want * 9_998, "not below");
    }
}
