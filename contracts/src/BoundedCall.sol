// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Questions to contracts that nobody vouches for.
/// @notice The answer is bounded in gas and in size; whatever the target does, the caller goes on.
library BoundedCall {
    /// @notice The transaction needs more gas: `required` must be left when the target is asked.
    error GasTooLow(uint256 left, uint256 required);

    /// @notice Asks `target` for exactly `count` words.
    /// @dev Reverts only with GasTooLow: whoever supplies too little gas must not be able to silence a target.
    /// @param gasBound [gas]
    /// @return answered False if the target has no code, reverts, runs out of gas or answers another length.
    function ask(address target, uint256 gasBound, bytes memory question, uint256 count)
        internal
        view
        returns (bool answered, uint256[] memory words)
    {
        requireGas(gasBound);
        words = new uint256[](count);
        uint256 size = count * 32;
        assembly ("memory-safe") {
            answered := staticcall(gasBound, target, add(question, 0x20), mload(question), add(words, 0x20), size)
            answered := and(answered, eq(returndatasize(), size))
        }
    }

    /// @notice The same for one word.
    function askWord(address target, uint256 gasBound, bytes memory question)
        internal
        view
        returns (bool answered, uint256 word)
    {
        requireGas(gasBound);
        assembly ("memory-safe") {
            answered := staticcall(gasBound, target, add(question, 0x20), mload(question), 0x00, 0x20)
            answered := and(answered, eq(returndatasize(), 0x20))
            if answered { word := mload(0x00) }
        }
    }

    /// @notice The same for the first word of an answer of any length.
    function askFirstWord(address target, uint256 gasBound, bytes memory question)
        internal
        view
        returns (bool answered, uint256 word)
    {
        requireGas(gasBound);
        assembly ("memory-safe") {
            answered := staticcall(gasBound, target, add(question, 0x20), mload(question), 0x00, 0x20)
            answered := and(answered, gt(returndatasize(), 0x1f))
            if answered { word := mload(0x00) }
        }
    }

    /// @notice Tells `target` to do something that it answers with exactly one word.
    function tell(address target, uint256 gasBound, bytes memory order) internal returns (bool answered, uint256 word) {
        requireGas(gasBound);
        assembly ("memory-safe") {
            answered := call(gasBound, target, 0, add(order, 0x20), mload(order), 0x00, 0x20)
            answered := and(answered, eq(returndatasize(), 0x20))
            if answered { word := mload(0x00) }
        }
    }

    /// @notice Makes sure that a call with `gasBound` gas really gets it (EIP-150 keeps a 64th back).
    function requireGas(uint256 gasBound) internal view {
        uint256 required = gasBound + gasBound / 63 + 5_000;
        require(gasleft() >= required, GasTooLow(gasleft(), required));
    }
}
