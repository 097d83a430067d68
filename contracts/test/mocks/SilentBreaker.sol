// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Answers as a Breaker without rules does, at no cost: what others cost is measured against it.
contract SilentBreaker {
    function beforeCall(bytes32) external pure {}

    function afterCall(bytes32) external pure returns (uint256) {
        return 0;
    }
}
