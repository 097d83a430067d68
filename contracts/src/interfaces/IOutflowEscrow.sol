// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What may leave a protocol at once, and what waits: the rollback of value.
/// @notice A protocol hands every payout over, after it has booked it (risk is cut already). From it leave at once: what
/// fits the account's own retail lane, which nobody else can use up; then what fits the asset's shared bucket. The rest
/// becomes a ticket that matures by itself and is paid to its owner, by anybody's call. Tickets of an asset mature in the
/// order in which they were made, spread over time by the bucket's rate, none later than `MAX_WAIT`.
///
/// The council can cancel a ticket within `CANCEL_TIME` of its making: the tokens go back to the protocol that paid them
/// in (the origin), which is told and has to credit the owner. What the owner presents again, up to the amount that was
/// cancelled, only the DAO can stop, until it matures.
///
/// Tokens. Fee-on-transfer: refused (what arrives must be what was announced). Rebasing downwards, or otherwise
/// shrinking: every claim gets its share of what is left. Upwards: the surplus stays as a cushion. A token that refuses
/// to pay one owner holds up nobody else. An asset without limits is paid out at once: forgetting one traps nobody.
///
/// Which protocols: one that calls `payOut` itself, or whose payout function takes a recipient that an Interposer can
/// replace by the escrow (Aave v3 Pool.withdraw). Perp Curie's Vault always pays its caller, so there an Interposer can
/// only refuse what is above the retail lane (see CurieVaultInterposer).
///
/// Warning: not guaranteed: a bound per person (one person can hold many accounts); that a cancelled ticket was stolen;
/// that an origin credits the owner.
interface IOutflowEscrow {
    enum State {
        NONE,
        WAITING,
        PAID,
        CANCELLED
    }

    /// @param retail [smallest unit] Per account and `window`; not zero.
    /// @param shared [smallest unit] Of all accounts together; refills linearly over `window`; not zero.
    /// @param window [s] 0: no limits.
    struct Limits {
        uint208 retail;
        uint208 shared;
        uint32 window;
    }

    /// @param origin The consumer that paid in.
    /// @param madeAt [unix s]
    /// @param maturesAt [unix s]
    /// @param again Presented again after the council had cancelled as much: only the DAO can stop it.
    struct Ticket {
        address owner;
        address token;
        address origin;
        uint256 amount;
        uint40 madeAt;
        uint40 maturesAt;
        bool again;
        State state;
    }

    event LimitsSet(address indexed token, Limits limits);
    event ConsumerSet(address indexed consumer, bool registered);
    event PaidAtOnce(address indexed token, address indexed owner, address indexed origin, uint256 amount);
    event TicketMade(uint256 indexed id, address indexed token, address indexed owner, Ticket ticket);
    event TicketPaid(uint256 indexed id, uint256 amount);
    /// @param told False if the origin did not want to know.
    event TicketCancelled(uint256 indexed id, address indexed caller, bool byDao, bool told);

    error CallerIsNotConsumer(address caller);
    error CallerIsNotCouncil(address caller);
    error OwnerMissing();
    error LimitsOutOfBounds(address token);
    error TimesOutOfBounds();
    error TokenTakesFees(address token, uint256 announced, uint256 arrived);
    error TicketNotWaiting(uint256 id, State state);
    error TicketNotMature(uint256 id, uint40 maturesAt);
    error TicketMature(uint256 id, uint40 maturesAt);
    error TooLateToCancel(uint256 id, uint40 until);
    error OnlyTheDaoCanStop(uint256 id);

    /// @notice Takes `amount` from the caller (allowance needed) and pays it to `owner`, at once or later.
    /// @dev Role: registered consumers.
    /// @return paid [smallest unit] At once.
    /// @return waiting [smallest unit] In one or two new tickets.
    function payOut(address token, address owner, uint256 amount) external returns (uint256 paid, uint256 waiting);

    /// @notice Pays a mature ticket to its owner.
    /// @dev Role: anybody.
    function claim(uint256 id) external;

    /// @notice Sends a ticket's tokens back to its origin.
    /// @dev Role: members of COUNCIL, at once (tightening is instant); not for tickets presented again.
    function cancel(uint256 id) external;

    /// @notice The same for any ticket that is not mature.
    /// @dev Role: AccessManager, meant for ADMIN.
    function cancelAsDao(uint256 id) external;

    /// @dev Role: AccessManager, meant for ADMIN.
    function setLimits(address token, Limits calldata limits) external;

    /// @dev Role: AccessManager, meant for ADMIN.
    function setConsumer(address consumer, bool registered) external;

    function ticketAt(uint256 id) external view returns (Ticket memory);

    /// @notice Ids are 1 to this.
    function ticketCount() external view returns (uint256);

    /// @notice [smallest unit] What `account` could get at once now.
    function availableTo(address token, address account) external view returns (uint256);

    /// @notice [smallest unit] Owed to the owners of waiting tickets.
    function owed(address token) external view returns (uint256);

    function limitsOf(address token) external view returns (Limits memory);
}

/// @title What a consumer of the escrow may implement.
interface IEscrowOrigin {
    /// @notice A ticket was cancelled: `amount` of `token` is back, and `owner` is to be credited.
    /// @dev Called by the escrow, with 200,000 gas; a revert changes nothing.
    function onTicketCancelled(address token, address owner, uint256 amount) external;
}
