// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {IPolicyRegistry} from "./interfaces/IPolicyRegistry.sol";
import {Roles} from "./Roles.sol";

/// @title PolicyRegistry
/// @notice See IPolicyRegistry.
///
/// Design
/// - The delay is this contract's own, on top of the AccessManager's: in developer-key mode, too, relaxing is slow.
/// - A proposal comes into force by time alone; no call is needed, so nobody can withhold it, and nobody has to be alive.
///
/// Trust assumptions
/// - The AccessManager is OpenZeppelin's, unmodified.
contract PolicyRegistry is IPolicyRegistry, AccessManaged {
    /// @inheritdoc IPolicyRegistry
    uint40 public immutable RELAX_DELAY;

    struct State {
        bytes32 inForce;
        bytes32 proposed;
        uint40 from;
    }

    struct Approval {
        bool approved;
        uint32 strictness;
    }

    mapping(address protocol => State) private _states;
    mapping(address protocol => mapping(bytes32 policy => Approval)) private _approvals;

    /// @param authority AccessManager.
    /// @param relaxDelay [s] 1 hour to 30 days.
    constructor(address authority, uint40 relaxDelay) AccessManaged(authority) {
        require(relaxDelay >= 1 hours && relaxDelay <= 30 days, DelayOutOfBounds(relaxDelay));
        RELAX_DELAY = relaxDelay;
    }

    /// @inheritdoc IPolicyRegistry
    function approve(address protocol, bytes32 policy, uint32 strictness, string calldata uri) external restricted {
        require(protocol != address(0), ProtocolMissing());
        require(policy != 0, PolicyMissing());
        require(!_approvals[protocol][policy].approved, PolicyAlreadyApproved(protocol, policy));
        _approvals[protocol][policy] = Approval(true, strictness);
        emit PolicyApproved(protocol, policy, strictness, uri);
    }

    /// @inheritdoc IPolicyRegistry
    function withdraw(address protocol, bytes32 policy) external {
        _checkCouncil();
        _settle(protocol);
        _strictness(protocol, policy);
        State storage state = _states[protocol];
        require(state.inForce != policy, PolicyInForce(protocol, policy));
        if (state.proposed == policy) (state.proposed, state.from) = (0, 0);
        delete _approvals[protocol][policy];
        emit ApprovalWithdrawn(protocol, policy, msg.sender);
    }

    /// @inheritdoc IPolicyRegistry
    function tighten(address protocol, bytes32 policy) external {
        _checkCouncil();
        _settle(protocol);
        uint32 strictness = _strictness(protocol, policy);
        State storage state = _states[protocol];
        uint32 inForce = _approvals[protocol][state.inForce].strictness;
        require(state.inForce != 0 && strictness > inForce, PolicyNotStricter(strictness, inForce));
        _states[protocol] = State(policy, 0, 0);
        emit PolicySet(protocol, policy, strictness, msg.sender);
    }

    /// @inheritdoc IPolicyRegistry
    function propose(address protocol, bytes32 policy) external restricted {
        _settle(protocol);
        uint32 strictness = _strictness(protocol, policy);
        State storage state = _states[protocol];
        require(state.inForce != policy, PolicyInForce(protocol, policy));
        if (state.inForce == 0) {
            state.inForce = policy;
            emit PolicySet(protocol, policy, strictness, msg.sender);
        } else {
            (state.proposed, state.from) = (policy, uint40(block.timestamp) + RELAX_DELAY);
            emit PolicyProposed(protocol, policy, state.from, msg.sender);
        }
    }

    /// @inheritdoc IPolicyRegistry
    function callOff(address protocol) external {
        _checkCouncil();
        _settle(protocol);
        State storage state = _states[protocol];
        require(state.proposed != 0, NothingProposed(protocol));
        emit ProposalCalledOff(protocol, state.proposed, msg.sender);
        (state.proposed, state.from) = (0, 0);
    }

    /// @inheritdoc IPolicyRegistry
    function policyOf(address protocol) external view returns (bytes32 policy, uint32 strictness) {
        State storage state = _states[protocol];
        policy = _isDue(state) ? state.proposed : state.inForce;
        return (policy, _approvals[protocol][policy].strictness);
    }

    /// @inheritdoc IPolicyRegistry
    function proposalOf(address protocol) external view returns (bytes32 policy, uint40 from) {
        State storage state = _states[protocol];
        return _isDue(state) ? (bytes32(0), uint40(0)) : (state.proposed, state.from);
    }

    /// @inheritdoc IPolicyRegistry
    function isApproved(address protocol, bytes32 policy) external view returns (bool approved, uint32 strictness) {
        Approval storage approval = _approvals[protocol][policy];
        return (approval.approved, approval.strictness);
    }

    /// @dev Writes down what time has done.
    function _settle(address protocol) private {
        State storage state = _states[protocol];
        if (_isDue(state)) _states[protocol] = State(state.proposed, 0, 0);
    }

    function _isDue(State storage state) private view returns (bool) {
        return state.proposed != 0 && block.timestamp >= state.from;
    }

    function _strictness(address protocol, bytes32 policy) private view returns (uint32) {
        require(_approvals[protocol][policy].approved, PolicyNotApproved(protocol, policy));
        return _approvals[protocol][policy].strictness;
    }

    /// @dev Membership counts, not the grant's execution delay: tightening is instant.
    function _checkCouncil() private {
        (bool isMember,) = IAccessManager(authority()).hasRole(Roles.COUNCIL, msg.sender);
        if (!isMember) _checkCanCall(msg.sender, msg.data);
    }
}
