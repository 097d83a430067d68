// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {FakeVault} from "./FakeVault.sol";

/// @title A token that holds no money of its own: what the vault owes some accounts is what the vault has.
contract BookToken {
    uint8 public constant decimals = 0;
    address[] private _accounts;

    constructor(address[] memory accounts) {
        _accounts = accounts;
    }

    function balanceOf(address vault) external view returns (uint256 sum) {
        for (uint256 i = 0; i < _accounts.length; ++i) {
            sum += FakeVault(payable(vault)).balances(_accounts[i], address(this));
        }
    }
}
