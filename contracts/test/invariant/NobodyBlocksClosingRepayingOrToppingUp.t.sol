// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capability} from "../../src/Capability.sol";
import {LedgerInvariantTest} from "./LedgerInvariantTest.sol";

/// @dev Their bits are in no mask that the ledger accepts, from anybody.
/// forge-config: default.invariant.runs = 32
contract NobodyBlocksClosingRepayingOrToppingUp is LedgerInvariantTest {
    function invariant_NothingRestrictsExits() public view {
        vm.assertEq(handler.forbiddenAccepted(), 0, "a forbidden mask was accepted");
        for (uint256 i = 0; i < handler.SCOPES(); ++i) {
            (uint8 restricted,) = ledger.restrictedNow(type(uint8).max, handler.scopeAt(i), 0, 0);
            vm.assertEq(
                restricted & (Capability.CLOSE | Capability.REPAY | Capability.TOPUP), 0, "an exit is restricted"
            );
        }
        for (uint256 r = 0; r < 3; ++r) {
            uint8 mask = ledger.limitsOf(handler.roleAt(r)).allowedMask;
            vm.assertEq(mask & (Capability.CLOSE | Capability.REPAY | Capability.TOPUP), 0, "nobody is allowed to");
        }
    }
}
