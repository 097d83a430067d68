// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {BoundedCall} from "./BoundedCall.sol";
import {IEscrowOrigin, IOutflowEscrow} from "./interfaces/IOutflowEscrow.sol";
import {Maturity} from "./Maturity.sol";
import {Roles} from "./Roles.sol";

/// @title OutflowEscrow
/// @notice See IOutflowEscrow.
///
/// Design
/// - The order is one of times, not of a queue that somebody works off: a ticket that cannot be paid holds up nobody, and
///   no keeper is needed.
/// - What was cancelled once is counted per owner, origin and token, in amounts: a small cancelled ticket does not make a
///   large later one immune.
///
/// Trust assumptions
/// - The AccessManager is OpenZeppelin's, unmodified. Consumers are honest about whose payout it is.
contract OutflowEscrow is IOutflowEscrow, AccessManaged, ReentrancyGuardTransient {
    using RateLimiter for RateLimiter.RefillingBucket;
    using RateLimiter for RateLimiter.SlidingWindow;
    using SafeERC20 for IERC20;

    uint256 private constant ORIGIN_GAS = 200_000;

    /// @notice [s] Least time from a ticket's making to its maturity.
    uint40 public immutable DELAY;
    /// @notice [s] The most.
    uint40 public immutable MAX_WAIT;
    /// @notice [s] From a ticket's making; the council's time to cancel, inclusive.
    uint40 public immutable CANCEL_TIME;

    /// @inheritdoc IOutflowEscrow
    uint256 public ticketCount;
    /// @inheritdoc IOutflowEscrow
    mapping(address token => uint256) public owed;
    mapping(address consumer => bool) public isConsumer;

    mapping(uint256 id => Ticket) private _tickets;
    mapping(address token => Limits) private _limits;
    mapping(address token => RateLimiter.SlidingWindow) private _lanes;
    mapping(address token => RateLimiter.RefillingBucket) private _shared;
    mapping(address token => uint40) private _lastMaturity;
    mapping(bytes32 claimant => uint256) private _cancelled;

    /// @param authority AccessManager.
    /// @param delay [s] At least an hour.
    /// @param maxWait [s] At least `delay`, at most 30 days.
    /// @param cancelTime [s] At most `delay`, so that it ends before anything matures, and at most 24 hours.
    constructor(address authority, uint40 delay, uint40 maxWait, uint40 cancelTime) AccessManaged(authority) {
        require(
            delay >= 1 hours && maxWait >= delay && maxWait <= 30 days && cancelTime <= delay && cancelTime != 0
                && cancelTime <= 24 hours,
            TimesOutOfBounds()
        );
        (DELAY, MAX_WAIT, CANCEL_TIME) = (delay, maxWait, cancelTime);
    }

    /// @inheritdoc IOutflowEscrow
    function payOut(address token, address owner, uint256 amount)
        external
        nonReentrant
        returns (uint256 paid, uint256 waiting)
    {
        require(isConsumer[msg.sender], CallerIsNotConsumer(msg.sender));
        require(owner != address(0), OwnerMissing());
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 arrived = IERC20(token).balanceOf(address(this)) - before;
        require(arrived == amount, TokenTakesFees(token, amount, arrived));

        paid = _takeAtOnce(token, owner, amount);
        waiting = amount - paid;
        if (waiting != 0) _makeTickets(token, owner, waiting);
        if (paid != 0) {
            emit PaidAtOnce(token, owner, msg.sender, paid);
            IERC20(token).safeTransfer(owner, paid);
        }
    }

    /// @inheritdoc IOutflowEscrow
    function claim(uint256 id) external nonReentrant {
        Ticket storage ticket = _waiting(id);
        require(block.timestamp >= ticket.maturesAt, TicketNotMature(id, ticket.maturesAt));
        ticket.state = State.PAID;
        uint256 share = _settle(ticket);
        emit TicketPaid(id, share);
        IERC20(ticket.token).safeTransfer(ticket.owner, share);
    }

    /// @inheritdoc IOutflowEscrow
    function cancel(uint256 id) external nonReentrant {
        (bool isMember,) = IAccessManager(authority()).hasRole(Roles.COUNCIL, msg.sender);
        require(isMember, CallerIsNotCouncil(msg.sender));
        Ticket storage ticket = _waiting(id);
        require(!ticket.again, OnlyTheDaoCanStop(id));
        uint40 until = ticket.madeAt + CANCEL_TIME;
        require(block.timestamp <= until, TooLateToCancel(id, until));
        _cancelled[_claimant(ticket.token, ticket.owner, ticket.origin)] += ticket.amount;
        _sendBack(id, ticket, false);
    }

    /// @inheritdoc IOutflowEscrow
    function cancelAsDao(uint256 id) external restricted nonReentrant {
        Ticket storage ticket = _waiting(id);
        require(block.timestamp < ticket.maturesAt, TicketMature(id, ticket.maturesAt));
        _sendBack(id, ticket, true);
    }

    /// @inheritdoc IOutflowEscrow
    function setLimits(address token, Limits calldata limits) external restricted {
        bool none = limits.window == 0 && limits.retail == 0 && limits.shared == 0;
        bool all = limits.window != 0 && limits.retail != 0 && limits.shared != 0;
        require((none || all) && limits.window <= MAX_WAIT, LimitsOutOfBounds(token));
        _limits[token] = limits;
        if (all) {
            _lanes[token].updateSettings(limits.window, limits.retail);
            _shared[token].updateSettings(limits.window, limits.shared);
        }
        emit LimitsSet(token, limits);
    }

    /// @inheritdoc IOutflowEscrow
    function setConsumer(address consumer, bool registered) external restricted {
        isConsumer[consumer] = registered;
        emit ConsumerSet(consumer, registered);
    }

    /// @inheritdoc IOutflowEscrow
    function ticketAt(uint256 id) external view returns (Ticket memory) {
        return _tickets[id];
    }

    /// @inheritdoc IOutflowEscrow
    function availableTo(address token, address account) external view returns (uint256) {
        if (_limits[token].window == 0) return type(uint256).max;
        return _lanes[token].available(_keyOf(account)) + _shared[token].available(0);
    }

    /// @inheritdoc IOutflowEscrow
    function limitsOf(address token) external view returns (Limits memory) {
        return _limits[token];
    }

    /// @dev First the account's own lane, then what all share.
    function _takeAtOnce(address token, address owner, uint256 amount) private returns (uint256 taken) {
        if (_limits[token].window == 0) return amount;
        bytes32 key = _keyOf(owner);
        taken = Math.min(amount, _lanes[token].available(key));
        if (taken != 0) _lanes[token].consume(key, taken);
        uint256 more = Math.min(amount - taken, _shared[token].available(0));
        if (more != 0) _shared[token].consume(0, more);
        return taken + more;
    }

    function _makeTickets(address token, address owner, uint256 amount) private {
        bytes32 claimant = _claimant(token, owner, msg.sender);
        uint256 again = Math.min(amount, _cancelled[claimant]);
        if (again != 0) {
            _cancelled[claimant] -= again;
            _make(token, owner, again, true);
        }
        if (amount != again) _make(token, owner, amount - again, false);
    }

    function _make(address token, address owner, uint256 amount, bool again) private {
        Limits storage limits = _limits[token];
        uint256 spread = Math.saturatingMul(amount, limits.window) / limits.shared;
        uint256 maturity = Maturity.next(_lastMaturity[token], spread, block.timestamp, DELAY, MAX_WAIT);
        _lastMaturity[token] = uint40(maturity);
        owed[token] += amount;
        uint256 id = ++ticketCount;
        _tickets[id] =
            Ticket(owner, token, msg.sender, amount, uint40(block.timestamp), uint40(maturity), again, State.WAITING);
        emit TicketMade(id, token, owner, _tickets[id]);
    }

    function _sendBack(uint256 id, Ticket storage ticket, bool byDao) private {
        ticket.state = State.CANCELLED;
        uint256 share = _settle(ticket);
        (address token, address owner, address payer) = (ticket.token, ticket.owner, ticket.origin);
        IERC20(token).safeTransfer(payer, share);
        BoundedCall.requireGas(ORIGIN_GAS);
        bytes memory news = abi.encodeCall(IEscrowOrigin.onTicketCancelled, (token, owner, share));
        bool told;
        assembly ("memory-safe") {
            told := call(ORIGIN_GAS, payer, 0, add(news, 0x20), mload(news), 0, 0)
        }
        emit TicketCancelled(id, msg.sender, byDao, told);
    }

    /// @dev Takes the ticket out of what is owed. If there is less than that, everybody gets the same share.
    function _settle(Ticket storage ticket) private returns (uint256 share) {
        uint256 all = owed[ticket.token];
        uint256 held = IERC20(ticket.token).balanceOf(address(this));
        share = held >= all ? ticket.amount : Math.mulDiv(ticket.amount, held, all);
        owed[ticket.token] = all - ticket.amount;
    }

    function _waiting(uint256 id) private view returns (Ticket storage ticket) {
        ticket = _tickets[id];
        require(ticket.state == State.WAITING, TicketNotWaiting(id, ticket.state));
    }

    function _claimant(address token, address owner, address origin) private pure returns (bytes32) {
        return keccak256(abi.encode(token, owner, origin));
    }

    function _keyOf(address account) private pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }
}
