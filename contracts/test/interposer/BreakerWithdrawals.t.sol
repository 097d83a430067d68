// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Breaker} from "../../src/Breaker.sol";
import {CurieVaultBreakerInterposer} from "../../src/CurieVaultBreakerInterposer.sol";
import {IBreaker} from "../../src/interfaces/IBreaker.sol";
import {IInterposer} from "../../src/interfaces/IInterposer.sol";
import {Roles} from "../../src/Roles.sol";
import {Scope} from "../../src/Scope.sol";
import {BookToken} from "../mocks/BookToken.sol";
import {FakeVault} from "../mocks/FakeVault.sol";
import {Hostile} from "../mocks/Hostile.sol";
import {OneTransaction} from "../mocks/OneTransaction.sol";
import {PerpTest} from "../utils/PerpTest.sol";

/// @dev Of the token 2000 may leave in one transaction, 3000 in an hour; the retail lane is 1000 per account and day.
/// forge-config: default.isolate = true
contract InterposerBreakerWithdrawalsTest is PerpTest {
    BookToken private _book;
    Breaker private _breaker;
    OneTransaction private _robber;

    function setUp() public override {
        super.setUp();
        _robber = new OneTransaction();
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (alice, address(_robber));
        _book = new BookToken(accounts);
        vault.depositFor(alice, address(_book), 6_000);
        vault.depositFor(address(_robber), address(_book), 5_000);
        vm.prank(admin);
        lane.setAmount(address(_book), 1_000);
        _breaker = new Breaker(address(ledger), _rules(), IBreaker.Terms(2, 30, 5 minutes, 15 minutes, 0, 0, 1 days));
        vm.prank(admin);
        manager.grantRole(Roles.BREAKER, address(_breaker), 0);
        _interpose(address(_breaker));
    }

    function test_AWithdrawalAboveTheLimitIsStopped() public {
        vm.startPrank(alice);
        vault.withdraw(address(_book), 2_000);
        vm.expectRevert(abi.encodeWithSelector(IInterposer.StoppedByBreaker.selector, 0));
        vault.withdraw(address(_book), 2_001);
        vm.expectRevert(abi.encodeWithSelector(IInterposer.StoppedByBreaker.selector, 0));
        vault.withdrawAll(address(_book));
        vm.stopPrank();
        vm.assertEq(vault.balances(alice, address(_book)), 4_000, "only the first happened");
    }

    function test_PiecesInOneTransactionAreStopped() public {
        bytes[] memory calls = new bytes[](2);
        calls[0] = calls[1] = abi.encodeCall(FakeVault.withdraw, (address(_book), 1_500));
        vm.expectRevert(abi.encodeWithSelector(IInterposer.StoppedByBreaker.selector, 0));
        _robber.run(address(vault), calls);
        vm.assertEq(vault.balances(address(_robber), address(_book)), 5_000, "nothing left");
    }

    /// @dev Even a breaker that always says no cannot trap what fits the lane; above it, it can.
    function test_ARefusalLeavesTheRetailLane() public {
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(FakeVault.withdraw, (address(_book), 2_000));
        calls[1] = abi.encodeCall(FakeVault.withdraw, (address(_book), 1_000));
        _robber.run(address(vault), calls);
        vm.assertEq(vault.balances(address(_robber), address(_book)), 2_000, "3000 in one transaction, 1000 by lane");
    }

    function test_AStrangersPokesLeaveOnlyTheRetailLane() public {
        vm.roll(1_000);
        bytes32 scope = Scope.asset(address(house), address(_book));
        vm.startPrank(alice);
        vault.withdraw(address(_book), 2_000);
        vault.withdraw(address(_book), 2_000);
        vm.stopPrank();
        for (uint256 i = 0; i < 2; ++i) {
            vm.roll(block.number + 1);
            vm.warp(block.timestamp + 30);
            vm.prank(nobody);
            _breaker.poke(scope);
        }
        vm.startPrank(alice);
        vault.withdraw(address(_book), 1_000);
        vm.expectPartialRevert(IInterposer.WithdrawalExceedsLane.selector);
        vault.withdraw(address(_book), 1);
    }

    function test_ABreakerThatMisbehavesStopsNobody() public {
        Hostile hostile = new Hostile();
        _interpose(address(hostile));
        vm.startPrank(alice);
        for (uint256 mode = 0; mode <= uint256(type(Hostile.Mode).max); ++mode) {
            hostile.set(Hostile.Mode(mode));
            vault.withdraw(address(_book), 100);
            vault.deposit(address(_book), 100);
        }
        vm.etch(address(hostile), "");
        vault.withdrawAll(address(_book));
        vm.stopPrank();
        vm.assertEq(vault.balances(alice, address(_book)), 0, "all is out");
    }

    function test_StarvingTheBreakerOfGasStopsTheCall() public {
        uint256 passed;
        for (uint256 gas_ = 100_000; gas_ < 600_000; gas_ += 20_000) {
            vm.prank(alice);
            (bool success,) =
                address(vault).call{gas: gas_}(abi.encodeCall(FakeVault.withdraw, (address(_book), 2_001)));
            if (success) ++passed;
        }
        vm.assertEq(passed, 0, "no amount of gas gets past");
        vm.prank(alice);
        (bool honest,) = address(vault).call{gas: 600_000}(abi.encodeCall(FakeVault.withdraw, (address(_book), 2_000)));
        vm.assertTrue(honest, "enough for an honest one");
    }

    function test_ClosingToppingUpAndRepayingTellTheBreakerNothing() public {
        Hostile hostile = new Hostile();
        _interpose(address(hostile));
        hostile.set(Hostile.Mode.EATS_ALL_GAS);
        vm.startPrank(alice);
        house.closePosition{gas: 100_000}(closeParams());
        vault.deposit{gas: 100_000}(address(_book), 1);
        vault.settleBadDebt{gas: 100_000}(alice);
        vm.stopPrank();
        vm.assertEq(size(alice), 0, "closed");
    }

    function test_RevertIf_TheBreakerHasNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(IInterposer.AddressHasNoCode.selector, nobody));
        new CurieVaultBreakerInterposer(vaultCode, address(ledger), address(house), address(lane), nobody);
    }

    function _interpose(address breaker_) private {
        install(
            address(vault),
            address(
                new CurieVaultBreakerInterposer(vaultCode, address(ledger), address(house), address(lane), breaker_)
            )
        );
    }

    function _rules() private view returns (IBreaker.Rule[] memory rules) {
        rules = new IBreaker.Rule[](1);
        rules[0] = IBreaker.Rule(
            address(_book),
            IBreaker.Kind.OUTFLOW,
            40_000,
            1 hours,
            true,
            WITHDRAW,
            address(vault),
            WITHDRAW,
            9,
            3_000,
            2_000,
            Scope.asset(address(house), address(_book)),
            ""
        );
    }
}
