// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What the interposer in front of Aave's pool refuses.
/// @notice Under a restriction of OPEN an account without debt may not borrow, under one of INCREASE one with debt may
/// not borrow more; flash loans are refused under either. Under WITHDRAW the retail lane still pays out, and what secures
/// a debt goes on counting. Supplying and repaying are never asked about.
///
/// Warning: it does not know the packed calls of L2Pool, which would pass; it is for Pool.
interface IAavePoolInterposer {
    /// @param capabilities Those that the call would exercise; all of them where the account's debt cannot be read.
    error DebtMayNotGrow(address account, address asset, uint8 capabilities, uint40 until);
    error FlashLoanRestricted(address account, address asset, uint40 until);
    error CollateralMustCount(address account, address asset, uint40 until);
    error TransferRestricted(address account, address asset, uint40 until);

    /// @notice Aave's addresses provider calls it with every upgrade, and the original refuses it from the second time
    /// on. Here it is done, and says so, if the proxy has been initialised before; otherwise the original does it.
    function initialize(address provider) external;
}
