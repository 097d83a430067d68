// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRetailLane} from "./interfaces/IRetailLane.sol";
import {Interposer} from "./Interposer.sol";

/// @title An Interposer whose restricted withdrawals still pay out what a retail lane allows.
abstract contract LaneInterposer is Interposer {
    address private immutable LANE;

    /// @param lane RetailLane, with the proxy registered as consumer.
    constructor(address original, address ledger, address protocol, address lane)
        Interposer(original, ledger, protocol)
    {
        require(lane.code.length != 0, AddressHasNoCode(lane));
        LANE = lane;
    }

    function _lane() internal view override returns (address) {
        return LANE;
    }

    /// @dev False only if the lane says so properly; a broken lane blocks nobody.
    function _fits(address account, address asset, uint256 amount) internal returns (bool) {
        bytes memory request = abi.encodeCall(IRetailLane.spend, (account, asset, amount));
        _requireGas(LANE_GAS);
        address lane = LANE;
        bool refused;
        assembly ("memory-safe") {
            let success := call(LANE_GAS, lane, 0, add(request, 0x20), mload(request), 0x00, 0x20)
            refused := and(and(success, eq(returndatasize(), 0x20)), iszero(mload(0x00)))
        }
        return !refused;
    }

    /// @dev For the error only; 0 if the lane does not tell.
    function _left(address account, address asset) internal view returns (uint256) {
        (bool success, bytes memory returned) =
            LANE.staticcall{gas: LANE_GAS}(abi.encodeCall(IRetailLane.left, (account, asset)));
        return success && returned.length == 32 ? abi.decode(returned, (uint256)) : 0;
    }
}
