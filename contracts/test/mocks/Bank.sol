// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IEscrowOrigin, IOutflowEscrow} from "../../src/interfaces/IOutflowEscrow.sol";

/// @title A protocol that hands its payouts to the escrow, and credits again what is cancelled.
contract Bank is IEscrowOrigin {
    IOutflowEscrow private immutable ESCROW;
    mapping(address token => mapping(address account => uint256)) public balanceOf;

    constructor(IOutflowEscrow escrow) {
        ESCROW = escrow;
    }

    /// @notice The tokens are already here.
    function credit(address token, address account, uint256 amount) external {
        balanceOf[token][account] += amount;
    }

    function withdraw(address token, uint256 amount) external returns (uint256 paid, uint256 waiting) {
        balanceOf[token][msg.sender] -= amount;
        IERC20(token).approve(address(ESCROW), amount);
        return ESCROW.payOut(token, msg.sender, amount);
    }

    function onTicketCancelled(address token, address owner, uint256 amount) external {
        require(msg.sender == address(ESCROW));
        balanceOf[token][owner] += amount;
    }
}
