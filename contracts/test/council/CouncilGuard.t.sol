// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CouncilGuard} from "../../src/CouncilGuard.sol";
import {ICouncilGuard} from "../../src/interfaces/ICouncilGuard.sol";
import {Counter} from "../mocks/Counter.sol";
import {Hostile} from "../mocks/Hostile.sol";
import {ISafe, SafeTest} from "../utils/SafeTest.sol";

/// @dev On the published bytecode of Safe 1.5.0.
contract CouncilGuardTest is SafeTest {
    Counter private _counter;

    function setUp() public override {
        super.setUp();
        _counter = new Counter();
    }

    function test_ATransactionIsExecutedUntilItsDeadline() public {
        send(_add(START));
        ISafe.Transaction memory t = _add(START + 1 days);
        bytes memory signatures = sign(t);
        vm.warp(START + 1 days);
        send(t, signatures);
        vm.assertEq(_counter.count(), 2, "twice");
    }

    function test_RevertIf_TheDeadlineHasPassed() public {
        ISafe.Transaction memory t = _add(START + 1 days);
        bytes memory signatures = sign(t);
        vm.warp(START + 1 days + 1);
        vm.expectRevert(abi.encodeWithSelector(ICouncilGuard.DeadlinePassed.selector, START + 1 days));
        send(t, signatures);
    }

    function test_RevertIf_ThereIsNoDeadlineOrItIsTooFar() public {
        ISafe.Transaction memory t = _add(0);
        bytes memory signatures = sign(t);
        vm.expectRevert(ICouncilGuard.DeadlineMissing.selector);
        send(t, signatures);
        t = _add(START + MAX_VALIDITY + 1);
        signatures = sign(t);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICouncilGuard.DeadlineTooFar.selector, START + MAX_VALIDITY + 1, START + MAX_VALIDITY
            )
        );
        send(t, signatures);
        t = _add(type(uint160).max);
        signatures = sign(t);
        vm.expectPartialRevert(ICouncilGuard.DeadlineTooFar.selector);
        send(t, signatures);
        send(_add(START + MAX_VALIDITY));
    }

    function test_RevertIf_TheDeadlineIsChangedAfterSigning() public {
        ISafe.Transaction memory t = _add(START);
        bytes memory signatures = sign(t);
        t.refundReceiver = address(uint160(START + 1));
        vm.expectRevert(bytes("GS026"));
        send(t, signatures);
    }

    function test_RevertIf_SignersAreTheSameOrUnordered() public {
        ISafe.Transaction memory t = _add(START);
        bytes memory signatures = sign(t);
        bytes memory first = new bytes(65);
        bytes memory second = new bytes(65);
        for (uint256 i = 0; i < 65; ++i) {
            (first[i], second[i]) = (signatures[i], signatures[65 + i]);
        }
        vm.expectRevert(bytes("GS026"));
        send(t, abi.encodePacked(first, first));
        vm.expectRevert(bytes("GS026"));
        send(t, abi.encodePacked(second, first));
    }

    function test_RevertIf_ItDelegatesOrWantsARefund() public {
        ISafe.Transaction memory t = _add(START);
        t.operation = 1;
        _refused(t, ICouncilGuard.DelegateCallNotAllowed.selector);
        t = _add(START);
        t.gasPrice = 1;
        _refused(t, ICouncilGuard.RefundsNotAllowed.selector);
        t = _add(START);
        t.baseGas = 1;
        _refused(t, ICouncilGuard.RefundsNotAllowed.selector);
        t = _add(START);
        t.gasToken = address(_counter);
        _refused(t, ICouncilGuard.RefundsNotAllowed.selector);
    }

    function test_AChangeIsAnnouncedWaitsAndIsMadeOnce() public {
        bytes memory change = abi.encodeCall(safe.changeThreshold, (1));
        _refused(transaction(address(safe), change, START), ICouncilGuard.ChangeNotAnnounced.selector);
        _announce(change);
        vm.warp(START + CHANGE_DELAY - 1);
        _refused(transaction(address(safe), change, block.timestamp), ICouncilGuard.ChangeTooEarly.selector);
        vm.warp(START + CHANGE_DELAY);
        send(transaction(address(safe), change, block.timestamp));
        vm.assertEq(safe.getThreshold(), 1, "changed");
        _refused(transaction(address(safe), change, block.timestamp), ICouncilGuard.ChangeNotAnnounced.selector);
    }

    function test_AnAnnouncementLapses() public {
        bytes memory change = abi.encodeCall(safe.changeThreshold, (1));
        _announce(change);
        vm.warp(START + CHANGE_DELAY + CHANGE_TIME + 1);
        _refused(transaction(address(safe), change, block.timestamp), ICouncilGuard.ChangeTooLate.selector);
        _announce(change);
        (uint40 from,) = guard.announcementOf(address(safe), guard.changeOf(address(safe), 0, change));
        vm.assertEq(from, block.timestamp + CHANGE_DELAY, "and can be made anew");
    }

    function test_RevertIf_AnnouncedTwice() public {
        bytes memory change = abi.encodeCall(safe.changeThreshold, (1));
        _announce(change);
        bytes32 hash = guard.changeOf(address(safe), 0, change);
        vm.prank(address(safe));
        vm.expectRevert(abi.encodeWithSelector(ICouncilGuard.ChangeAlreadyAnnounced.selector, hash));
        guard.announce(hash);
    }

    function test_OneOwnerCallsAChangeOff() public {
        bytes memory change = abi.encodeCall(safe.addOwnerWithThreshold, (address(this), 1));
        bytes32 hash = guard.changeOf(address(safe), 0, change);
        _announce(change);
        vm.expectRevert(abi.encodeWithSelector(ICouncilGuard.CallerIsNotOwner.selector, address(safe), address(this)));
        guard.callOff(address(safe), hash);
        vm.startPrank(vm.addr(keys[2]));
        guard.callOff(address(safe), hash);
        vm.expectRevert(abi.encodeWithSelector(ICouncilGuard.ChangeNotAnnounced.selector, hash));
        guard.callOff(address(safe), hash);
        vm.stopPrank();
        vm.warp(START + CHANGE_DELAY);
        _refused(transaction(address(safe), change, block.timestamp), ICouncilGuard.ChangeNotAnnounced.selector);
    }

    /// @dev Removing the guard itself is a change like any other.
    function test_TheGuardIsRemovedOnlyAfterItsDelay() public {
        bytes memory change = abi.encodeCall(safe.setGuard, (address(0)));
        _refused(transaction(address(safe), change, START), ICouncilGuard.ChangeNotAnnounced.selector);
        _announce(change);
        vm.warp(START + CHANGE_DELAY);
        send(transaction(address(safe), change, block.timestamp));
        send(_add(0));
        vm.assertEq(_counter.count(), 1, "no deadline is asked any more");
    }

    function test_ANonceIsVoidedWithoutAnAnnouncement() public {
        uint256 nonce = safe.nonce();
        send(transaction(address(safe), "", START));
        vm.assertEq(safe.nonce(), nonce + 1, "used up");
    }

    function test_ModulesMayCallOthersButNotChangeTheSafe() public {
        vm.assertTrue(
            safe.execTransactionFromModule(address(_counter), 0, abi.encodeCall(Counter.add, ()), 0), "a call"
        );
        vm.expectRevert(ICouncilGuard.DelegateCallNotAllowed.selector);
        safe.execTransactionFromModule(address(_counter), 0, abi.encodeCall(Counter.add, ()), 1);
        vm.expectRevert(abi.encodeWithSelector(ICouncilGuard.ModuleMayNotChangeSafe.selector, address(this)));
        safe.execTransactionFromModule(address(safe), 0, abi.encodeCall(safe.changeThreshold, (1)), 0);
        vm.assertEq(_counter.count(), 1, "once");
    }

    function test_ASafeThatMisbehavesHasNoOwners() public {
        Hostile hostile = new Hostile();
        for (uint256 mode = 0; mode <= uint256(type(Hostile.Mode).max); ++mode) {
            if (mode == uint256(Hostile.Mode.EATS_ALL_GAS)) continue;
            hostile.set(Hostile.Mode(mode));
            vm.expectPartialRevert(ICouncilGuard.CallerIsNotOwner.selector);
            guard.callOff(address(hostile), "x");
        }
    }

    function test_RevertIf_TimesAreOutOfBounds() public {
        uint40[2] memory bad = [uint40(1 hours - 1), 30 days + 1];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(ICouncilGuard.TimesOutOfBounds.selector);
            new CouncilGuard(bad[i], 1 days, 1 days);
            vm.expectRevert(ICouncilGuard.TimesOutOfBounds.selector);
            new CouncilGuard(1 days, bad[i], 1 days);
            vm.expectRevert(ICouncilGuard.TimesOutOfBounds.selector);
            new CouncilGuard(1 days, 1 days, bad[i]);
        }
    }

    function testFuzz_NothingIsExecutedOutsideItsTime(uint40 deadline, uint40 now_) public {
        deadline = uint40(bound(deadline, 1, type(uint40).max));
        now_ = uint40(bound(now_, 1, type(uint40).max));
        if (deadline % 2 == 0) now_ = uint40(bound(now_, deadline > 4 days ? deadline - 4 days : 1, deadline));
        ISafe.Transaction memory t = _add(deadline);
        bytes memory signatures = sign(t);
        vm.warp(now_);
        bool inTime = now_ <= deadline && deadline - now_ <= MAX_VALIDITY;
        if (!inTime) vm.expectRevert();
        send(t, signatures);
        vm.assertEq(_counter.count(), inTime ? 1 : 0, "executed");
    }

    function _add(uint256 deadline) private view returns (ISafe.Transaction memory) {
        return transaction(address(_counter), abi.encodeCall(Counter.add, ()), deadline);
    }

    function _announce(bytes memory change) private {
        bytes32 hash = guard.changeOf(address(safe), 0, change);
        send(transaction(address(guard), abi.encodeCall(guard.announce, (hash)), block.timestamp));
    }

    function _refused(ISafe.Transaction memory t, bytes4 error_) private {
        bytes memory signatures = sign(t);
        vm.expectPartialRevert(error_);
        send(t, signatures);
    }
}
