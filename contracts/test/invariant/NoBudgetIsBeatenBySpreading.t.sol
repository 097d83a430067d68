// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {LedgerInvariantTest} from "./LedgerInvariantTest.sol";

/// @dev Nobody pauses everything by enumerating accounts.
/// forge-config: default.invariant.runs = 32
contract NoBudgetIsBeatenBySpreading is LedgerInvariantTest {
    function invariant_NoRoleRestrictsLongerThanItsBudgetOverAllScopes() public view {
        for (uint256 r = 0; r < 3; ++r) {
            uint64 roleId = handler.roleAt(r);
            (, uint256 inAll) = handler.worst(roleId);
            vm.assertLe(inAll, ledger.limitsOf(roleId).budgetTotal, "[s] of all scopes in some window");
        }
    }
}
