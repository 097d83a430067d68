// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {TransparentUpgradeableProxy} from "@openzeppelin/contracts/proxy/transparent/TransparentUpgradeableProxy.sol";

import {IOutflowEscrow} from "../../src/interfaces/IOutflowEscrow.sol";
import {OutflowEscrow} from "../../src/OutflowEscrow.sol";
import {Bank} from "../mocks/Bank.sol";
import {MintableToken} from "../mocks/MintableToken.sol";
import {Version} from "../mocks/Version.sol";
import {HomeostatTest} from "../utils/HomeostatTest.sol";
import {RoleHandler} from "./RoleHandler.sol";

/// @dev Whoever lets go of a restriction can take nothing, and whoever can install code lets go of nothing. Not said of
/// ADMIN, the DAO's timelock, which grants the roles.
contract NoRoleBothLoosensAndMovesFunds is HomeostatTest {
    bytes32 private constant ADMIN_SLOT = 0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103;

    RoleHandler private _handler;

    function setUp() public override {
        super.setUp();
        OutflowEscrow escrow = new OutflowEscrow(address(manager), 1 days, 7 days, 12 hours);
        MintableToken token = new MintableToken();
        Bank bank = new Bank(escrow);
        address rogue = address(new Version(9));
        address approved = address(new Version(1));
        address proxy =
            address(new TransparentUpgradeableProxy(approved, address(gate), abi.encodeCall(Version.store, (42))));
        address proxyAdmin = address(uint160(uint256(vm.load(proxy, ADMIN_SLOT))));
        vm.startPrank(admin);
        gate.register(proxy, proxyAdmin, approved);
        escrow.setConsumer(address(bank), true);
        escrow.setLimits(address(token), IOutflowEscrow.Limits(100, 1_000, 1 days));
        vm.stopPrank();
        token.mint(address(bank), 1_000_000);
        bank.credit(address(token), named("whale"), 1_000_000);
        vm.startPrank(named("whale"));
        for (uint256 i = 0; i < 4; ++i) {
            bank.withdraw(address(token), 10_000);
        }
        vm.stopPrank();
        _handler = new RoleHandler(
            RoleHandler.Cast(manager, ledger, lane, gate, escrow, token, proxy, rogue, sentinel),
            [upgrader, sentinel, council, breaker, nobody]
        );
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = RoleHandler.act.selector;
        target(address(_handler), selectors);
    }

    function invariant_WhoeverLoosensMovesNothing() public view {
        for (uint256 i = 0; i < 5; ++i) {
            address caller = _handler.callerAt(i);
            vm.assertTrue(_handler.loosened(caller) == 0 || _handler.moved(caller) == 0, "one role does both");
        }
    }

    function invariant_HotKeysAndStrangersDoNeither() public view {
        for (uint256 i = 0; i < 5; ++i) {
            address caller = _handler.callerAt(i);
            if (caller == upgrader || caller == council) continue;
            vm.assertEq(_handler.loosened(caller) + _handler.moved(caller), 0, "a hot key loosens or takes");
        }
    }

    /// @dev Each of the handler's deeds happens when it is asked to: no invariant holds for want of trying.
    function test_TheHandlerDoesWhatItSays() public {
        for (uint256 deed = 0; deed < _handler.DEEDS(); ++deed) {
            for (uint256 who = 0; who < 5; ++who) {
                _handler.act(who, deed, false);
                _handler.act(who, deed, true);
            }
        }
        vm.assertEq(_handler.calls(), 10 * _handler.DEEDS(), "all tried");
        vm.assertGe(_handler.loosened(council), 2, "the council lifts and approves, after its delay");
        vm.assertEq(_handler.moved(council), 0, "and takes nothing");
        vm.assertEq(_handler.moved(upgrader), 1, "the upgrader installs, after its delay");
        vm.assertEq(_handler.loosened(upgrader), 0, "and loosens nothing");
    }
}
