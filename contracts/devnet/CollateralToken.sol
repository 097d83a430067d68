// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A second collateral beside the devnet's dollar: 18 decimals, and anyone may mint.
contract CollateralToken is ERC20("Wrapped NEAR", "WNEAR") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
