// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Keys of what a restriction applies to.
/// @notice key = keccak256(abi.encode(uint8 kind, address protocol, address subject)). `protocol` is one address that
/// stands for the whole protocol (for Perp Curie: the ClearingHouse proxy), the same in every interposer.
library Scope {
    uint8 internal constant KIND_PROTOCOL = 1;
    uint8 internal constant KIND_MARKET = 2;
    uint8 internal constant KIND_ASSET = 3;
    uint8 internal constant KIND_ACCOUNT = 4;

    function protocol(address protocol_) internal pure returns (bytes32) {
        return _key(KIND_PROTOCOL, protocol_, address(0));
    }

    function market(address protocol_, address baseToken) internal pure returns (bytes32) {
        return _key(KIND_MARKET, protocol_, baseToken);
    }

    function asset(address protocol_, address token) internal pure returns (bytes32) {
        return _key(KIND_ASSET, protocol_, token);
    }

    function account(address protocol_, address trader) internal pure returns (bytes32) {
        return _key(KIND_ACCOUNT, protocol_, trader);
    }

    function _key(uint8 kind, address protocol_, address subject) private pure returns (bytes32) {
        return keccak256(abi.encode(kind, protocol_, subject));
    }
}
