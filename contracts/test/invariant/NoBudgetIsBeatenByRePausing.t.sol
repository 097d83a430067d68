// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {LedgerInvariantTest} from "./LedgerInvariantTest.sol";

/// @dev Whatever is lifted, let lapse and restricted again.
/// forge-config: default.invariant.runs = 32
contract NoBudgetIsBeatenByRePausing is LedgerInvariantTest {
    function invariant_NoScopeIsRestrictedLongerThanItsBudget() public view {
        for (uint256 r = 0; r < 3; ++r) {
            uint64 roleId = handler.roleAt(r);
            (uint256 onScope,) = handler.worst(roleId);
            vm.assertLe(onScope, ledger.limitsOf(roleId).budgetPerScope, "[s] of one scope in some window");
        }
    }
}
