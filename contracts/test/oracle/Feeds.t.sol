// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BoundedCall} from "../../src/BoundedCall.sol";
import {IOracleGuard} from "../../src/interfaces/IOracleGuard.sol";
import {OracleGuard} from "../../src/OracleGuard.sol";
import {FakeFeed} from "../mocks/FakeFeed.sol";
import {Hostile} from "../mocks/Hostile.sol";
import {OracleTest} from "../utils/OracleTest.sol";

/// @dev Three feeds, a quorum of two.
contract OracleGuardFeedsTest is OracleTest {
    function test_AllAgree() public {
        feeds[1].set(101e8, START);
        assertReading(IOracleGuard.Status.OK, 100e18, 101e18, 100e18, 3, 3);
        vm.assertEq(guard.worstFor(true), 100e18, "a new long is valued at lo");
        vm.assertEq(guard.worstFor(false), 101e18, "a new short at hi");
        vm.assertEq(guard.favourableFor(true), 100e18, "liquidated at the median");
        vm.assertEq(guard.favourableFor(false), 100e18, "either side");
    }

    function test_AnOutlierIsLeftOut() public {
        feeds[1].set(101e8, START);
        feeds[2].set(1_000e8, START);
        assertReading(IOracleGuard.Status.DEGRADED, 100e18, 101e18, 101e18, 3, 2);
        vm.assertEq(guard.worstFor(false), 101e18, "its price is nobody's");
        vm.assertEq(guard.favourableFor(true), 101e18, "under stress a long is liquidated at hi");
        vm.assertEq(guard.favourableFor(false), 100e18, "and a short at lo");
    }

    function test_DeviationIsInclusive() public {
        feeds[2].set(102e8, START);
        assertReading(IOracleGuard.Status.OK, 100e18, 102e18, 100e18, 3, 3);
        feeds[2].set(102e8 + 1, START);
        assertReading(IOracleGuard.Status.DEGRADED, 100e18, 100e18, 100e18, 3, 2);
        feeds[2].set(98e8, START);
        assertReading(IOracleGuard.Status.OK, 98e18, 100e18, 100e18, 3, 3);
    }

    function test_NoTwoAgree() public {
        feeds[0].set(50e8, START);
        feeds[2].set(200e8, START);
        assertReading(IOracleGuard.Status.DISAGREEING, 50e18, 200e18, 100e18, 3, 1);
        vm.assertEq(guard.favourableFor(true), 200e18, "long");
        vm.assertEq(guard.favourableFor(false), 50e18, "short");
        vm.expectRevert(abi.encodeWithSelector(IOracleGuard.PriceNotUsable.selector, IOracleGuard.Status.DISAGREEING));
        guard.worstFor(true);
    }

    function test_OneOfThreeIsNoQuorum() public {
        feeds[0].set(0, START);
        feeds[1].set(-1, START);
        assertReading(IOracleGuard.Status.NO_QUORUM, 100e18, 100e18, 100e18, 1, 1);
    }

    function test_BlindNobodyIsLiquidated() public {
        vm.warp(START + MAX_AGE + 1);
        assertReading(IOracleGuard.Status.NO_QUORUM, 0, type(uint128).max, 0, 0, 0);
        vm.assertEq(guard.favourableFor(true), type(uint128).max, "long");
        vm.assertEq(guard.favourableFor(false), 0, "short");
        vm.expectPartialRevert(IOracleGuard.PriceNotUsable.selector);
        guard.worstFor(false);
    }

    function test_StalenessIsInclusive() public {
        vm.warp(START + MAX_AGE);
        assertReading(IOracleGuard.Status.OK, 100e18, 100e18, 100e18, 3, 3);
        feeds[0].set(100e8, block.timestamp);
        vm.warp(START + MAX_AGE + 1);
        assertReading(IOracleGuard.Status.NO_QUORUM, 100e18, 100e18, 100e18, 1, 1);
    }

    function test_AnAnswerFromTheFutureOrFromNoTimeIsMissing() public {
        feeds[0].set(100e8, START + 1);
        feeds[1].set(100e8, type(uint256).max);
        feeds[2].set(100e8, 0);
        assertReading(IOracleGuard.Status.NO_QUORUM, 0, type(uint128).max, 0, 0, 0);
    }

    function test_AFeedThatChangesItsDecimalsIsMissing() public {
        feeds[0].setDecimals(18);
        assertReading(IOracleGuard.Status.DEGRADED, 100e18, 100e18, 100e18, 2, 2);
    }

    function test_ExtremeAnswersAreMissingOrLeftOut() public {
        feeds[0].set(type(int256).max, START);
        feeds[1].set(type(int256).min, START);
        assertReading(IOracleGuard.Status.NO_QUORUM, 100e18, 100e18, 100e18, 1, 1);
    }

    function test_DecimalsAreScaled() public {
        uint8[5] memory decimals = [0, 6, 18, 24, 36];
        for (uint256 i = 0; i < decimals.length; ++i) {
            FakeFeed feed = new FakeFeed(decimals[i], int256(7 * 10 ** uint256(decimals[i])));
            guard = new OracleGuard(one(feedSource(address(feed), decimals[i])), rulesOf(1));
            assertReading(IOracleGuard.Status.OK, 7e18, 7e18, 7e18, 1, 1);
        }
    }

    /// @dev Also with no more gas than the guard says it needs.
    function test_ASourceThatMisbehavesIsOnlyMissing() public {
        Hostile hostile = new Hostile();
        bytes memory code = address(hostile).code;
        for (uint256 mode = 0; mode <= uint256(type(Hostile.Mode).max); ++mode) {
            vm.etch(address(feeds[2]), code);
            Hostile(address(feeds[2])).set(Hostile.Mode(mode));
            IOracleGuard.Reading memory reading = guard.read{gas: guard.READ_GAS()}();
            vm.assertEq(uint256(reading.status), uint256(IOracleGuard.Status.DEGRADED), "status");
            vm.assertEq(reading.fresh, 2, "the others are heard");
        }
        vm.etch(address(feeds[2]), "");
        assertReading(IOracleGuard.Status.DEGRADED, 100e18, 100e18, 100e18, 2, 2);
    }

    function test_NineSourcesThatEatTheirGasDoNotBrickTheReader() public {
        guard = guardOf(9);
        bytes memory code = address(new Hostile()).code;
        for (uint256 i = 0; i < 9; ++i) {
            vm.etch(address(feeds[i]), code);
            Hostile(address(feeds[i])).set(Hostile.Mode.EATS_ALL_GAS);
        }
        IOracleGuard.Reading memory reading = guard.read{gas: guard.READ_GAS()}();
        vm.assertEq(uint256(reading.status), uint256(IOracleGuard.Status.NO_QUORUM), "status");
    }

    /// @dev With less gas there is no answer at all, never one in which a source was left out.
    function testFuzz_GasCannotSilenceASource(uint256 gas_) public view {
        guard.read();
        try guard.read{gas: bound(gas_, 1_000, 600_000)}() returns (IOracleGuard.Reading memory reading) {
            vm.assertEq(reading.fresh, 3, "all were heard");
        } catch (bytes memory reason) {
            vm.assertTrue(
                reason.length == 0 || bytes4(reason) == BoundedCall.GasTooLow.selector, "refused for want of gas"
            );
        }
    }
}
