// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capability} from "../../src/Capability.sol";
import {LedgerInvariantTest} from "./LedgerInvariantTest.sol";

/// @dev Also with every key lost.
/// forge-config: default.invariant.runs = 32
contract NoRestrictionOutlivesItsExpiry is LedgerInvariantTest {
    function invariant_NoRestrictionOutlivesItsExpiry() public view {
        for (uint256 i = 0; i < handler.SCOPES(); ++i) {
            bytes32 scope = handler.scopeAt(i);
            for (uint256 bit = 0; bit < Capability.COUNT; ++bit) {
                uint256 end = handler.endOf(scope, bit);
                uint8 capability = uint8(1 << bit);
                vm.assertEq(ledger.untilOf(scope, capability), end > block.timestamp ? end : 0, "ends when it was to");
                vm.assertTrue(ledger.isRestricted(capability, scope, 0, 0) == (end > block.timestamp), "while it lasts");
                vm.assertLe(end, block.timestamp + 1 days + (bit == 4 ? 4 hours : 0), "nobody's step is longer");
            }
        }
    }

    /// @dev With every key lost, all that is left ends by itself.
    function afterInvariant() public override {
        super.afterInvariant();
        _endsByItself();
    }

    /// @dev Each of the handler's deeds happens when it is asked to: no invariant holds for want of trying.
    function test_TheHandlerDoesWhatItSays() public {
        for (uint256 role = 0; role < 3; ++role) {
            handler.restrict(role, 0, OPEN, 600);
            vm.assertEq(handler.restricted(), 1, "restricted");
            handler.restrictAnything(role, 0, Capability.CLOSE | OPEN, 600);
            handler.loosenTheRules(role, WITHDRAW);
            vm.assertEq(handler.forbiddenTried(), 2, "tried what is forbidden");
            uint256 before = block.timestamp;
            handler.wait(600);
            vm.assertEq(block.timestamp, before + 601, "waited");
            handler.spread(role, OPEN, 1 days);
            vm.assertGe(handler.refusedInAll(), 1, "spread until the role's budget was spent");
            vm.warp(block.timestamp + 40 days);
            handler.repause(role, 0, 0, 1);
            vm.assertGe(handler.repaused(), 2, "paused again");
            vm.assertGe(handler.refusedForScope(), 1, "until the scope's budget was spent");
            handler.lift(role + 1, 1);
            vm.assertEq(handler.lifted(), 1, "lifted");
            handler.ride(role, 2, 60);
            (uint256 onScope, uint256 inAll) = handler.worst(handler.roleAt(role));
            uint256 budget = ledger.limitsOf(handler.roleAt(role)).budgetPerScope;
            vm.assertGe(onScope, budget, "all of the scope's budget was used in one window");
            vm.assertGe(inAll, budget, "and of the role's at least that");
            setUp();
        }
    }

    function _endsByItself() private {
        vm.etch(address(manager), "");
        uint256 now_ = block.timestamp;
        vm.warp(now_ + 1 days + 4 hours);
        for (uint256 i = 0; i < handler.SCOPES(); ++i) {
            (uint8 restricted,) = ledger.restrictedNow(type(uint8).max, handler.scopeAt(i), 0, 0);
            vm.assertEq(restricted, 0, "restricted for ever");
        }
        vm.warp(now_);
    }
}
