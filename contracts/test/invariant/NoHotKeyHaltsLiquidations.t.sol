// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capability} from "../../src/Capability.sol";
import {Roles} from "../../src/Roles.sol";
import {LedgerInvariantTest} from "./LedgerInvariantTest.sol";

/// @dev Nor does the breaker: liquidations are the council's alone to halt.
/// forge-config: default.invariant.runs = 32
contract NoHotKeyHaltsLiquidations is LedgerInvariantTest {
    function invariant_OnlyTheCouncilMayHaltLiquidations() public view {
        vm.assertEq(handler.forbiddenAccepted(), 0, "a forbidden mask was accepted");
        for (uint256 r = 0; r < 3; ++r) {
            uint64 roleId = handler.roleAt(r);
            uint8 mask = ledger.limitsOf(roleId).allowedMask;
            vm.assertTrue(roleId == Roles.COUNCIL || mask & Capability.LIQUIDATE == 0, "the council's alone");
        }
    }
}
