// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {ProxyAdmin} from "@openzeppelin/contracts/proxy/transparent/ProxyAdmin.sol";
import {ITransparentUpgradeableProxy} from "@openzeppelin/contracts/proxy/transparent/TransparentUpgradeableProxy.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";

import {IUpgradeGate} from "./interfaces/IUpgradeGate.sol";
import {Roles} from "./Roles.sol";

/// @title UpgradeGate
/// @notice See IUpgradeGate.
///
/// Design
/// - The lineage holds only approved versions, each once: a rollback's walk is as short as the council's list of
///   approvals, whatever an upgrader installs to lengthen it.
/// - Revoked or changed code is refused to everybody, so that the lineage cannot lose its storage-compatibility marks.
///
/// Trust assumptions
/// - AccessManager, ProxyAdmin and TransparentUpgradeableProxy are OpenZeppelin's 5.x, unmodified.
contract UpgradeGate is IUpgradeGate, AccessManaged {
    using RateLimiter for RateLimiter.SlidingWindow;

    /// @inheritdoc IUpgradeGate
    uint40 public immutable MAX_SUSPENSION;

    struct Approval {
        bytes32 codehash;
        bool revoked;
        bool storageCompatibleWithPrevious;
        // Index in the lineage plus one; 0 if not in it.
        uint64 position;
    }

    struct Managed {
        ProxyAdmin admin;
        address live;
        bool rolledBack;
        address[] lineage;
    }

    mapping(address proxy => Managed) private _managed;
    mapping(address proxy => mapping(address implementation => Approval)) private _approvals;
    mapping(bytes32 actionKey => bool) private _done;
    RateLimiter.SlidingWindow private _suspensions;
    uint40 private _suspendedUntil;

    /// @param authority AccessManager.
    /// @param maxSuspension [s]
    /// @param suspensionBudget [s] Most seconds that one role can keep the upgrader suspended within any `window`.
    /// @param window [s]
    constructor(address authority, uint40 maxSuspension, uint40 suspensionBudget, uint40 window)
        AccessManaged(authority)
    {
        require(
            maxSuspension != 0 && maxSuspension <= suspensionBudget && suspensionBudget <= window,
            SuspensionLimitsOutOfBounds()
        );
        MAX_SUSPENSION = maxSuspension;
        // Over window + maxSuspension: see RestrictionLedger, Design.
        _suspensions.updateSettings(uint48(window) + maxSuspension, suspensionBudget);
    }

    /// @inheritdoc IUpgradeGate
    function register(address proxy, address proxyAdmin, address implementation) external restricted {
        Managed storage managed = _managed[proxy];
        require(address(managed.admin) == address(0), ProxyAlreadyRegistered(proxy));
        require(ProxyAdmin(proxyAdmin).owner() == address(this), GateDoesNotOwnProxyAdmin(proxyAdmin));
        managed.admin = ProxyAdmin(proxyAdmin);
        emit Registered(proxy, proxyAdmin, implementation);
        _approve(proxy, implementation, false);
        _setLive(proxy, implementation);
        _install(proxy, implementation, "");
    }

    /// @inheritdoc IUpgradeGate
    function release(address proxy, address newOwner) external restricted {
        ProxyAdmin admin = _registered(proxy).admin;
        _cutLineage(proxy, 0);
        delete _managed[proxy];
        emit Released(proxy, newOwner);
        admin.transferOwnership(newOwner);
    }

    /// @inheritdoc IUpgradeGate
    function approve(address proxy, address implementation, bool storageCompatibleWithPrevious) external restricted {
        Managed storage managed = _registered(proxy);
        _approve(proxy, implementation, storageCompatibleWithPrevious);
        if (managed.live == implementation) _joinLineage(proxy, implementation);
    }

    /// @inheritdoc IUpgradeGate
    function revoke(address proxy, address implementation) external {
        if (!_isMember(Roles.COUNCIL)) _checkCanCall(msg.sender, msg.data);
        _registered(proxy);
        Approval storage approval = _approvals[proxy][implementation];
        require(approval.codehash != 0 && !approval.revoked, ImplementationNotApproved(proxy, implementation));
        approval.revoked = true;
        emit ImplementationRevoked(proxy, implementation);
    }

    /// @inheritdoc IUpgradeGate
    function upgrade(address proxy, address implementation, bytes calldata data) external {
        _registered(proxy);
        bool approved = isApproved(proxy, implementation);
        bool atOnce = approved && data.length == 0;
        uint40 until = suspendedUntil();
        require(atOnce || until == 0, UpgraderSuspended(until));
        if (!(atOnce && _isMember(Roles.UPGRADER))) _checkCanCall(msg.sender, msg.data);
        if (!approved) {
            Approval storage approval = _approvals[proxy][implementation];
            require(!approval.revoked, ImplementationIsRevoked(proxy, implementation));
            require(approval.codehash == 0, ApprovedCodeChanged(proxy, implementation));
            _checkCode(implementation);
        }
        _setLive(proxy, implementation);
        _install(proxy, implementation, data);
    }

    /// @inheritdoc IUpgradeGate
    function rollback(address proxy, bytes32 actionId) external returns (Outcome) {
        (Outcome outcome, bytes memory refusal) = _rollback(proxy, actionId, _tightener());
        if (outcome == Outcome.REFUSED) _revertWith(refusal);
        return outcome;
    }

    /// @inheritdoc IUpgradeGate
    function suspendUpgrader(uint40 duration, bytes32 actionId) external {
        bytes memory refusal = _suspend(duration, actionId, _tightener());
        if (refusal.length != 0) _revertWith(refusal);
    }

    /// @inheritdoc IUpgradeGate
    function contain(address[] calldata proxies, uint40 suspendSeconds, bytes32 actionId)
        external
        returns (Outcome[] memory outcomes)
    {
        uint64 roleId = _tightener();
        if (suspendSeconds != 0) {
            bytes memory refusal = _suspend(suspendSeconds, actionId, roleId);
            if (refusal.length != 0) emit SuspensionSkipped(actionId, refusal);
        }
        outcomes = new Outcome[](proxies.length);
        for (uint256 i = 0; i < proxies.length; ++i) {
            bytes memory refusal;
            (outcomes[i], refusal) = _rollback(proxies[i], actionId, roleId);
            if (outcomes[i] == Outcome.REFUSED) {
                emit RollbackSkipped(proxies[i], actionId, Outcome.REFUSED, refusal);
            }
        }
    }

    /// @inheritdoc IUpgradeGate
    function liveOf(address proxy) external view returns (address implementation, bool approved, bool rolledBack) {
        Managed storage managed = _managed[proxy];
        return (managed.live, isApproved(proxy, managed.live), managed.rolledBack);
    }

    /// @inheritdoc IUpgradeGate
    function isApproved(address proxy, address implementation) public view returns (bool) {
        Approval storage approval = _approvals[proxy][implementation];
        return approval.codehash != 0 && !approval.revoked && approval.codehash == implementation.codehash;
    }

    /// @inheritdoc IUpgradeGate
    function rollbackTarget(address proxy) external view returns (address implementation) {
        Managed storage managed = _managed[proxy];
        if (managed.rolledBack && isApproved(proxy, managed.live)) return managed.live;
        (implementation,) = _targetOf(proxy);
    }

    /// @inheritdoc IUpgradeGate
    function lineageOf(address proxy) external view returns (address[] memory) {
        return _managed[proxy].lineage;
    }

    /// @inheritdoc IUpgradeGate
    function proxyAdminOf(address proxy) external view returns (address) {
        return address(_managed[proxy].admin);
    }

    /// @inheritdoc IUpgradeGate
    function suspendedUntil() public view returns (uint40) {
        return _suspendedUntil > block.timestamp ? _suspendedUntil : 0;
    }

    /// @inheritdoc IUpgradeGate
    function suspensionLeft(uint64 roleId) public view returns (uint256) {
        return _suspensions.available(bytes32(uint256(roleId)));
    }

    /// @dev Changes nothing if it returns REFUSED.
    function _rollback(address proxy, bytes32 actionId, uint64 roleId)
        private
        returns (Outcome outcome, bytes memory refusal)
    {
        Managed storage managed = _managed[proxy];
        if (actionId == 0) return (Outcome.REFUSED, abi.encodeWithSelector(ActionIdMissing.selector));
        if (address(managed.admin) == address(0)) {
            return (Outcome.REFUSED, abi.encodeWithSelector(ProxyNotRegistered.selector, proxy));
        }
        bytes32 key = keccak256(abi.encode(this.rollback.selector, proxy, actionId));
        address from = managed.live;
        outcome = Outcome.ROLLED_BACK;
        if (managed.rolledBack && isApproved(proxy, from)) outcome = Outcome.ALREADY_SAFE;
        if (_done[key]) outcome = Outcome.ALREADY_DONE;
        if (outcome != Outcome.ROLLED_BACK) {
            emit RollbackSkipped(proxy, actionId, outcome, "");
            return (outcome, "");
        }
        (address to, uint256 length) = _targetOf(proxy);
        if (to == address(0)) {
            return (Outcome.REFUSED, abi.encodeWithSelector(NoVersionToRollBackTo.selector, proxy));
        }
        // No data, so no code but the proxy's and its admin's runs here.
        try managed.admin.upgradeAndCall(ITransparentUpgradeableProxy(proxy), to, "") {}
        catch (bytes memory reason) {
            return (Outcome.REFUSED, reason.length == 0 ? bytes("upgradeAndCall failed") : reason);
        }
        _done[key] = true;
        _cutLineage(proxy, length);
        managed.live = to;
        managed.rolledBack = true;
        emit ImplementationChanged(proxy, to, to.codehash, true, msg.sender);
        emit RolledBack(proxy, actionId, to, from, roleId, msg.sender);
    }

    /// @dev Returns the encoded error, empty if the upgrader is suspended as asked.
    function _suspend(uint40 duration, bytes32 actionId, uint64 roleId) private returns (bytes memory) {
        if (actionId == 0) return abi.encodeWithSelector(ActionIdMissing.selector);
        if (duration == 0 || duration > MAX_SUSPENSION) {
            return abi.encodeWithSelector(DurationOutOfBounds.selector, duration, 1, MAX_SUSPENSION);
        }
        bytes32 key = keccak256(abi.encode(this.suspendUpgrader.selector, duration, actionId));
        uint40 until = uint40(block.timestamp) + duration;
        uint40 current = _suspendedUntil > block.timestamp ? _suspendedUntil : uint40(block.timestamp);
        if (_done[key] || until <= current) {
            emit SuspensionSkipped(actionId, "");
        } else {
            uint40 added = until - current;
            uint256 left = suspensionLeft(roleId);
            if (added > left) return abi.encodeWithSelector(SuspensionBudgetExceeded.selector, roleId, added, left);
            _suspensions.consume(bytes32(uint256(roleId)), added);
            _suspendedUntil = until;
            emit UpgraderSuspendedUntil(until, added, roleId, actionId, msg.sender);
        }
        _done[key] = true;
        return "";
    }

    function _approve(address proxy, address implementation, bool storageCompatibleWithPrevious) private {
        _checkCode(implementation);
        Approval storage approval = _approvals[proxy][implementation];
        approval.codehash = implementation.codehash;
        approval.revoked = false;
        approval.storageCompatibleWithPrevious = storageCompatibleWithPrevious;
        emit ImplementationApproved(proxy, implementation, approval.codehash, storageCompatibleWithPrevious);
    }

    function _setLive(address proxy, address implementation) private {
        Managed storage managed = _managed[proxy];
        managed.live = implementation;
        managed.rolledBack = false;
        bool approved = isApproved(proxy, implementation);
        if (approved) _joinLineage(proxy, implementation);
        emit ImplementationChanged(proxy, implementation, implementation.codehash, approved, msg.sender);
    }

    function _install(address proxy, address implementation, bytes memory data) private {
        _managed[proxy].admin.upgradeAndCall(ITransparentUpgradeableProxy(proxy), implementation, data);
    }

    /// @dev Makes `implementation` the newest of the lineage.
    function _joinLineage(address proxy, address implementation) private {
        uint64 position = _approvals[proxy][implementation].position;
        if (position != 0) {
            _cutLineage(proxy, position);
        } else {
            address[] storage lineage = _managed[proxy].lineage;
            lineage.push(implementation);
            _approvals[proxy][implementation].position = uint64(lineage.length);
        }
    }

    function _cutLineage(address proxy, uint256 length) private {
        address[] storage lineage = _managed[proxy].lineage;
        while (lineage.length > length) {
            _approvals[proxy][lineage[lineage.length - 1]].position = 0;
            lineage.pop();
        }
    }

    function _registered(address proxy) private view returns (Managed storage managed) {
        managed = _managed[proxy];
        require(address(managed.admin) != address(0), ProxyNotRegistered(proxy));
    }

    /// @dev Newest safe version below the live one, and the lineage's length if it becomes live; (0, 0) if none.
    function _targetOf(address proxy) private view returns (address, uint256) {
        Managed storage managed = _managed[proxy];
        for (uint256 length = managed.lineage.length; length > 0; --length) {
            address version = managed.lineage[length - 1];
            if (version != managed.live && isApproved(proxy, version)) return (version, length);
            if (!_approvals[proxy][version].storageCompatibleWithPrevious) break;
        }
        return (address(0), 0);
    }

    function _checkCode(address implementation) private view {
        bytes memory code = implementation.code;
        require(code.length != 0, ImplementationHasNoCode(implementation));
        // EIP-7702: 0xef0100 and an address. No deployed code begins with 0xef (EIP-3541).
        require(code[0] != 0xef, ImplementationIsDelegatedAccount(implementation));
    }

    /// @dev The role as which the caller tightens. Membership counts, not the grant's execution delay.
    function _tightener() private view returns (uint64) {
        if (_isMember(Roles.COUNCIL)) return Roles.COUNCIL;
        require(_isMember(Roles.SENTINEL), CallerIsNeitherSentinelNorCouncil(msg.sender));
        return Roles.SENTINEL;
    }

    function _isMember(uint64 roleId) private view returns (bool isMember) {
        (isMember,) = IAccessManager(authority()).hasRole(roleId, msg.sender);
    }

    function _revertWith(bytes memory reason) private pure {
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
