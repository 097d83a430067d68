// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Something that a council might call.
contract Counter {
    uint256 public count;

    function add() external {
        ++count;
    }
}
