// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Breaker} from "../../src/Breaker.sol";
import {IBreaker} from "../../src/interfaces/IBreaker.sol";
import {BreakerTest} from "../utils/BreakerTest.sol";

contract BreakerRulesTest is BreakerTest {
    function test_RulesAndTermsAreReadBack() public view {
        vm.assertEq(trip.ruleCount(), 5, "count");
        IBreaker.Rule[] memory want = rules();
        for (uint256 i = 0; i < 5; ++i) {
            vm.assertEq(keccak256(abi.encode(trip.ruleAt(i))), keccak256(abi.encode(want[i])), "rule");
        }
        vm.assertEq(keccak256(abi.encode(trip.terms())), keccak256(abi.encode(termsForTests())), "terms");
    }

    function test_RevertIf_TheLedgerHasNoCode() public {
        IBreaker.Rule[] memory all = rules();
        vm.expectRevert(abi.encodeWithSelector(IBreaker.LedgerHasNoCode.selector, nobody));
        new Breaker(nobody, all, termsForTests());
    }

    function test_RevertIf_ThereAreNoneOrTooManyRules() public {
        vm.expectRevert(abi.encodeWithSelector(IBreaker.RulesOutOfBounds.selector, 0, 32));
        new Breaker(address(ledger), new IBreaker.Rule[](0), termsForTests());
        vm.expectRevert(abi.encodeWithSelector(IBreaker.RulesOutOfBounds.selector, 33, 32));
        new Breaker(address(ledger), new IBreaker.Rule[](33), termsForTests());
    }

    function test_RevertIf_TermsAreOutOfBounds() public {
        IBreaker.Rule[] memory all = rules();
        for (uint256 i = 0; i < 7; ++i) {
            IBreaker.Terms memory terms = termsForTests();
            if (i == 0) terms.confirmations = 1;
            if (i == 1) terms.gap = 0;
            if (i == 2) terms.memoryTime = terms.gap - 1;
            if (i == 3) terms.step = 0;
            if (i == 4) terms.step = 1 hours + 1;
            if (i == 5) terms.bountyBudget = terms.bounty - 1;
            if (i == 6) terms.bountyWindow = 0;
            vm.expectRevert(IBreaker.TermsOutOfBounds.selector);
            new Breaker(address(ledger), all, terms);
        }
    }

    function test_RevertIf_ARuleNamesWhatMayNotBeRestricted() public {
        uint8[6] memory masks = [0, LIQUIDATE | WITHDRAW, 32, 64, 128, type(uint8).max];
        for (uint256 i = 0; i < masks.length; ++i) {
            IBreaker.Rule memory bad = rules()[SOLVENT];
            (bad.throttleMask, bad.reduceMask) = (masks[i], masks[i]);
            _refused(bad);
        }
        IBreaker.Rule memory loosening = rules()[SOLVENT];
        loosening.reduceMask = OPEN;
        _refused(loosening);
        IBreaker.Rule memory moving = rules()[MOVE];
        moving.throttleMask = WITHDRAW;
        _refused(moving);
    }

    function test_RevertIf_ATargetIsNoneOrNoGuard() public {
        IBreaker.Rule memory bad = rules()[SOLVENT];
        bad.target = address(0);
        _refused(bad);
        bad.target = nobody;
        _refused(bad);
        bad = rules()[PRICED];
        bad.target = address(till);
        _refused(bad);
        bad = rules()[BAND];
        bad.other = bad.target;
        _refused(bad);
        bad = rules()[OUTFLOW];
        bad.other = address(0);
        _refused(bad);
    }

    function test_RevertIf_AGuardWouldNotGetItsGas() public {
        IBreaker.Rule memory bad = rules()[PRICED];
        bad.gasBound -= 1;
        _refused(bad);
        bad.gasBound = 5_000_001;
        _refused(bad);
        bad.gasBound = 0;
        _refused(bad);
    }

    function test_RevertIf_ALimitOrAQuestionIsMissing() public {
        IBreaker.Rule memory bad = rules()[OUTFLOW];
        bad.limit = 0;
        _refused(bad);
        bad = rules()[OUTFLOW];
        bad.limitInTransaction = 0;
        _refused(bad);
        bad = rules()[OUTFLOW];
        bad.window = 0;
        _refused(bad);
        bad = rules()[OUTFLOW];
        bad.inLine = false;
        _refused(bad);
        bad = rules()[MOVE];
        bad.limit = 0;
        _refused(bad);
        bad = rules()[SOLVENT];
        bad.question = hex"010203";
        _refused(bad);
        bad = rules()[BAND];
        bad.limit = 10_000;
        _refused(bad);
        bad = rules()[PRICED];
        bad.inLine = true;
        _refused(bad);
        bad = rules()[SOLVENT];
        bad.scope = 0;
        _refused(bad);
    }

    function test_RevertIf_InLineRulesNeedMoreGasThanThereIs() public {
        IBreaker.Rule[] memory many = new IBreaker.Rule[](4);
        for (uint256 i = 0; i < 4; ++i) {
            many[i] = rules()[SOLVENT];
        }
        vm.expectRevert(abi.encodeWithSelector(IBreaker.InLineGasOutOfBounds.selector, scope, 220_000));
        new Breaker(address(ledger), many, termsForTests());
    }

    /// @dev The dearest rules that are allowed, on storage that was never touched: the bound is enough.
    function test_InLineGasIsEnoughForTheDearestRules() public {
        IBreaker.Rule[] memory many = new IBreaker.Rule[](4);
        for (uint256 i = 0; i < 4; ++i) {
            many[i] = rules()[OUTFLOW];
            many[i].gasBound = 15_000;
        }
        Breaker dear = new Breaker(address(ledger), many, termsForTests());
        dear.beforeCall{gas: dear.INLINE_GAS()}(scope);
        dear.afterCall{gas: dear.INLINE_GAS()}(scope);
    }

    function _refused(IBreaker.Rule memory bad) private {
        IBreaker.Rule[] memory all = rules();
        all[3] = bad;
        vm.expectRevert(abi.encodeWithSelector(IBreaker.RuleOutOfBounds.selector, 3));
        new Breaker(address(ledger), all, termsForTests());
    }
}
