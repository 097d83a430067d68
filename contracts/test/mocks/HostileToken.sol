// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token that takes fees, refuses some, returns false, or calls somebody in the middle of a transfer.
contract HostileToken is ERC20("Hostile", "BAD") {
    enum Mode {
        ORDINARY,
        TAKES_FEES,
        RETURNS_FALSE,
        REENTERS
    }

    Mode public mode;
    mapping(address account => bool) public refused;
    address private _victim;
    bytes private _call;
    bytes public lastRefusal;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function burn(address from, uint256 amount) external {
        _burn(from, amount);
    }

    function set(Mode mode_) external {
        mode = mode_;
    }

    function refuse(address account) external {
        refused[account] = true;
    }

    function reenter(address victim, bytes calldata call_) external {
        (mode, _victim, _call) = (Mode.REENTERS, victim, call_);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return mode == Mode.RETURNS_FALSE ? false : super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return mode == Mode.RETURNS_FALSE ? false : super.transferFrom(from, to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(!refused[to], "refused");
        super._update(from, to, amount);
        if (mode == Mode.TAKES_FEES && from != address(0) && to != address(0)) {
            super._update(to, address(0), amount / 100);
        }
        if (mode == Mode.REENTERS) {
            (bool success, bytes memory returned) = _victim.call(_call);
            if (!success) lastRefusal = returned;
        }
    }
}
