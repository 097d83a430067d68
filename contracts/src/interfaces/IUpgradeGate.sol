// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Owner of the proxy admins: which code may run behind a protocol's proxies.
/// @notice Unknown code waits the UPGRADER's execution delay (zero only in the developer-key era); code that the
/// council approved goes at once; back to approved code goes at once, by SENTINEL or COUNCIL.
///
/// Per proxy the gate keeps a lineage: the approved versions that went live, oldest first, each once. A version that
/// is live but was never approved stands outside it. Installing a version of the lineage, by upgrade or rollback, cuts
/// the lineage down to it.
///
/// Warning: not guaranteed: that the code's storage layout is what the council said; anything about an implementation
/// that is itself a proxy (its codehash does not tell what it runs); what a live implementation does to its own ERC-1967
/// slot before a rollback (a rollback overwrites it); that an earlier approved version is without known faults: a
/// sentinel may go back to it once, so the council revokes a faulty version as soon as it is replaced.
interface IUpgradeGate {
    /// @notice ROLLED_BACK; ALREADY_DONE: this very action was done before; ALREADY_SAFE: the live code is approved and
    /// came from a rollback, so a second engine or a repeated containment does not step back further.
    enum Outcome {
        ROLLED_BACK,
        ALREADY_DONE,
        ALREADY_SAFE,
        REFUSED
    }

    event Registered(address indexed proxy, address indexed proxyAdmin, address indexed implementation);
    event Released(address indexed proxy, address indexed newOwner);
    event ImplementationApproved(
        address indexed proxy, address indexed implementation, bytes32 codehash, bool storageCompatibleWithPrevious
    );
    event ImplementationRevoked(address indexed proxy, address indexed implementation);
    /// @notice Whatever makes other code live emits this.
    event ImplementationChanged(
        address indexed proxy, address indexed implementation, bytes32 codehash, bool approved, address caller
    );
    event RolledBack(
        address indexed proxy, bytes32 indexed actionId, address indexed to, address from, uint64 roleId, address caller
    );
    /// @notice A rollback that changed nothing. `refusal`: the error in REFUSED, as `rollback` would have reverted.
    event RollbackSkipped(address indexed proxy, bytes32 indexed actionId, Outcome outcome, bytes refusal);
    /// @param until [unix s]
    /// @param charged [s] Taken from the role's budget.
    event UpgraderSuspendedUntil(
        uint40 until, uint40 charged, uint64 indexed roleId, bytes32 indexed actionId, address caller
    );
    /// @notice A suspension that changed nothing; `refusal` is empty if it was done before or is in force anyway.
    event SuspensionSkipped(bytes32 indexed actionId, bytes refusal);

    error CallerIsNeitherSentinelNorCouncil(address caller);
    error ActionIdMissing();
    error ProxyNotRegistered(address proxy);
    error ProxyAlreadyRegistered(address proxy);
    error GateDoesNotOwnProxyAdmin(address proxyAdmin);
    error ImplementationHasNoCode(address implementation);
    /// @notice EIP-7702: an account whose code is a pointer.
    error ImplementationIsDelegatedAccount(address implementation);
    error ImplementationNotApproved(address proxy, address implementation);
    /// @notice Revoked code is installed by nobody until the council approves it again.
    error ImplementationIsRevoked(address proxy, address implementation);
    /// @notice The code at this address is not what was approved.
    error ApprovedCodeChanged(address proxy, address implementation);
    error UpgraderSuspended(uint40 until);
    /// @notice There is no approved, unrevoked, unchanged earlier version that the storage layout allows.
    error NoVersionToRollBackTo(address proxy);
    error DurationOutOfBounds(uint40 duration, uint40 minStep, uint40 maxStep);
    error SuspensionBudgetExceeded(uint64 roleId, uint256 needed, uint256 left);
    error SuspensionLimitsOutOfBounds();

    /// @notice Takes charge of a proxy: makes `implementation` live and approves it as the baseline.
    /// @dev Role: AccessManager, meant for ADMIN. The gate must own `proxyAdmin` already.
    function register(address proxy, address proxyAdmin, address implementation) external;

    /// @notice Hands the proxy's admin to `newOwner` and forgets the proxy.
    /// @dev Role: AccessManager, meant for ADMIN with a delay: this is as far as loosening goes.
    function release(address proxy, address newOwner) external;

    /// @notice Approves the code that `implementation` has now. Live code that was unknown joins the lineage.
    /// @dev Role: AccessManager, meant for COUNCIL. Approval covers the code, not initialisation calls (see `upgrade`).
    /// @param storageCompatibleWithPrevious Whether the version before it can run on the storage that it leaves; false
    /// means that no rollback crosses it.
    function approve(address proxy, address implementation, bool storageCompatibleWithPrevious) external;

    /// @notice Withdraws an approval; the code stays live if it is, and is never a target of a rollback again.
    /// @dev Role: COUNCIL, at once: tightening. Others: AccessManager.
    function revoke(address proxy, address implementation) external;

    /// @notice Makes `implementation` live, then calls it with `data` (empty: no call) in the proxy's storage.
    /// @dev Role: approved code without `data`: any UPGRADER, at once, even while suspended. Everything else:
    /// AccessManager `restricted` (schedule, wait the execution delay, call), and refused while the upgrader is
    /// suspended. Approved code with `data` counts as unknown, because an initialiser's arguments are not in the code.
    function upgrade(address proxy, address implementation, bytes calldata data) external;

    /// @notice Back to approved code, at once. Live code that is unapproved: to the newest version of the lineage that
    /// is approved, unrevoked and unchanged. Live code that is approved: to the one before it.
    /// @dev Role: SENTINEL or COUNCIL. Never calls the code with data. Idempotent by `actionId` and by state: approved
    /// code that came from a rollback is ALREADY_SAFE; to go further back the council revokes it first.
    function rollback(address proxy, bytes32 actionId) external returns (Outcome);

    /// @notice For `duration` from now, only approved code can be installed. Ends by itself; never shortened.
    /// @dev Role: SENTINEL or COUNCIL (charged as COUNCIL if both). Seconds newly added are charged to the role's
    /// budget in a rolling window. Idempotent by (`duration`, `actionId`).
    /// @param duration [s] 1 to MAX_SUSPENSION, inclusive.
    function suspendUpgrader(uint40 duration, bytes32 actionId) external;

    /// @notice `rollback` of each proxy and `suspendUpgrader`; what fails is skipped and reported.
    /// @dev Role: SENTINEL or COUNCIL.
    /// @param suspendSeconds [s] Zero: do not suspend.
    function contain(address[] calldata proxies, uint40 suspendSeconds, bytes32 actionId)
        external
        returns (Outcome[] memory outcomes);

    /// @notice The code that the gate made live last.
    function liveOf(address proxy) external view returns (address implementation, bool approved, bool rolledBack);

    /// @notice Whether the code is approved, unrevoked and unchanged.
    function isApproved(address proxy, address implementation) external view returns (bool);

    /// @notice Where `rollback` would go now; zero if nowhere.
    function rollbackTarget(address proxy) external view returns (address implementation);

    function lineageOf(address proxy) external view returns (address[] memory);
    function proxyAdminOf(address proxy) external view returns (address);

    /// @notice [unix s] 0 if not suspended.
    function suspendedUntil() external view returns (uint40);

    /// @notice [s] What SENTINEL (2) or COUNCIL (3) can still add to suspensions.
    function suspensionLeft(uint64 roleId) external view returns (uint256);

    /// @notice [s] Longest single suspension, inclusive.
    function MAX_SUSPENSION() external view returns (uint40);
}
