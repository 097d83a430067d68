// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Hostile} from "../mocks/Hostile.sol";
import {Till} from "../mocks/Till.sol";
import {BreakerTest} from "../utils/BreakerTest.sol";

/// @dev Each call of a test is a transaction; several in one go through OneTransaction.
/// forge-config: default.isolate = true
contract BreakerInLineTest is BreakerTest {
    function test_StopsTheWithdrawalThatTakesTooMuch() public {
        till.withdraw(50e18);
        vm.expectRevert(abi.encodeWithSelector(Till.Stopped.selector, OUTFLOW));
        till.withdraw(50e18 + 1);
        vm.assertEq(token.balanceOf(address(till)), 950e18, "the attacking call never happened");
    }

    function test_PiecesInOneTransactionAreAddedUp() public {
        vm.expectRevert(abi.encodeWithSelector(Till.Stopped.selector, OUTFLOW));
        one.run(address(till), two(_withdraw(30e18), _withdraw(21e18)));
        one.run(address(till), two(_withdraw(30e18), _withdraw(20e18)));
    }

    function test_TransactionsAreNotAddedUp() public {
        till.withdraw(50e18);
        till.withdraw(50e18);
        vm.assertEq(token.balanceOf(address(till)), 900e18, "the same block, two transactions");
    }

    function test_WhatIsPutBackIsNoOutflow() public {
        bytes[] memory calls = new bytes[](4);
        (calls[0], calls[2]) = (_withdraw(40e18), _withdraw(40e18));
        calls[1] = calls[3] = abi.encodeCall(till.deposit, (40e18));
        one.run(address(till), calls);
        vm.assertEq(token.balanceOf(address(till)), 1_000e18, "nothing left");
    }

    /// @dev Money borrowed, put in and taken out again is no cover for money that was there.
    function test_AFlashDepositBeforeItHidesNothing() public {
        vm.expectRevert(abi.encodeWithSelector(Till.Stopped.selector, OUTFLOW));
        one.run(address(till), two(abi.encodeCall(till.deposit, (500e18)), _withdraw(551e18)));
    }

    function test_TheWayOfThePriceIsAddedUpToAndFro() public {
        till.trade(1.05e18);
        till.trade(1e18);
        vm.expectRevert(abi.encodeWithSelector(Till.Stopped.selector, MOVE));
        till.trade(1.0501e18);
        vm.expectRevert(abi.encodeWithSelector(Till.Stopped.selector, MOVE));
        one.run(address(till), two(_trade(1.03e18), _trade(1e18)));
        one.run(address(till), two(_trade(1.025e18), _trade(1e18)));
    }

    /// @dev Also what is moved between two gated calls, by a way that is not gated.
    function test_AMoveBetweenGatedCallsCounts() public {
        vm.expectRevert(abi.encodeWithSelector(Till.Stopped.selector, SOLVENT));
        one.run(address(till), two(_withdraw(1), abi.encodeCall(till.setSolvent, (false))));
        bytes[] memory calls = new bytes[](3);
        calls[0] = _withdraw(1);
        calls[1] = abi.encodeCall(till.setSolventSilently, (false));
        calls[2] = _withdraw(1);
        vm.expectRevert(abi.encodeWithSelector(Till.Stopped.selector, SOLVENT));
        one.run(address(till), calls);
    }

    function test_WhatWasBrokenBeforeIsHeldAgainstNobody() public {
        till.setSolventSilently(false);
        till.withdraw(1);
        till.setSolvent(false);
        till.setSolvent(true);
        vm.expectRevert(abi.encodeWithSelector(Till.Stopped.selector, SOLVENT));
        till.setSolvent(false);
    }

    function test_ExtremeValuesOverflowNothing() public {
        till.trade(1.05e18);
        vm.expectRevert(abi.encodeWithSelector(Till.Stopped.selector, MOVE));
        till.trade(type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(Till.Stopped.selector, MOVE));
        till.trade(0);
    }

    function test_ATokenThatMisbehavesStopsNobody() public {
        bytes memory code = address(new Hostile()).code;
        vm.etch(address(token), code);
        for (uint256 mode = 0; mode <= uint256(Hostile.Mode.INVALID_OPCODE); ++mode) {
            Hostile(address(token)).set(Hostile.Mode(mode));
            trip.beforeCall(scope);
            vm.assertEq(trip.afterCall(scope), 0, "no answer is no refusal");
        }
    }

    function test_AnUnknownScopeIsNotRefused() public {
        trip.beforeCall("elsewhere");
        vm.assertEq(trip.afterCall("elsewhere"), 0, "no rule");
        vm.assertEq(trip.afterCall(scope), 0, "nothing to compare with");
    }

    function testFuzz_APieceIsStoppedExactlyWhenTooMuchHasLeft(uint96[6] memory amounts, uint8 deposits) public {
        bytes[] memory calls = new bytes[](6);
        int256 net;
        bool tooMuch;
        for (uint256 i = 0; i < 6; ++i) {
            uint256 amount = uint256(amounts[i]) % 40e18;
            bool isDeposit = i > 0 && deposits & (1 << i) != 0;
            calls[i] = isDeposit ? abi.encodeCall(till.deposit, (amount)) : _withdraw(amount);
            net += isDeposit ? -int256(amount) : int256(amount);
            if (!isDeposit && net > 50e18) tooMuch = true;
        }
        bool done = true;
        try one.run(address(till), calls) {}
        catch (bytes memory reason) {
            done = false;
            vm.assertEq(reason, abi.encodeWithSelector(Till.Stopped.selector, OUTFLOW), "for this reason");
        }
        vm.assertTrue(done != tooMuch, "stopped if and only if");
    }

    function _withdraw(uint256 amount) private pure returns (bytes memory) {
        return abi.encodeCall(Till.withdraw, (amount));
    }

    function _trade(uint256 price) private pure returns (bytes memory) {
        return abi.encodeCall(Till.trade, (price));
    }
}
