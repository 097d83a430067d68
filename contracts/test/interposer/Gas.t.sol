// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Roles} from "../../src/Roles.sol";
import {Scope} from "../../src/Scope.sol";
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

    function test_Restrict() public {
        vm.prank(sentinel);
        ledger.restrict(Roles.SENTINEL, SCOPE, OPEN | INCREASE, 1 hours, 2, 7, "id");
        vm.snapshotGasLastCall(GROUP, "restrict: first of a scope");
    }
}
