// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capability} from "../../src/Capability.sol";
import {Roles} from "../../src/Roles.sol";
import {HomeostatTest} from "../utils/HomeostatTest.sol";
import {LedgerHandler} from "./LedgerHandler.sol";

/// @dev Against any sequence of restrictions, batches, waits and lifts, by every role that may restrict.
/// forge-config: default.invariant.runs = 16
contract LedgerInvariants is HomeostatTest {
    LedgerHandler private _handler;

    function setUp() public override {
        super.setUp();
        _handler = new LedgerHandler(ledger, manager, admin, [sentinel, council, breaker]);
        bytes4[] memory selectors = new bytes4[](8);
        selectors[0] = LedgerHandler.restrictAnything.selector;
        selectors[1] = LedgerHandler.restrict.selector;
        selectors[2] = LedgerHandler.repause.selector;
        selectors[3] = LedgerHandler.spread.selector;
        selectors[4] = LedgerHandler.lift.selector;
        selectors[5] = LedgerHandler.loosenTheRules.selector;
        selectors[6] = LedgerHandler.wait.selector;
        selectors[7] = LedgerHandler.ride.selector;
        target(address(_handler), selectors);
    }

    function invariant_NoRestrictionOutlivesItsExpiry() public view {
        for (uint256 i = 0; i < _handler.SCOPES(); ++i) {
            bytes32 scope = _handler.scopeAt(i);
            for (uint256 bit = 0; bit < Capability.COUNT; ++bit) {
                uint256 end = _handler.endOf(scope, bit);
                uint8 capability = uint8(1 << bit);
                vm.assertEq(ledger.untilOf(scope, capability), end > block.timestamp ? end : 0, "ends when it was to");
                vm.assertTrue(ledger.isRestricted(capability, scope, 0, 0) == (end > block.timestamp), "while it lasts");
                vm.assertLe(end, block.timestamp + 1 days + (bit == 4 ? 4 hours : 0), "nobody's step is longer");
            }
        }
    }

    function invariant_NoBudgetIsBeatenByRePausingOrSpreading() public view {
        for (uint256 r = 0; r < 3; ++r) {
            uint64 roleId = _handler.roleAt(r);
            (uint256 onScope, uint256 inAll) = _handler.worst(roleId);
            vm.assertLe(onScope, ledger.limitsOf(roleId).budgetPerScope, "[s] of one scope in some window");
            vm.assertLe(inAll, ledger.limitsOf(roleId).budgetTotal, "[s] of all scopes in some window");
        }
    }

    function invariant_NothingRestrictsExitsAndOnlyTheCouncilLiquidations() public view {
        vm.assertEq(_handler.forbiddenAccepted(), 0, "a forbidden mask was accepted");
        for (uint256 i = 0; i < _handler.SCOPES(); ++i) {
            (uint8 restricted,) = ledger.restrictedNow(type(uint8).max, _handler.scopeAt(i), 0, 0);
            vm.assertEq(
                restricted & (Capability.CLOSE | Capability.REPAY | Capability.TOPUP), 0, "an exit is restricted"
            );
        }
        for (uint256 r = 0; r < 3; ++r) {
            uint64 roleId = _handler.roleAt(r);
            uint8 mask = ledger.limitsOf(roleId).allowedMask;
            vm.assertEq(mask & ~Capability.RESTRICTABLE, 0, "nobody is allowed more");
            vm.assertTrue(roleId == Roles.COUNCIL || mask & Capability.LIQUIDATE == 0, "the council's alone");
        }
    }

    /// @dev After each run: it was no idle one, and with every key lost all that is left ends by itself.
    function afterInvariant() public {
        _endsByItself();
        // A failing sequence that is being shortened.
        if (_handler.calls() < 64) return;
        vm.assertGe(_handler.restricted(), 8, "restricted");
        vm.assertGe(_handler.refusedForScope() + _handler.refusedInAll(), 1, "spent a budget");
        vm.assertGe(block.timestamp, START + _handler.warped(), "time passed");
    }

    /// @dev Each of the handler's deeds happens when it is asked to: no invariant holds for want of trying.
    function test_TheHandlerDoesWhatItSays() public {
        for (uint256 role = 0; role < 3; ++role) {
            _handler.restrict(role, 0, OPEN, 600);
            vm.assertEq(_handler.restricted(), 1, "restricted");
            _handler.restrictAnything(role, 0, Capability.CLOSE | OPEN, 600);
            _handler.loosenTheRules(role, WITHDRAW);
            vm.assertEq(_handler.forbiddenTried(), 2, "tried what is forbidden");
            uint256 before = block.timestamp;
            _handler.wait(600);
            vm.assertEq(block.timestamp, before + 601, "waited");
            _handler.spread(role, OPEN, 1 days);
            vm.assertGe(_handler.refusedInAll(), 1, "spread until the role's budget was spent");
            vm.warp(block.timestamp + 40 days);
            _handler.repause(role, 0, 0, 1);
            vm.assertGe(_handler.repaused(), 2, "paused again");
            vm.assertGe(_handler.refusedForScope(), 1, "until the scope's budget was spent");
            _handler.lift(role + 1, 1);
            vm.assertEq(_handler.lifted(), 1, "lifted");
            _handler.ride(role, 2, 60);
            (uint256 onScope, uint256 inAll) = _handler.worst(_handler.roleAt(role));
            uint256 budget = ledger.limitsOf(_handler.roleAt(role)).budgetPerScope;
            vm.assertGe(onScope, budget, "all of the scope's budget was used in one window");
            vm.assertGe(inAll, budget, "and of the role's at least that");
            setUp();
        }
    }

    function _endsByItself() private {
        vm.etch(address(manager), "");
        uint256 now_ = block.timestamp;
        vm.warp(now_ + 1 days + 4 hours);
        for (uint256 i = 0; i < _handler.SCOPES(); ++i) {
            (uint8 restricted,) = ledger.restrictedNow(type(uint8).max, _handler.scopeAt(i), 0, 0);
            vm.assertEq(restricted, 0, "restricted for ever");
        }
        vm.warp(now_);
    }
}
