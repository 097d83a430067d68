// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Vm} from "./Vm.sol";

/// @title Reads ABI and bytecode of a published Hardhat artifact.
library Artifact {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function curie(string memory name) internal view returns (string memory json) {
        return vm.readFile(
            string.concat("node_modules/@perp/curie-contract/artifacts/contracts/", name, ".sol/", name, ".json")
        );
    }

    function aavePool() internal view returns (string memory json) {
        return vm.readFile("node_modules/@aave/core-v3/artifacts/contracts/protocol/pool/Pool.sol/Pool.json");
    }

    /// @dev Canonical signatures of the functions of one mutability, in the ABI's order.
    function functions(string memory json, bytes32 mutability) internal view returns (string[] memory signatures) {
        string[] memory found = new string[](256);
        uint256 count;
        for (uint256 i = 0;; ++i) {
            string memory entry = string.concat(".abi[", vm.toString(i), "]");
            if (!vm.keyExistsJson(json, entry)) break;
            if (!_is(json, string.concat(entry, ".type"), "function")) continue;
            if (!_is(json, string.concat(entry, ".stateMutability"), mutability)) continue;
            found[count++] = string.concat(
                vm.parseJsonString(json, string.concat(entry, ".name")), _types(json, string.concat(entry, ".inputs"))
            );
        }
        signatures = new string[](count);
        for (uint256 i = 0; i < count; ++i) {
            signatures[i] = found[i];
        }
    }

    function _is(string memory json, string memory key, bytes32 value) private pure returns (bool) {
        bytes memory text = bytes(vm.parseJsonString(json, key));
        return text.length <= 32 && bytes32(text) == value;
    }

    function _types(string memory json, string memory list) private view returns (string memory types) {
        types = "(";
        for (uint256 i = 0;; ++i) {
            string memory entry = string.concat(list, "[", vm.toString(i), "]");
            if (!vm.keyExistsJson(json, entry)) break;
            string memory kind = vm.parseJsonString(json, string.concat(entry, ".type"));
            if (_is(json, string.concat(entry, ".type"), "tuple")) {
                kind = _types(json, string.concat(entry, ".components"));
            }
            types = string.concat(types, i == 0 ? "" : ",", kind);
        }
        types = string.concat(types, ")");
    }
}
