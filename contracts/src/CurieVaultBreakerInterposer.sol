// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BoundedCall} from "./BoundedCall.sol";
import {CurieVaultInterposer} from "./CurieVaultInterposer.sol";
import {IBreaker} from "./interfaces/IBreaker.sol";

/// @title CurieVaultBreakerInterposer
/// @notice A CurieVaultInterposer that also lets the Breaker look at every withdrawal from inside the transaction.
///
/// Design
/// - A Breaker that is broken in any way blocks nobody: withdrawals are exits of funds. And one that wrongly names a rule
///   every time cannot block what fits the retail lane.
/// - The ClearingHouse has no such variant: Curie itself bounds the way of the price inside a block, and reading
///   positions before and after every order would cost more than 3 % of it.
contract CurieVaultBreakerInterposer is CurieVaultInterposer {
    /// @dev [gas] Breaker.INLINE_GAS and the call itself.
    uint256 private constant BREAKER_GAS = 210_000;

    address public immutable BREAKER;

    /// @param breaker Breaker. The other parameters: see CurieVaultInterposer.
    constructor(address original, address ledger, address protocol, address lane, address breaker)
        CurieVaultInterposer(original, ledger, protocol, lane)
    {
        require(breaker.code.length != 0, AddressHasNoCode(breaker));
        BREAKER = breaker;
    }

    function _beginWatch(bytes32 scope) internal override returns (bool) {
        BoundedCall.tell(BREAKER, BREAKER_GAS, abi.encodeCall(IBreaker.beforeCall, (scope)));
        return true;
    }

    function _endWatch(bytes32 scope) internal override returns (uint256) {
        (bool answered, uint256 refusedBy) =
            BoundedCall.tell(BREAKER, BREAKER_GAS, abi.encodeCall(IBreaker.afterCall, (scope)));
        return answered ? refusedBy : 0;
    }
}
