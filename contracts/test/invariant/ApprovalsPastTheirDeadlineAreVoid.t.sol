// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Test} from "../utils/Test.sol";
import {CouncilHandler} from "./CouncilHandler.sol";

/// @dev On a real Safe 1.5.0, against approvals that lie in a drawer and changes by surprise.
/// forge-config: default.invariant.runs = 64
contract ApprovalsPastTheirDeadlineAreVoid is Test {
    CouncilHandler private _handler;

    function setUp() public {
        _handler = new CouncilHandler();
        bytes4[] memory selectors = new bytes4[](6);
        selectors[0] = CouncilHandler.collect.selector;
        selectors[1] = CouncilHandler.present.selector;
        selectors[2] = CouncilHandler.skipNonce.selector;
        selectors[3] = CouncilHandler.announceChange.selector;
        selectors[4] = CouncilHandler.change.selector;
        selectors[5] = CouncilHandler.wait.selector;
        target(address(_handler), selectors);
    }

    function invariant_NoApprovalIsExecutedOutOfItsTime() public view {
        vm.assertEq(_handler.outOfTime(), 0, "out of time");
    }

    function invariant_TheSafeChangesOnlyAsAnnounced() public view {
        vm.assertEq(_handler.surprises(), 0, "a surprise");
    }

    function afterInvariant() public view {
        if (_handler.calls() < 64) return;
        vm.assertGe(_handler.refused(), 4, "refused");
    }

    /// @dev Each of the handler's deeds happens when it is asked to.
    function test_TheHandlerDoesWhatItSays() public {
        _handler.collect(3 days, 0);
        _handler.collect(0, 0);
        _handler.present(2);
        vm.assertEq(_handler.executed(), 1, "in time");
        vm.assertEq(_handler.refused(), 1, "out of time");
        _handler.change();
        vm.assertEq(_handler.changed(), 0, "not announced");
        _handler.announceChange();
        _handler.wait(2 days - 1);
        _handler.change();
        vm.assertEq(_handler.changed(), 1, "announced two days ago");
    }
}
