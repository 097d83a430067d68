// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The policy that the DAO has set for a protocol, by its hash.
/// @notice Engines refuse to run a policy whose hash is not the one in force. A policy must be approved before it can be
/// in force, and is approved with a strictness: a number that the DAO chooses, higher is tighter. From one policy to a
/// stricter one the council goes at once; to any other the way takes `RELAX_DELAY`, and the council can call it off.
///
/// Warning: not guaranteed: that a higher number really is tighter (whoever approves has to look); that an engine asks;
/// anything about what a policy says. The hash is over the file's bytes as the engine reads them (keccak256).
interface IPolicyRegistry {
    /// @param uri Where to read it; not checked.
    event PolicyApproved(address indexed protocol, bytes32 indexed policy, uint32 strictness, string uri);
    event ApprovalWithdrawn(address indexed protocol, bytes32 indexed policy, address caller);
    event PolicySet(address indexed protocol, bytes32 indexed policy, uint32 strictness, address caller);
    /// @param from [unix s] In force from then on, unless called off.
    event PolicyProposed(address indexed protocol, bytes32 indexed policy, uint40 from, address caller);
    event ProposalCalledOff(address indexed protocol, bytes32 indexed policy, address caller);

    error DelayOutOfBounds(uint40 delay);
    error ProtocolMissing();
    error PolicyMissing();
    error PolicyNotApproved(address protocol, bytes32 policy);
    error PolicyAlreadyApproved(address protocol, bytes32 policy);
    error PolicyInForce(address protocol, bytes32 policy);
    error PolicyNotStricter(uint32 strictness, uint32 inForce);
    error NothingProposed(address protocol);

    /// @notice Allows a policy; it is not in force yet.
    /// @dev Role: AccessManager, meant for ADMIN. A strictness is given once: it cannot be changed while approved.
    function approve(address protocol, bytes32 policy, uint32 strictness, string calldata uri) external;

    /// @notice Takes an approval back; a proposal of that policy lapses.
    /// @dev Role: members of COUNCIL at once, or AccessManager. Not for the policy in force.
    function withdraw(address protocol, bytes32 policy) external;

    /// @notice Puts a stricter approved policy in force at once; a running proposal lapses.
    /// @dev Role: members of COUNCIL at once, or AccessManager.
    function tighten(address protocol, bytes32 policy) external;

    /// @notice Any approved policy will be in force after RELAX_DELAY, the first one of a protocol at once.
    /// @dev Role: AccessManager, meant for ADMIN. Replaces a proposal that runs.
    function propose(address protocol, bytes32 policy) external;

    /// @dev Role: members of COUNCIL at once, or AccessManager.
    function callOff(address protocol) external;

    /// @notice What is in force now; zero if nothing is.
    function policyOf(address protocol) external view returns (bytes32 policy, uint32 strictness);

    /// @notice What will be in force from `from` [unix s] on; zero if nothing is on its way.
    function proposalOf(address protocol) external view returns (bytes32 policy, uint40 from);

    function isApproved(address protocol, bytes32 policy) external view returns (bool approved, uint32 strictness);

    /// @notice [s]
    function RELAX_DELAY() external view returns (uint40);
}
