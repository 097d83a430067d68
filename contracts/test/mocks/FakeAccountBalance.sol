// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Taker positions of the fake perp.
contract FakeAccountBalance {
    mapping(address trader => mapping(address baseToken => int256)) public getTakerPositionSize;

    function add(address trader, address baseToken, int256 size) external {
        getTakerPositionSize[trader][baseToken] += size;
    }
}
