// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IUpgradeGate} from "../../src/interfaces/IUpgradeGate.sol";
import {UpgradeGate} from "../../src/UpgradeGate.sol";
import {Version} from "../mocks/Version.sol";
import {Test} from "../utils/Test.sol";

/// @title Upgraders, approvers, revokers and engines over four versions of one proxy, with books of our own.
contract GateHandler is Test {
    struct Cast {
        UpgradeGate gate;
        AccessManager manager;
        address proxy;
        address[4] versions;
        address council;
        address upgrader;
        address sentinel;
    }

    Cast private _cast;
    uint256 private _lastId;
    mapping(address version => bool) public approved;
    mapping(address version => bool) public everLive;
    /// @dev Whether its storage goes with that of the version before it in the line.
    mapping(address version => bool) private _goesWith;
    /// @dev Approved versions in the order in which they went live.
    address[] private _line;

    uint256 public calls;
    uint256 public rollbacks;
    uint256 public upgrades;
    uint256 public tried;
    /// @notice Rollbacks that went to code which was revoked, never approved, or never live.
    uint256 public badRollbacks;
    /// @notice Rollbacks past a version whose storage does not go with the one before it.
    uint256 public incompatibleRollbacks;
    /// @notice Unapproved code that went live without waiting, or while the upgrader was suspended.
    uint256 public hastyUpgrades;

    modifier counted() {
        ++calls;
        _;
    }

    constructor(Cast memory cast) {
        _cast = cast;
        approved[cast.versions[0]] = true;
        everLive[cast.versions[0]] = true;
        _line.push(cast.versions[0]);
    }

    function approve(uint8 which, bool compatible) external counted {
        address version = _cast.versions[which % 4];
        bytes memory call = abi.encodeCall(UpgradeGate.approve, (_cast.proxy, version, compatible));
        _wait(_cast.council, call, 1 days);
        if (!_execute(_cast.council, call)) return;
        (approved[version], _goesWith[version]) = (true, compatible);
        (address live,,) = _cast.gate.liveOf(_cast.proxy);
        if (live == version) _join(version);
    }

    function revoke(uint8 which) external counted {
        address version = _cast.versions[which % 4];
        vm.prank(_cast.council);
        try _cast.gate.revoke(_cast.proxy, version) {
            approved[version] = false;
        } catch {}
    }

    function upgradeAtOnce(uint8 which) external counted {
        address version = _cast.versions[which % 4];
        bytes memory call = abi.encodeCall(UpgradeGate.upgrade, (_cast.proxy, version, ""));
        uint256 from = _cast.manager.getSchedule(_operation(_cast.upgrader, call));
        bool waited = from != 0 && from <= block.timestamp;
        ++tried;
        vm.prank(_cast.upgrader);
        try _cast.gate.upgrade(_cast.proxy, version, "") {
            if (!approved[version] && !waited) ++hastyUpgrades;
            _live(version);
        } catch {}
    }

    /// @param suspended Whether the engine suspends the upgrader at the last moment.
    function upgradeAfterDelay(uint8 which, bool suspended) external counted {
        address version = _cast.versions[which % 4];
        bytes memory call = abi.encodeCall(UpgradeGate.upgrade, (_cast.proxy, version, ""));
        _wait(_cast.upgrader, call, 2 days);
        if (suspended) _suspend(10 minutes);
        ++tried;
        bool success = _execute(_cast.upgrader, call);
        if (success && !approved[version] && _cast.gate.suspendedUntil() != 0) ++hastyUpgrades;
        if (success) _live(version);
    }

    function suspend(uint40 duration) external counted {
        _suspend(uint40(bound(duration, 1, 6 hours)));
    }

    function rollback(bool asCouncil) external counted {
        bytes32 id = bytes32(++_lastId);
        vm.prank(asCouncil ? _cast.council : _cast.sentinel);
        try _cast.gate.rollback(_cast.proxy, id) returns (IUpgradeGate.Outcome outcome) {
            if (outcome != IUpgradeGate.Outcome.ROLLED_BACK) return;
            ++rollbacks;
            (address live,,) = _cast.gate.liveOf(_cast.proxy);
            if (!approved[live] || !everLive[live]) ++badRollbacks;
            while (_line.length != 0 && _line[_line.length - 1] != live) {
                if (!_goesWith[_line[_line.length - 1]]) ++incompatibleRollbacks;
                _line.pop();
            }
        } catch {}
    }

    function wait(uint256 seconds_) external counted {
        vm.warp(block.timestamp + bound(seconds_, 1, 1 days));
    }

    function _live(address version) private {
        ++upgrades;
        everLive[version] = true;
        if (approved[version]) _join(version);
    }

    /// @dev Whoever is in the line already ends it; everybody else is its new end.
    function _join(address version) private {
        for (uint256 i = 0; i < _line.length; ++i) {
            if (_line[i] != version) continue;
            while (_line.length > i + 1) {
                _line.pop();
            }
            return;
        }
        _line.push(version);
    }

    function _suspend(uint40 duration) private {
        bytes32 id = bytes32(++_lastId);
        vm.prank(_cast.sentinel);
        try _cast.gate.suspendUpgrader(duration, id) {} catch {}
    }

    function _wait(address caller, bytes memory call, uint256 delay) private {
        if (_cast.manager.getSchedule(_operation(caller, call)) == 0) {
            vm.prank(caller);
            _cast.manager.schedule(address(_cast.gate), call, 0);
        }
        vm.warp(block.timestamp + delay);
    }

    function _operation(address caller, bytes memory call) private view returns (bytes32) {
        return _cast.manager.hashOperation(caller, address(_cast.gate), call);
    }

    function _execute(address caller, bytes memory call) private returns (bool success) {
        vm.prank(caller);
        (success,) = address(_cast.manager).call(abi.encodeCall(AccessManager.execute, (address(_cast.gate), call)));
    }
}
