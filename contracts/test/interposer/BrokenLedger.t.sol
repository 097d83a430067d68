// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CurieClearingHouseInterposer} from "../../src/CurieClearingHouseInterposer.sol";
import {CurieVaultInterposer} from "../../src/CurieVaultInterposer.sol";
import {IInterposer} from "../../src/interfaces/IInterposer.sol";
import {Roles} from "../../src/Roles.sol";
import {Scope} from "../../src/Scope.sol";
import {Hostile} from "../mocks/Hostile.sol";
import {PerpTest} from "../utils/PerpTest.sol";

/// @dev For each way in which a ledger or a lane can be broken: what still works, and what does not.
contract InterposerBrokenLedgerTest is PerpTest {
    Hostile private _hostile;

    function setUp() public override {
        super.setUp();
        _hostile = new Hostile();
    }

    /// @dev Modes of a ledger that does not answer as an honest one could.
    function _breakLedger(uint8 mode) private {
        mode = uint8(bound(mode, 0, uint256(type(Hostile.Mode).max)));
        interpose(address(_hostile), address(lane));
        _hostile.set(Hostile.Mode(mode));
        if (mode == uint8(Hostile.Mode.REENTERS) || mode == uint8(Hostile.Mode.ALL_RESTRICTED)) {
            vm.etch(address(_hostile), "");
        }
    }

    function testFuzz_OpenFailsClosed(uint8 mode) public {
        _breakLedger(mode);
        vm.expectRevert(
            abi.encodeWithSelector(IInterposer.PositionMayOnlyShrink.selector, carol, market, OPEN, uint40(0))
        );
        trade(carol, true, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IInterposer.PositionMayOnlyShrink.selector, alice, market, INCREASE, uint40(0))
        );
        trade(alice, false, 1);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IInterposer.LiquidityMayNotBeAdded.selector, market, uint40(0)));
        house.addLiquidity(addParams(1));
    }

    function testFuzz_ExitsWork(uint8 mode) public {
        vm.prank(alice);
        house.addLiquidity(addParams(8));
        _breakLedger(mode);
        trade(alice, true, 5);
        trade(bob, false, 10);
        vm.startPrank(alice);
        house.removeLiquidity(removeParams(8));
        house.closePosition(closeParams());
        house.settleAllFunding(alice);
        vault.withdraw(token, 4_000);
        vault.withdrawAll(token);
        vault.withdrawEther(1);
        vault.withdrawAllEther();
        vm.assertEq(size(alice), 0, "closed");
        vm.assertEq(size(bob), 0, "reduced");
        vm.assertEq(vault.balances(alice, token) + vault.balances(alice, weth), 0, "withdrawn");
    }

    function testFuzz_LiquidationsWork(uint8 mode) public {
        _breakLedger(mode);
        house.liquidate(alice, market);
        house.liquidate(bob, market, 10);
        vault.liquidateCollateral(bob, token, 5_000, true);
        vm.assertEq(size(alice), 0, "liquidated");
    }

    function testFuzz_ABrokenLaneBlocksNoWithdrawal(uint8 mode) public {
        mode = uint8(bound(mode, 0, uint256(Hostile.Mode.REENTERS) - 1));
        interpose(address(ledger), address(_hostile));
        _hostile.set(Hostile.Mode(mode));
        restrict(Roles.SENTINEL, Scope.protocol(address(house)), WITHDRAW, 1 hours);
        vm.startPrank(alice);
        vault.withdraw(token, 4_000);
        vault.withdrawAll(token);
        vault.withdrawAllEther();
    }

    function test_ALaneWithoutCodeOrRegistrationBlocksNoWithdrawal() public {
        restrict(Roles.SENTINEL, Scope.protocol(address(house)), WITHDRAW, 1 hours);
        vm.prank(admin);
        lane.setConsumer(address(vault), false);
        vm.startPrank(alice);
        vault.withdraw(token, 4_000);
        vm.etch(address(lane), "");
        vault.withdraw(token, 1_000);
    }

    function test_AReenteringLaneGainsNothing() public {
        interpose(address(ledger), address(_hostile));
        restrict(Roles.SENTINEL, Scope.protocol(address(house)), WITHDRAW, 1 hours);
        _hostile.reenter(address(vault), abi.encodeCall(vault.withdraw, (token, 1)));
        vm.prank(alice);
        vault.withdraw(token, 100);
        vm.assertEq(vault.balances(alice, token), 4_900, "only her own withdrawal");
    }

    /// @dev An honest answer, if not a true one: withdrawals have the lane, liquidations wait, exits do not ask.
    function test_AllRestricted() public {
        interpose(address(_hostile), address(lane));
        _hostile.set(Hostile.Mode.ALL_RESTRICTED);
        trade(alice, true, 5);
        vm.prank(alice);
        house.closePosition(closeParams());
        vm.prank(alice);
        vault.withdraw(token, 1_000);
        vm.expectPartialRevert(IInterposer.LiquidationRestricted.selector);
        house.liquidate(bob, market);
    }

    /// @dev With every amount of gas: either the restriction holds, or the call fails. Never does it slip through.
    function testFuzz_StarvingTheLedgerOpensNothing(uint256 gas_) public {
        restrict(Roles.SENTINEL, marketScope(), OPEN | INCREASE, 1 hours);
        gas_ = bound(gas_, 20_000, 600_000);
        bytes memory call = abi.encodeCall(house.openPosition, (order(true, 1)));
        vm.prank(carol);
        (bool success,) = address(house).call{gas: gas_}(call);
        vm.assertFalse(success, "refused or out of gas");
    }

    function testFuzz_StarvingTheLedgerOrTheLaneWithdrawsNothing(uint256 gas_) public {
        restrict(Roles.SENTINEL, Scope.account(address(house), alice), WITHDRAW, 1 hours);
        gas_ = bound(gas_, 20_000, 1_000_000);
        bytes memory call = abi.encodeCall(vault.withdraw, (token, 1_001));
        vm.prank(alice);
        (bool success,) = address(vault).call{gas: gas_}(call);
        vm.assertFalse(success, "refused or out of gas");
        vm.assertEq(vault.balances(alice, token), 5_000, "nothing left");
    }

    function testFuzz_StarvingTheLedgerLiquidatesNothing(uint256 gas_) public {
        restrict(Roles.COUNCIL, Scope.account(address(house), alice), LIQUIDATE, 1 hours);
        gas_ = bound(gas_, 20_000, 400_000);
        (bool success,) =
            address(house).call{gas: gas_}(abi.encodeWithSignature("liquidate(address,address)", alice, market));
        vm.assertFalse(success, "refused or out of gas");
    }

    function test_RevertIf_GasIsBelowTheFloor() public {
        bytes memory call = abi.encodeCall(house.openPosition, (order(true, 1)));
        vm.prank(carol);
        (bool success, bytes memory returned) = address(house).call{gas: 105_000}(call);
        vm.assertFalse(success, "too little");
        vm.assertEq(bytes32(bytes4(returned)), bytes32(IInterposer.GasTooLow.selector), "and says so");
    }

    function test_RevertIf_PositionCannotBeReadUnderARestriction() public {
        restrict(Roles.SENTINEL, marketScope(), OPEN | INCREASE, 1 hours);
        vm.etch(address(accountBalance), "");
        vm.expectRevert(abi.encodeWithSelector(IInterposer.PositionUnreadable.selector, alice, market));
        trade(alice, true, 1);
    }

    function test_RevertIf_DeployedWithoutPartnersOrCalledWithoutProxy() public {
        bytes memory refusal = abi.encodeWithSelector(IInterposer.AddressHasNoCode.selector, nobody);
        vm.expectRevert(refusal);
        new CurieClearingHouseInterposer(nobody, address(ledger), address(house));
        vm.expectRevert(refusal);
        new CurieClearingHouseInterposer(houseCode, nobody, address(house));
        vm.expectRevert(refusal);
        new CurieClearingHouseInterposer(houseCode, address(ledger), nobody);
        vm.expectRevert(refusal);
        new CurieVaultInterposer(vaultCode, address(ledger), address(house), nobody);
        CurieVaultInterposer direct =
            new CurieVaultInterposer(vaultCode, address(ledger), address(house), address(lane));
        vm.expectRevert(IInterposer.CalledWithoutProxy.selector);
        PerpTest(address(direct)).targetContracts();
    }

    function test_SaysWhatStandsBehindTheProxy() public view {
        (address original, address ledger_, address lane_, address protocol) = IInterposer(address(vault)).interposed();
        vm.assertEq(original, vaultCode, "original");
        vm.assertEq(ledger_, address(ledger), "ledger");
        vm.assertEq(lane_, address(lane), "lane");
        vm.assertEq(protocol, address(house), "protocol");
        (,, lane_,) = IInterposer(address(house)).interposed();
        vm.assertEq(lane_, address(0), "no lane");
    }
}
