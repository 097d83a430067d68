// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice A routine new version: the code before it, and nothing else.
contract Patch {
    address private immutable BEFORE;

    constructor(address before) {
        BEFORE = before;
    }

    fallback() external payable {
        address before = BEFORE;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), before, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}
