// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {Capability} from "../../src/Capability.sol";
import {IRestrictionLedger} from "../../src/interfaces/IRestrictionLedger.sol";
import {RestrictionLedger} from "../../src/RestrictionLedger.sol";
import {RetailLane} from "../../src/RetailLane.sol";
import {Roles} from "../../src/Roles.sol";
import {UpgradeGate} from "../../src/UpgradeGate.sol";
import {Test} from "./Test.sol";

/// @title A deployment with every role held by one account; the council's delay is a day, the upgrader's two.
abstract contract HomeostatTest is Test {
    uint32 internal constant COUNCIL_DELAY = 1 days;
    uint32 internal constant UPGRADER_DELAY = 2 days;
    uint256 internal constant START = 1_800_000_000;
    uint8 internal constant OPEN = Capability.OPEN;
    uint8 internal constant INCREASE = Capability.INCREASE;
    uint8 internal constant WITHDRAW = Capability.WITHDRAW;
    uint8 internal constant LIQUIDATE = Capability.LIQUIDATE;
    bytes32 internal constant SCOPE = keccak256("scope");

    address internal admin = named("admin");
    address internal upgrader = named("upgrader");
    address internal sentinel = named("sentinel");
    address internal council = named("council");
    address internal breaker = named("breaker");
    address internal nobody = named("nobody");

    AccessManager internal manager;
    RestrictionLedger internal ledger;
    RetailLane internal lane;
    UpgradeGate internal gate;
    uint256 private _lastId;

    function setUp() public virtual {
        vm.warp(START);
        manager = new AccessManager(admin);
        (uint64[] memory roles, IRestrictionLedger.Limits[] memory limits) = limitsForTests();
        ledger = new RestrictionLedger(address(manager), roles, limits);
        lane = new RetailLane(address(manager), 1 days, 1_000);
        gate = new UpgradeGate(address(manager), 6 hours, 12 hours, 7 days);

        vm.startPrank(admin);
        manager.grantRole(Roles.UPGRADER, upgrader, UPGRADER_DELAY);
        manager.grantRole(Roles.SENTINEL, sentinel, 0);
        manager.grantRole(Roles.COUNCIL, council, COUNCIL_DELAY);
        manager.grantRole(Roles.BREAKER, breaker, 0);
        manager.setTargetFunctionRole(address(ledger), _one(RestrictionLedger.lift.selector), Roles.COUNCIL);
        manager.setTargetFunctionRole(address(gate), _one(UpgradeGate.approve.selector), Roles.COUNCIL);
        manager.setTargetFunctionRole(address(gate), _one(UpgradeGate.revoke.selector), Roles.COUNCIL);
        manager.setTargetFunctionRole(address(gate), _one(UpgradeGate.upgrade.selector), Roles.UPGRADER);
        vm.stopPrank();
    }

    function limitsForTests() internal pure returns (uint64[] memory roles, IRestrictionLedger.Limits[] memory limits) {
        roles = new uint64[](3);
        limits = new IRestrictionLedger.Limits[](3);
        (roles[0], roles[1], roles[2]) = (Roles.SENTINEL, Roles.COUNCIL, Roles.BREAKER);
        limits[0] = IRestrictionLedger.Limits(15, 1 hours, 4 hours, 10 hours, 1 days);
        limits[1] = IRestrictionLedger.Limits(31, 1 days, 3 days, 6 days, 30 days);
        limits[2] = IRestrictionLedger.Limits(15, 15 minutes, 2 hours, 6 hours, 1 days);
    }

    function callerOf(uint64 roleId) internal view returns (address) {
        return roleId == Roles.SENTINEL ? sentinel : roleId == Roles.COUNCIL ? council : breaker;
    }

    function nextId() internal returns (bytes32) {
        return bytes32(++_lastId);
    }

    /// @dev Restricts at level 2, reason 7, under a new action id, as the account that holds the role.
    function restrict(uint64 roleId, bytes32 scope, uint8 mask, uint40 duration)
        internal
        returns (IRestrictionLedger.Outcome)
    {
        bytes32 id = nextId();
        vm.prank(callerOf(roleId));
        return ledger.restrict(roleId, scope, mask, duration, 2, 7, id);
    }

    /// @dev Schedules, waits, calls.
    function executeDelayed(address caller, address target_, bytes memory data, uint256 delay) internal {
        vm.prank(caller);
        manager.schedule(target_, data, 0);
        vm.warp(block.timestamp + delay);
        vm.prank(caller);
        manager.execute(target_, data);
    }

    function _one(bytes4 selector) internal pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](1);
        selectors[0] = selector;
    }
}
