// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The breaker that nobody runs: rules that never change, evaluated by whoever calls.
/// @notice No owner, no key, no setter. It works on two scales.
///
/// *Inside one transaction*: whatever stands before the protocol (an Interposer, or the protocol itself) calls `beforeCall`
/// before and `afterCall` after a call that adds risk or takes funds out, and refuses the call if `afterCall` says so: the
/// attacking call itself never happens. The accumulators live in transient storage. What was already broken when the
/// transaction came, `afterCall` does not hold against it.
///
/// *Across blocks*: anybody calls `poke`. A rule that is seen broken in `confirmations` different blocks, at least `gap`
/// seconds apart, and at most `memoryTime` from one to the next, trips the RestrictionLedger for one short step: first
/// `throttleMask` at level 1, and, if it is still seen broken afterwards, `reduceMask` at level 2. Every step has to be
/// earned by new sightings. A look that finds a rule kept takes no sighting back, so whoever distorts what he shows in
/// his own poke hides nothing; a distortion that lasts one transaction is one sighting at most.
///
/// Warning: not guaranteed: that anybody pokes (the bounty pays at most for gas); anything about what no rule covers;
/// that a rule is true only under attack (the ledger's budget of the BREAKER role bounds what a false one can do);
/// protection from an outflow slower than a rule's limit per window; in-line protection on paths that do not call; a bound
/// on what many transactions of one block take together before the trip (added up, one of them could block the others).
/// Ether left for bounties has no way back.
interface IBreaker {
    /// @notice INVARIANT: the view `question` on `target` answers true; `invariant_*` functions by convention.
    /// ORACLE: `target`, an OracleGuard, has a usable price (poke only).
    /// BAND: the medians of two OracleGuards, `target` and `other` (say a fast and a slow one), are at most `limit` [bps]
    /// of `other` apart (poke only); volatility and dispersion alike.
    /// OUTFLOW: net outflow of the token `target` from `other`, `limit` [smallest unit] per `window` and
    /// `limitInTransaction` in line.
    /// MOVE: the way that the first word which `question` on `target` answers goes inside one transaction, to and fro
    /// added up, is at most `limit` [bps] of where it began (in line only).
    enum Kind {
        INVARIANT,
        ORACLE,
        BAND,
        OUTFLOW,
        MOVE
    }

    /// @param scope What is restricted, and what callers of `beforeCall` and `afterCall` name.
    /// @param gasBound [gas] For each question to `target` and `other`; ORACLE and BAND: at least their READ_GAS and 20,000.
    /// @param window [s] OUTFLOW only.
    /// @param inLine Whether `beforeCall` and `afterCall` look at it. OUTFLOW and MOVE: always; ORACLE and BAND: never.
    /// @param throttleMask Capabilities that the first step restricts. MOVE: 0.
    /// @param reduceMask The same for the steps after it; includes throttleMask. MOVE: 0.
    /// @param reason Code that the ledger records.
    struct Rule {
        address target;
        Kind kind;
        uint32 gasBound;
        uint32 window;
        bool inLine;
        uint8 throttleMask;
        address other;
        uint8 reduceMask;
        uint16 reason;
        uint128 limit;
        uint128 limitInTransaction;
        bytes32 scope;
        bytes question;
    }

    /// @param confirmations Sightings that trip; at least 2.
    /// @param gap [s] Least time between two sightings; at least 1.
    /// @param memoryTime [s] A sighting is forgotten if no other follows for so long; at least `gap`.
    /// @param step [s] Of one restriction; at most MAX_STEP.
    /// @param bounty [wei] For a poke that trips.
    /// @param bountyBudget [wei] Most that is paid within any `bountyWindow`.
    /// @param bountyWindow [s]
    struct Terms {
        uint8 confirmations;
        uint32 gap;
        uint32 memoryTime;
        uint32 step;
        uint96 bounty;
        uint128 bountyBudget;
        uint32 bountyWindow;
    }

    /// @notice UNKNOWN: the target gave no answer; neither a sighting nor its absence.
    enum Verdict {
        KEPT,
        BROKEN,
        UNKNOWN
    }

    /// @notice What came of a broken rule: SEEN: a sighting, or too early for one. TRIPPED. RUNNING: the step that runs
    /// is not half over. NOTHING_TO_TIGHTEN: others have restricted as much. REFUSED: the ledger would not, for want of
    /// budget or otherwise.
    enum Outcome {
        SEEN,
        TRIPPED,
        RUNNING,
        NOTHING_TO_TIGHTEN,
        REFUSED
    }

    event RuleAdded(uint256 indexed index, Rule rule);
    /// @param sightings After this one.
    event Sighted(uint256 indexed index, bytes32 indexed scope, uint8 sightings, address indexed caller);
    event Unverifiable(uint256 indexed index, bytes32 indexed scope, address indexed caller);
    /// @param stage 1 throttle, 2 reduce only: the ledger's level.
    /// @param until [unix s]
    event Tripped(uint256 indexed index, bytes32 indexed scope, uint8 stage, uint40 until, address indexed caller);
    event TripRefused(uint256 indexed index, bytes32 indexed scope, Outcome outcome, bytes refusal);
    /// @param paid False if the caller did not take it.
    event Bounty(address indexed caller, uint256 amount, bool paid);

    error LedgerHasNoCode(address ledger);
    error RulesOutOfBounds(uint256 count, uint256 maxCount);
    error TermsOutOfBounds();
    error RuleOutOfBounds(uint256 index);
    /// @notice All questions in line together may not need more than INLINE_GAS.
    error InLineGasOutOfBounds(bytes32 scope, uint256 gas_);
    error ScopeHasNoRule(bytes32 scope);
    /// @notice What a transaction did itself is not looked at in that transaction.
    error GatedCallInThisTransaction();

    /// @notice Before a call that adds risk or takes funds out.
    /// @dev Role: anybody; it concerns the caller's own transaction only. Reverts only with BoundedCall.GasTooLow.
    function beforeCall(bytes32 scope) external;

    /// @notice After it. The caller must revert if the answer is not 0.
    /// @dev Role: anybody. Reverts only with BoundedCall.GasTooLow. Without `beforeCall` before it there is nothing to compare.
    /// @return refusedBy 1 + index of the first rule that the transaction has broken; 0 if none.
    function afterCall(bytes32 scope) external returns (uint256 refusedBy);

    /// @notice Looks at all rules of a scope, and trips the ledger for those that were seen broken often enough.
    /// @dev Role: anybody. Never reverts because a target or the ledger misbehaves.
    /// @return tripped Number of rules that restricted something.
    function poke(bytes32 scope) external returns (uint256 tripped);

    /// @notice What `poke` would find out about one rule now.
    function look(uint256 index) external view returns (Verdict verdict);

    /// @return sightings That count now.
    /// @return stage 1 throttle, 2 reduce only, of the last step; 0 before the first.
    /// @return until [unix s] End of the last step.
    function watchOf(uint256 index) external view returns (uint8 sightings, uint8 stage, uint40 until);

    function ruleAt(uint256 index) external view returns (Rule memory);

    function ruleCount() external view returns (uint256);

    function terms() external view returns (Terms memory);
}
