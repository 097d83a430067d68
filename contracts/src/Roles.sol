// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Role ids of the OpenZeppelin AccessManager that governs all Homeostat contracts.
/// @notice ADMIN is AccessManager.ADMIN_ROLE: developer key, then DAO timelock.
library Roles {
    uint64 internal constant ADMIN = 0;
    /// @notice Installs implementations; its execution delay is the waiting time of unknown code.
    uint64 internal constant UPGRADER = 1;
    /// @notice Hot keys of the engine. Can only tighten.
    uint64 internal constant SENTINEL = 2;
    /// @notice People (a Safe). Tightens at once, loosens after its execution delay.
    uint64 internal constant COUNCIL = 3;
    /// @notice Autonomous on-chain breaker contracts. Can only tighten.
    uint64 internal constant BREAKER = 4;
}
