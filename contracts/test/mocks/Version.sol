// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title A versioned implementation; one code per number, because the number is immutable.
contract Version {
    uint256 public immutable version;
    uint256 public stored;

    error CallRefused();

    constructor(uint256 version_) {
        version = version_;
    }

    function store(uint256 value) external {
        stored = value;
    }

    function refuse() external pure {
        revert CallRefused();
    }
}
