// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title A stateless implementation that stands between a proxy and the protocol's own audited code.
/// @notice Works out what a call does, asks the RestrictionLedger for calls that add risk or take funds out, and
/// delegatecalls the original code; returned data and reverts are the original's, byte for byte.
///
/// What happens when the ledger does not answer properly (reverts, no code, garbage, eats its gas):
/// - CLOSE, REPAY, TOPUP, views, callbacks, administration: it was not asked in the first place;
/// - OPEN, INCREASE: refused, but an order that reduces still goes through;
/// - WITHDRAW, LIQUIDATE: go through, and so does a withdrawal under a restriction if the RetailLane is broken: an
///   exit of funds must not be blocked by our bug.
/// A Breaker, where there is one, is told of withdrawals only, and is ignored when it does not answer properly.
/// Starving the ledger of gas does not make it fail: below a floor the call reverts with GasTooLow.
///
/// Warning: not guaranteed: anything about functions that capabilityOf maps to 0; that a ledger which answers properly
/// answers truly; restrictions on an amount that leaves by other functions than those mapped to WITHDRAW.
interface IInterposer {
    /// @notice The transaction needs more gas: `required` must be left when the ledger or the lane is asked.
    error GasTooLow(uint256 left, uint256 required);
    /// @notice The call would open or grow a position. `until` [unix s] is 0 if the ledger did not answer.
    /// @param capabilities The restricted ones that the call would exercise: OPEN 1, INCREASE 2.
    error PositionMayOnlyShrink(address trader, address market, uint8 capabilities, uint40 until);
    /// @notice Restricted, and the trader's position cannot be read, so nobody can say that the order reduces it.
    error PositionUnreadable(address trader, address market);
    error LiquidityMayNotBeAdded(address market, uint40 until);
    error LiquidationRestricted(address account, uint40 until);
    /// @param left [token's smallest unit] What the account can still withdraw now.
    error WithdrawalExceedsLane(address account, address asset, uint256 amount, uint256 left, uint40 until);
    /// @notice The Breaker says that this transaction has broken its rule number `rule`, and the amount does not fit what
    /// the account can withdraw through the retail lane.
    error StoppedByBreaker(uint256 rule);
    error AddressHasNoCode(address account);
    /// @notice Interposers only work behind a proxy.
    error CalledWithoutProxy();

    /// @notice What a function lets users do: Capability bits; 0 if it passes straight through unclassified.
    /// @dev Functions with CLOSE (32), REPAY (64) or TOPUP (128) pass straight through too.
    function capabilityOf(bytes4 selector) external pure returns (uint8);

    /// @notice What stands behind the proxy. `lane` is zero where nothing can be withdrawn.
    /// @param protocol The address that stands for the protocol in scopes.
    function interposed() external view returns (address original, address ledger, address lane, address protocol);
}
