// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What users can do with a protocol, as bits.
/// @notice CLOSE, REPAY and TOPUP describe functions only (see IInterposer.capabilityOf): no mask that the ledger
/// accepts has a bit for them.
library Capability {
    uint8 internal constant OPEN = 1 << 0;
    uint8 internal constant INCREASE = 1 << 1;
    uint8 internal constant WITHDRAW = 1 << 2;
    uint8 internal constant TRANSFER = 1 << 3;
    uint8 internal constant LIQUIDATE = 1 << 4;

    /// @notice All that can ever be restricted.
    uint8 internal constant RESTRICTABLE = OPEN | INCREASE | WITHDRAW | TRANSFER | LIQUIDATE;
    /// @notice Number of restrictable capabilities; they are the lowest bits.
    uint256 internal constant COUNT = 5;

    uint8 internal constant CLOSE = 1 << 5;
    uint8 internal constant REPAY = 1 << 6;
    uint8 internal constant TOPUP = 1 << 7;
}
