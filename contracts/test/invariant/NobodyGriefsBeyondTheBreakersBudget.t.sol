// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capability} from "../../src/Capability.sol";
import {IRestrictionLedger} from "../../src/interfaces/IRestrictionLedger.sol";
import {Roles} from "../../src/Roles.sol";
import {BreakerTest} from "../utils/BreakerTest.sol";
import {BreakerHandler} from "./BreakerHandler.sol";

/// @dev Against a griefer with unlimited funds who breaks the rules at will and pokes at will.
/// forge-config: default.invariant.runs = 32
contract NobodyGriefsBeyondTheBreakersBudget is BreakerTest {
    BreakerHandler private _handler;

    function setUp() public override {
        super.setUp();
        _handler = new BreakerHandler(
            BreakerHandler.Stage(trip, ledger, till, feeds[0], [scope, oracleScope], named("griefer"))
        );
        bytes4[] memory selectors = new bytes4[](8);
        selectors[0] = BreakerHandler.breakInvariant.selector;
        selectors[1] = BreakerHandler.breakOracle.selector;
        selectors[2] = BreakerHandler.mendOracle.selector;
        selectors[3] = BreakerHandler.drain.selector;
        selectors[4] = BreakerHandler.withdraw.selector;
        selectors[5] = BreakerHandler.poke.selector;
        selectors[6] = BreakerHandler.besiege.selector;
        selectors[7] = BreakerHandler.wait.selector;
        target(address(_handler), selectors);
    }

    function invariant_SecondsAreWithinTheBudget() public view {
        IRestrictionLedger.Limits memory limits = ledger.limitsOf(Roles.BREAKER);
        (uint256 onScope, uint256 inAll) = _handler.worst();
        vm.assertLe(onScope, limits.budgetPerScope, "[s] of one scope in some window");
        vm.assertLe(inAll, limits.budgetTotal, "[s] of all scopes in some window");
    }

    function invariant_BountiesAreWithinTheirs() public view {
        vm.assertLe(_handler.mostPaid(trip.terms().bountyWindow), trip.terms().bountyBudget, "[wei] in some window");
    }

    function invariant_OnlyWhatTheRulesNameIsEverRestricted() public view {
        vm.assertEq(_handler.everRestricted() & ~(WITHDRAW | OPEN | INCREASE), 0, "mask");
        (uint8 exits,) = ledger.restrictedNow(
            Capability.CLOSE | Capability.REPAY | Capability.TOPUP | LIQUIDATE, scope, oracleScope, 0
        );
        vm.assertEq(exits, 0, "exits and liquidations");
    }

    function afterInvariant() public view {
        if (_handler.calls() < 64) return;
        vm.assertGe(_handler.trips(), 4, "tripped");
        vm.assertGe(_handler.refused(), 4, "and not always");
    }

    /// @dev A siege that outlasts the budget uses most of it, and no more. (A reduce-only step that begins within a throttle
    /// is charged in full, so what was charged is more than what was restricted.)
    function test_ASiegeSpendsTheBudgetOfAScope() public {
        uint256 most;
        for (uint256 i = 0; i < 12; ++i) {
            _handler.besiege(60, 40);
            (uint256 onScope,) = _handler.worst();
            if (onScope > most) most = onScope;
        }
        uint256 budget = ledger.limitsOf(Roles.BREAKER).budgetPerScope;
        vm.assertLe(most, budget, "no more");
        vm.assertGe(most, budget * 3 / 4, "most of it");
        vm.assertGe(_handler.trips(), 8, "trips");
    }
}
