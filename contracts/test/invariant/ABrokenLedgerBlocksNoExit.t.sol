// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CurieClearingHouseInterposer} from "../../src/CurieClearingHouseInterposer.sol";
import {CurieVaultBreakerInterposer} from "../../src/CurieVaultBreakerInterposer.sol";
import {CurieVaultInterposer} from "../../src/CurieVaultInterposer.sol";
import {Hostile} from "../mocks/Hostile.sol";
import {PerpTest} from "../utils/PerpTest.sol";
import {ExitHandler} from "./ExitHandler.sol";

/// @dev Against any sequence of trades, restrictions and faults of our own contracts: reverting, answering nothing,
/// garbage or "all restricted", eating gas, without code.
contract ABrokenLedgerBlocksNoExit is PerpTest {
    ExitHandler private _handler;
    address[4] private _houses;
    address[4] private _vaults;

    function setUp() public override {
        super.setUp();
        Hostile hostile = new Hostile();
        for (uint256 fault = 0; fault < 4; ++fault) {
            address ledger_ = fault == uint256(ExitHandler.Fault.LEDGER) ? address(hostile) : address(ledger);
            address lane_ = fault == uint256(ExitHandler.Fault.LANE) ? address(hostile) : address(lane);
            _houses[fault] = address(new CurieClearingHouseInterposer(houseCode, ledger_, address(house)));
            _vaults[fault] = fault == uint256(ExitHandler.Fault.BREAKER)
                ? address(new CurieVaultBreakerInterposer(vaultCode, ledger_, address(house), lane_, address(hostile)))
                : address(new CurieVaultInterposer(vaultCode, ledger_, address(house), lane_));
        }
        ExitHandler.Stage memory stage = ExitHandler.Stage(
            house, vault, accountBalance, ledger, lane, hostile, market, token, sentinel, council, [alice, bob, carol]
        );
        _handler = new ExitHandler(stage, this.put);
        bytes4[] memory selectors = new bytes4[](17);
        selectors[0] = ExitHandler.breakLedger.selector;
        selectors[1] = ExitHandler.breakLane.selector;
        selectors[2] = ExitHandler.mend.selector;
        selectors[3] = ExitHandler.restrict.selector;
        selectors[4] = ExitHandler.wait.selector;
        selectors[5] = ExitHandler.hold.selector;
        selectors[6] = ExitHandler.open.selector;
        selectors[7] = ExitHandler.reduce.selector;
        selectors[8] = ExitHandler.close.selector;
        selectors[9] = ExitHandler.removeLiquidityAndQuit.selector;
        selectors[10] = ExitHandler.repay.selector;
        selectors[11] = ExitHandler.topUp.selector;
        selectors[12] = ExitHandler.withdraw.selector;
        selectors[13] = ExitHandler.liquidate.selector;
        selectors[15] = ExitHandler.halt.selector;
        selectors[14] = ExitHandler.lie.selector;
        selectors[16] = ExitHandler.breakBreaker.selector;
        target(address(_handler), selectors);
    }

    /// @notice For the handler: interposers with this fault.
    function put(ExitHandler.Fault fault) external {
        install(address(house), _houses[uint256(fault)]);
        install(address(vault), _vaults[uint256(fault)]);
    }

    function invariant_NoLedgerNoLaneAndNoBreakerBlocksAnExit() public view {
        vm.assertEq(_handler.lastRefusal(), "", "an exit was refused");
        vm.assertEq(_handler.blocked(), 0, "an exit was blocked");
    }

    function invariant_NothingGrowsUnderARestrictionOrABrokenLedger() public view {
        vm.assertEq(_handler.slippedThrough(), 0, "a position grew");
    }

    /// @dev After each run: it was no idle one.
    function afterInvariant() public view {
        // A failing sequence that is being shortened.
        if (_handler.calls() < 64) return;
        uint256 exits = _handler.exitsWhileBroken() + _handler.exitsWhileAllRestricted();
        vm.assertGe(exits + _handler.exitsWhileRestricted(), 8, "exits past our contracts");
    }

    /// @dev Each of the handler's deeds happens when it is asked to: no invariant holds for want of trying.
    function test_TheHandlerDoesWhatItSays() public {
        _handler.open(0, false, 5);
        vm.assertEq(_handler.opened(), 1, "opened");
        for (uint8 mode = 0; mode <= uint8(type(Hostile.Mode).max); ++mode) {
            _handler.breakLedger(mode, 0);
            _handler.hold(2, 7);
            _handler.reduce(2, 2);
            _handler.open(2, false, 5);
            vm.assertEq(size(carol), 4 * (int256(uint256(mode)) + 1), "reduced by three, did not grow");
        }
        uint256 modes = uint256(type(Hostile.Mode).max) + 1;
        vm.assertEq(_handler.exitsWhileAllRestricted(), 2, "left past a liar");
        vm.assertEq(_handler.exitsWhileBroken(), 2 * modes - 2, "left past all other faults");
        vm.assertEq(_handler.refusedToOpen(), modes, "refused to open");
        _handler.halt(2);
        vm.assertEq(_handler.exitsWhileRestricted(), 1, "left under a restriction");
        _handler.open(2, true, 5);
        vm.assertEq(size(carol), 0, "could not open");
        _handler.breakLane(0);
        _handler.withdraw(0, 5_000);
        vm.assertEq(vault.balances(alice, token), 0, "withdrew all without a lane");
        vm.assertEq(_handler.exitsWithoutLane(), 1, "past a broken lane");
        for (uint8 mode = 0; mode <= uint8(type(Hostile.Mode).max); ++mode) {
            _handler.breakBreaker(mode, 1, 10);
        }
        vm.assertEq(vault.balances(bob, token), 5_000 - 10 * modes, "withdrew past a broken breaker");
        vm.assertEq(_handler.exitsWithoutBreaker(), modes, "every time");
        uint256 before = block.timestamp;
        _handler.wait(600);
        vm.assertGe(block.timestamp, before + 1, "waited");
        _handler.mend(2, true, 5);
        vm.assertEq(size(carol), -5, "opened again");
    }
}
