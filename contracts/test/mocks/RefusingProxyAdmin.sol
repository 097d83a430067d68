// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title A proxy admin that upgrades until it is told to refuse.
contract RefusingProxyAdmin {
    address public immutable owner;
    bool public refusing;
    address public installed;

    error Refused();

    constructor(address owner_) {
        owner = owner_;
    }

    function refuse() external {
        refusing = true;
    }

    function upgradeAndCall(address, address implementation, bytes calldata) external payable {
        if (refusing) revert Refused();
        installed = implementation;
    }
}
