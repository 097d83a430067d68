// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The functions of Perpetual Protocol Curie 2.8.4 that interposers read; from the published ABI.
interface ICurie {
    // ClearingHouse and Vault
    function isTrustedForwarder(address forwarder) external view returns (bool);
    // ClearingHouse
    function getAccountBalance() external view returns (address);
    // Vault
    function getWETH9() external view returns (address);
    // AccountBalance: base [1e18], positive if long
    function getTakerPositionSize(address trader, address baseToken) external view returns (int256);
}
