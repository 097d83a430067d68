// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOracleGuard} from "../../src/interfaces/IOracleGuard.sol";
import {OracleGuard} from "../../src/OracleGuard.sol";
import {FakeFeed} from "../mocks/FakeFeed.sol";
import {Test} from "./Test.sol";

/// @title Feeds with 8 decimals at 100, an hour's staleness, a quorum of more than half, 2 % of deviation.
abstract contract OracleTest is Test {
    uint256 internal constant START = 1_800_000_000;
    uint32 internal constant MAX_AGE = 1 hours;
    uint16 internal constant MAX_DEVIATION = 200;

    FakeFeed[] internal feeds;
    OracleGuard internal guard;

    function setUp() public virtual {
        vm.warp(START);
        guard = guardOf(3);
    }

    function guardOf(uint256 count) internal returns (OracleGuard) {
        delete feeds;
        IOracleGuard.Source[] memory sources = new IOracleGuard.Source[](count);
        for (uint256 i = 0; i < count; ++i) {
            feeds.push(new FakeFeed(8, 100e8));
            sources[i] = feedSource(address(feeds[i]), 8);
        }
        return new OracleGuard(sources, rulesOf(count));
    }

    function rulesOf(uint256 count) internal pure returns (IOracleGuard.Rules memory) {
        return IOracleGuard.Rules(uint8(count / 2 + 1), MAX_DEVIATION, address(0), 0);
    }

    function feedSource(address feed, uint8 decimals) internal pure returns (IOracleGuard.Source memory) {
        return IOracleGuard.Source(IOracleGuard.Kind.FEED, feed, MAX_AGE, 0, 0, false, 0, decimals);
    }

    function one(IOracleGuard.Source memory source) internal pure returns (IOracleGuard.Source[] memory sources) {
        sources = new IOracleGuard.Source[](1);
        sources[0] = source;
    }

    function assertReading(
        IOracleGuard.Status status,
        uint256 lo,
        uint256 hi,
        uint256 median,
        uint256 fresh,
        uint256 agreeing
    ) internal view {
        IOracleGuard.Reading memory reading = guard.read();
        vm.assertEq(uint256(reading.status), uint256(status), "status");
        vm.assertEq(reading.lo, lo, "lo");
        vm.assertEq(reading.hi, hi, "hi");
        vm.assertEq(reading.median, median, "median");
        vm.assertEq(reading.fresh, fresh, "fresh");
        vm.assertEq(reading.agreeing, agreeing, "agreeing");
    }
}
