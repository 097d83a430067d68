// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IBreaker} from "../../src/interfaces/IBreaker.sol";
import {MintableToken} from "./MintableToken.sol";

/// @title A protocol that asks the Breaker itself: holds a token, has a price, and an invariant that can be broken.
contract Till {
    IBreaker public breaker;
    MintableToken public immutable TOKEN;
    bytes32 public immutable SCOPE;

    bool public invariant_Solvent = true;
    uint256 public price = 1e18;

    error Stopped(uint256 rule);

    constructor(MintableToken token, bytes32 scope) {
        TOKEN = token;
        SCOPE = scope;
    }

    function connect(IBreaker breaker_) external {
        breaker = breaker_;
    }

    function deposit(uint256 amount) external {
        TOKEN.mint(address(this), amount);
    }

    function withdraw(uint256 amount) public {
        breaker.beforeCall(SCOPE);
        TOKEN.burn(address(this), amount);
        _afterCall();
    }

    function trade(uint256 price_) public {
        breaker.beforeCall(SCOPE);
        price = price_;
        _afterCall();
    }

    function setSolvent(bool solvent) public {
        breaker.beforeCall(SCOPE);
        invariant_Solvent = solvent;
        _afterCall();
    }

    /// @notice By a way that is not gated.
    function setSolventSilently(bool solvent) external {
        invariant_Solvent = solvent;
    }

    /// @notice The same at a block's end, without a call of the protocol's: tokens that simply leave.
    function lose(uint256 amount) external {
        TOKEN.burn(address(this), amount);
    }

    function _afterCall() private {
        uint256 refusedBy = breaker.afterCall(SCOPE);
        if (refusedBy != 0) revert Stopped(refusedBy - 1);
    }
}
