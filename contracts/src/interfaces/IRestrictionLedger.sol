// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What may not be done now, where, and until when.
/// @notice Tightening is instant, scoped, budgeted, and expires by itself. Loosening (`lift`, `setLimits`) goes through
/// the AccessManager: delayed and cancellable by the execution delays of the roles granted there.
///
/// Masks are Capability bits: OPEN 1, INCREASE 2, WITHDRAW 4, TRANSFER 8, LIQUIDATE 16. There is no bit for CLOSE,
/// REPAY or TOPUP, and a mask with any other bit is refused whoever calls. LIQUIDATE is the council's alone, and lasts
/// longer than asked for by a grace: as long as the halt was, at most 4 hours. The grace is charged like the rest.
///
/// One storage word per scope, from the lowest bit: five expiries [unix s] of 40 bits in the order of the capability
/// bits, level (8), reason (16), last 32 bits of the tripper's address. Each capability has its own expiry, so that no
/// role can prolong a bit that it may not set.
///
/// Warning: not guaranteed: that a protocol asks (see IInterposer); that a `lift` was scheduled after the restriction
/// that it lifts (guardians should look at every scheduled lift); budgets across a change of limits (they hold in any
/// window of constant limits); that roles granted in the AccessManager without delay loosen slowly.
interface IRestrictionLedger {
    /// @notice Bounds of what one role can do. All zero: the role cannot restrict.
    /// @param allowedMask Capabilities that the role may restrict.
    /// @param maxStep [s] Longest duration of one call, inclusive.
    /// @param budgetPerScope [s] Most seconds that the role can keep one scope restricted within any `window`.
    /// @param budgetTotal [s] The same, summed over all scopes.
    /// @param window [s]
    struct Limits {
        uint8 allowedMask;
        uint32 maxStep;
        uint32 budgetPerScope;
        uint32 budgetTotal;
        uint32 window;
    }

    /// @notice One item of `restrictBatch`; the fields are the arguments of `restrict`.
    struct Action {
        bytes32 scope;
        uint8 mask;
        uint40 duration;
        uint8 level;
        uint16 reason;
        bytes32 actionId;
    }

    /// @notice TIGHTENED: something is restricted longer or at a higher level. ALREADY_DONE: the same action was
    /// applied before. NOTHING_TO_TIGHTEN: already restricted at least as much. REFUSED: only in batches.
    enum Outcome {
        TIGHTENED,
        ALREADY_DONE,
        NOTHING_TO_TIGHTEN,
        REFUSED
    }

    /// @param mask What the call asked for.
    /// @param until [unix s] Expiry that the call asked for.
    /// @param charged [s] Taken from the role's budgets.
    /// @param word The scope's storage word after the call: all expiries, see the layout above.
    event Restricted(
        bytes32 indexed scope,
        uint64 indexed roleId,
        bytes32 indexed actionId,
        uint8 mask,
        uint40 until,
        uint8 level,
        uint16 reason,
        uint40 charged,
        address caller,
        uint256 word
    );
    /// @notice A call that changed nothing: ALREADY_DONE or NOTHING_TO_TIGHTEN.
    event RestrictionUnchanged(
        bytes32 indexed scope, uint64 indexed roleId, bytes32 indexed actionId, Outcome outcome, address caller
    );
    /// @notice An item of a batch that was skipped. `refusal` is the error that `restrict` would have reverted with.
    event RestrictionRefused(
        bytes32 indexed scope, uint64 indexed roleId, bytes32 indexed actionId, bytes refusal, address caller
    );
    /// @param word The scope's storage word before the call.
    event Lifted(bytes32 indexed scope, address indexed caller, uint256 word);
    event LimitsSet(uint64 indexed roleId, Limits limits);

