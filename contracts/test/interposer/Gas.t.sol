// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Breaker} from "../../src/Breaker.sol";
import {CurieVaultBreakerInterposer} from "../../src/CurieVaultBreakerInterposer.sol";
import {IBreaker} from "../../src/interfaces/IBreaker.sol";
import {Roles} from "../../src/Roles.sol";
import {Scope} from "../../src/Scope.sol";
import {BookToken} from "../mocks/BookToken.sol";
import {PerpTest} from "../utils/PerpTest.sol";

/// @dev What the gate costs, on the fake perp; committed in snapshots/Interposer.json. Whole transactions on cold storage,
/// with their 21000 and calldata.
/// forge-config: default.isolate = true
contract InterposerGasTest is PerpTest {
    string private constant GROUP = "Interposer";

    function test_OpenPositionBare() public {
        install(address(house), houseCode);
        trade(alice, true, 1);
        vm.snapshotGasLastCall(GROUP, "openPosition: bare");
    }

    function test_OpenPositionGated() public {
        trade(alice, true, 1);
        vm.snapshotGasLastCall(GROUP, "openPosition: gated, nothing restricted");
    }

    function test_OpenPositionRestrictedElsewhere() public {
        restrict(Roles.SENTINEL, marketScope(), WITHDRAW, 1 hours);
        trade(alice, true, 1);
        vm.snapshotGasLastCall(GROUP, "openPosition: gated, another capability restricted");
    }

    function test_OpenPositionReducing() public {
        restrict(Roles.SENTINEL, marketScope(), OPEN | INCREASE, 1 hours);
        trade(alice, true, 1);
        vm.snapshotGasLastCall(GROUP, "openPosition: restricted, reducing");
    }

    function test_ClosePositionBare() public {
        install(address(house), houseCode);
        vm.prank(alice);
        house.closePosition(closeParams());
        vm.snapshotGasLastCall(GROUP, "closePosition: bare");
    }

    function test_ClosePositionPassed() public {
        vm.prank(alice);
        house.closePosition(closeParams());
        vm.snapshotGasLastCall(GROUP, "closePosition: passed through");
    }

    function test_WithdrawBare() public {
        install(address(vault), vaultCode);
        vm.prank(alice);
        vault.withdraw(token, 1);
        vm.snapshotGasLastCall(GROUP, "withdraw: bare");
    }

    function test_WithdrawGated() public {
        vm.prank(alice);
        vault.withdraw(token, 1);
        vm.snapshotGasLastCall(GROUP, "withdraw: gated, nothing restricted");
    }

    function test_WithdrawThroughTheLane() public {
        restrict(Roles.SENTINEL, Scope.protocol(address(house)), WITHDRAW, 1 hours);
        vm.prank(alice);
        vault.withdraw(token, 1);
        vm.snapshotGasLastCall(GROUP, "withdraw: restricted, first time through the lane");
    }

    /// @dev With one rule on outflow; the second withdrawal, because the first writes the rule's balance for the first time.
    function test_WithdrawWatched() public {
        address[] memory accounts = new address[](1);
        accounts[0] = alice;
        address book = address(new BookToken(accounts));
        vault.depositFor(alice, book, 5_000);
        IBreaker.Rule[] memory rules = new IBreaker.Rule[](1);
        rules[0] = IBreaker.Rule(
            book,
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
            Scope.asset(address(house), book),
            ""
        );
        Breaker trip = new Breaker(address(ledger), rules, IBreaker.Terms(2, 30, 5 minutes, 15 minutes, 0, 0, 1 days));
        address watching = address(
            new CurieVaultBreakerInterposer(vaultCode, address(ledger), address(house), address(lane), address(trip))
        );
        install(address(vault), watching);
        vm.prank(alice);
        vault.withdraw(book, 1);
        vm.prank(alice);
        vault.withdraw(book, 1);
        vm.snapshotGasLastCall(GROUP, "withdraw: gated and watched by the breaker");
    }

    function test_Restrict() public {
        vm.prank(sentinel);
        ledger.restrict(Roles.SENTINEL, SCOPE, OPEN | INCREASE, 1 hours, 2, 7, "id");
        vm.snapshotGasLastCall(GROUP, "restrict: first of a scope");
    }
}
