// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IRestrictionLedger} from "../../src/interfaces/IRestrictionLedger.sol";
import {Roles} from "../../src/Roles.sol";
import {HomeostatTest} from "../utils/HomeostatTest.sol";
import {Vm} from "../utils/Vm.sol";

contract LedgerBatchTest is HomeostatTest {
    function _action(bytes32 scope, uint8 mask, uint40 duration)
        private
        pure
        returns (IRestrictionLedger.Action memory)
    {
        return IRestrictionLedger.Action(scope, mask, duration, 2, 7, "batch");
    }

    function test_SkipsWhatFailsAndReportsIt() public {
        IRestrictionLedger.Action[] memory actions = new IRestrictionLedger.Action[](5);
        actions[0] = _action("a", OPEN, 600);
        actions[1] = _action("b", LIQUIDATE, 600);
        actions[2] = _action("c", OPEN, 2 hours);
        actions[3] = _action("a", OPEN, 600);
        actions[4] = _action("d", OPEN | WITHDRAW, 600);

        vm.recordLogs();
        vm.prank(sentinel);
        IRestrictionLedger.Outcome[] memory outcomes = ledger.restrictBatch(Roles.SENTINEL, actions);

        vm.assertEq(uint256(outcomes[0]), uint256(IRestrictionLedger.Outcome.TIGHTENED), "0");
        vm.assertEq(uint256(outcomes[1]), uint256(IRestrictionLedger.Outcome.REFUSED), "1");
        vm.assertEq(uint256(outcomes[2]), uint256(IRestrictionLedger.Outcome.REFUSED), "2");
        vm.assertEq(uint256(outcomes[3]), uint256(IRestrictionLedger.Outcome.ALREADY_DONE), "3");
        vm.assertEq(uint256(outcomes[4]), uint256(IRestrictionLedger.Outcome.TIGHTENED), "4");
        vm.assertTrue(ledger.isRestricted(OPEN, "a", 0, 0) && ledger.isRestricted(WITHDRAW, "d", 0, 0), "the rest");

        bytes memory refusal =
            abi.encodeWithSelector(IRestrictionLedger.LiquidateIsForCouncilOnly.selector, Roles.SENTINEL);
        vm.assertTrue(_reported(vm.getRecordedLogs(), "b", refusal), "reported with its reason");
    }

    function _reported(Vm.Log[] memory logs, bytes32 scope, bytes memory refusal) private view returns (bool) {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IRestrictionLedger.RestrictionRefused.selector) continue;
            if (logs[i].topics[1] != scope) continue;
            (bytes memory reason, address caller) = abi.decode(logs[i].data, (bytes, address));
            return keccak256(reason) == keccak256(refusal) && caller == sentinel;
        }
        return false;
    }

    function test_BudgetEndsInTheMiddle() public {
        IRestrictionLedger.Action[] memory actions = new IRestrictionLedger.Action[](12);
        for (uint256 i = 0; i < actions.length; ++i) {
            actions[i] = _action(keccak256(abi.encode(i)), OPEN, 1 hours);
        }
        vm.prank(sentinel);
        IRestrictionLedger.Outcome[] memory outcomes = ledger.restrictBatch(Roles.SENTINEL, actions);
        for (uint256 i = 0; i < actions.length; ++i) {
            vm.assertEq(
                outcomes[i] == IRestrictionLedger.Outcome.TIGHTENED ? 1 : uint256(0), i < 10 ? 1 : 0, "first ten"
            );
        }
    }

    function test_RevertIf_CallerLacksRole() public {
        vm.prank(nobody);
        vm.expectRevert(abi.encodeWithSelector(IRestrictionLedger.CallerLacksRole.selector, nobody, Roles.SENTINEL));
        ledger.restrictBatch(Roles.SENTINEL, new IRestrictionLedger.Action[](1));
    }
}