    error CallerLacksRole(address caller, uint64 roleId);
    error RoleHasNoLimits(uint64 roleId);
    error ActionIdMissing();
    error ScopeMissing();
    error MaskEmpty();
    /// @notice The mask has bits that cannot be restricted by anyone.
    error CapabilityNotRestrictable(uint8 mask, uint8 restrictable);
    /// @notice The mask has bits that this role may not restrict.
    error CapabilityNotAllowed(uint64 roleId, uint8 mask, uint8 allowedMask);
    error LiquidateIsForCouncilOnly(uint64 roleId);
    /// @notice Levels: 1 throttle, 2 reduce only, 3 halt. Level 3 needs LIQUIDATE in the mask.
    error LevelOutOfBounds(uint8 level, uint8 maxLevel);
    error DurationOutOfBounds(uint40 duration, uint32 minStep, uint32 maxStep);
    error ScopeBudgetExceeded(bytes32 scope, uint256 needed, uint256 left);
    error TotalBudgetExceeded(uint64 roleId, uint256 needed, uint256 left);
    error NothingToLift(bytes32 scope);
    error LimitsOutOfBounds(uint64 roleId);

    /// @notice Restricts `mask` on `scope` for `duration` from now. Never shortens or narrows what is in force.
    /// @dev Role: whoever holds `roleId` in the AccessManager, at once (an execution delay of the grant is ignored:
    /// tightening is instant). Seconds newly added are charged to the role; what is already restricted costs nothing;
    /// a lift refunds nothing. Idempotent: the same arguments with the same `actionId` do nothing again, ever, so a
    /// later restriction needs a new id. An id that comes with different arguments is a different action: nobody can
    /// use up somebody else's.
    /// @param duration [s] 1 to the role's maxStep, inclusive.
    /// @param level 1 throttle, 2 reduce only, 3 halt (needs LIQUIDATE). The higher of two levels stays until all
    /// expires.
    /// @param reason Code of the engine's; of the last call that tightened.
    /// @param actionId The engine's deterministic id; not zero.
    function restrict(
        uint64 roleId,
        bytes32 scope,
        uint8 mask,
        uint40 duration,
        uint8 level,
        uint16 reason,
        bytes32 actionId
    ) external returns (Outcome outcome);

    /// @notice `restrict` for each item; an item that is refused is skipped and reported.
    /// @dev Reverts as a whole only if the caller lacks the role.
    function restrictBatch(uint64 roleId, Action[] calldata actions) external returns (Outcome[] memory outcomes);

    /// @notice Ends every restriction of `scope`; a halt of liquidations goes over into its grace, which nothing ends
    /// early.
    /// @dev Role: AccessManager, meant for COUNCIL with an execution delay.
    function lift(bytes32 scope) external;

    /// @notice Sets what a role may do. What is already restricted stays.
    /// @dev Role: AccessManager, meant for ADMIN. Relaxing is loosening: the admin's execution delay is what makes it
    /// slow. maxStep is at most MAX_STEP (30 days); budgetPerScope at
    /// most `window`; allowedMask has LIQUIDATE only for COUNCIL. An allowedMask of zero disables the role.
    function setLimits(uint64 roleId, Limits calldata limits) external;

    /// @notice Which bits of `mask` are restricted on any of three scopes, and until when [unix s] the last of them is.
    /// @dev Never reverts. Unused scopes are zero. Nothing restricted: (0, 0).
    function restrictedNow(uint8 mask, bytes32 scopeA, bytes32 scopeB, bytes32 scopeC)
        external
        view
        returns (uint8 restricted, uint40 until);

    /// @notice Whether any bit of `mask` is restricted on any of three scopes. Never reverts.
    function isRestricted(uint8 mask, bytes32 scopeA, bytes32 scopeB, bytes32 scopeC) external view returns (bool);

    /// @notice What is in force on a scope; all zero if nothing is.
    /// @param until [unix s] Expiry of the longest restriction.
    /// @param mask Capabilities restricted now.
    /// @param tripper Last 32 bits of the address of the last caller that tightened.
    function restrictionOf(bytes32 scope)
        external
        view
        returns (uint40 until, uint8 mask, uint8 level, uint16 reason, uint32 tripper);

    /// @notice Expiry [unix s] of one capability (one bit) on a scope; 0 if it is not restricted now.
    function untilOf(bytes32 scope, uint8 capability) external view returns (uint40 until);

    /// @notice Seconds that a role can still add, on this scope and over all scopes.
    function budgetLeft(uint64 roleId, bytes32 scope) external view returns (uint256 onScope, uint256 total);

    function limitsOf(uint64 roleId) external view returns (Limits memory);

    /// @notice Whether this very action was applied by somebody who holds `roleId`.
    function isDone(uint64 roleId, Action calldata action) external view returns (bool);
}
