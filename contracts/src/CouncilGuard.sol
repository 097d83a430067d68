// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {ICouncilGuard, ISafeModuleGuard, ISafeTransactionGuard} from "./interfaces/ICouncilGuard.sol";

/// @title CouncilGuard
/// @notice See ICouncilGuard.
///
/// Design
/// - A guard that fails bricks its Safe, so this one has no owner and no settings, and asks nobody anything while it
///   checks.
/// - All calls of a Safe to itself are changes, not a list of selectors: the next version of the Safe may have more.
/// - A delegatecall could change anything, so there is none; batches go through contracts that take arrays.
///
/// Trust assumptions
/// - The Safe is an unmodified 1.4.1 (transactions) or 1.5.0 (also modules).
contract CouncilGuard is ICouncilGuard, IERC165 {
    uint8 private constant CALL = 0;

    /// @notice [s] How long before its deadline a transaction can be executed at the earliest.
    uint40 public immutable MAX_VALIDITY;
    /// @notice [s]
    uint40 public immutable CHANGE_DELAY;
    /// @notice [s]
    uint40 public immutable CHANGE_TIME;

    mapping(address safe => mapping(bytes32 change => uint40)) private _announcedAt;

    /// @param maxValidity [s] 1 hour to 30 days.
    /// @param changeDelay [s] 1 hour to 30 days.
    /// @param changeTime [s] 1 hour to 30 days.
    constructor(uint40 maxValidity, uint40 changeDelay, uint40 changeTime) {
        require(_isSound(maxValidity) && _isSound(changeDelay) && _isSound(changeTime), TimesOutOfBounds());
        (MAX_VALIDITY, CHANGE_DELAY, CHANGE_TIME) = (maxValidity, changeDelay, changeTime);
    }

    /// @inheritdoc ISafeTransactionGuard
    function checkTransaction(
        address to,
        uint256 value,
        bytes memory data,
        uint8 operation,
        uint256,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address payable refundReceiver,
        bytes memory,
        address
    ) external {
        require(gasPrice == 0 && baseGas == 0 && gasToken == address(0), RefundsNotAllowed());
        require(operation == CALL, DelegateCallNotAllowed());
        _checkDeadline(uint160(address(refundReceiver)));
        if (to == msg.sender && data.length != 0) _useAnnouncement(keccak256(abi.encode(to, value, data)));
    }

    /// @inheritdoc ISafeTransactionGuard
    function checkAfterExecution(bytes32, bool) external {}

    /// @inheritdoc ISafeModuleGuard
    function checkModuleTransaction(address to, uint256, bytes calldata, uint8 operation, address module)
        external
        view
        returns (bytes32)
    {
        require(operation == CALL, DelegateCallNotAllowed());
        require(to != msg.sender, ModuleMayNotChangeSafe(module));
        return 0;
    }

    /// @inheritdoc ISafeModuleGuard
    function checkAfterModuleExecution(bytes32, bool) external {}

    /// @inheritdoc ICouncilGuard
    function announce(bytes32 change) external {
        (, uint40 until) = announcementOf(msg.sender, change);
        // Announced anew it would begin its delay again: an announcement that stands must be called off first.
        require(until < block.timestamp, ChangeAlreadyAnnounced(change));
        _announcedAt[msg.sender][change] = uint40(block.timestamp);
        (uint40 from, uint40 end) = announcementOf(msg.sender, change);
        emit ChangeAnnounced(msg.sender, change, from, end);
    }

    /// @inheritdoc ICouncilGuard
    function callOff(address safe, bytes32 change) external {
        (bool success, bytes memory answer) = safe.staticcall(abi.encodeWithSignature("isOwner(address)", msg.sender));
        bool isOwner = success && answer.length == 32 && uint256(bytes32(answer)) == 1;
        require(isOwner, CallerIsNotOwner(safe, msg.sender));
        require(_announcedAt[safe][change] != 0, ChangeNotAnnounced(change));
        delete _announcedAt[safe][change];
        emit ChangeCalledOff(safe, change, msg.sender);
    }

    /// @inheritdoc ICouncilGuard
    function announcementOf(address safe, bytes32 change) public view returns (uint40 from, uint40 until) {
        uint40 announcedAt = _announcedAt[safe][change];
        if (announcedAt == 0) return (0, 0);
        from = announcedAt + CHANGE_DELAY;
        until = from + CHANGE_TIME;
    }

    /// @inheritdoc ICouncilGuard
    function changeOf(address safe, uint256 value, bytes calldata data) public pure returns (bytes32) {
        return keccak256(abi.encode(safe, value, data));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(ISafeTransactionGuard).interfaceId
            || interfaceId == type(ISafeModuleGuard).interfaceId || interfaceId == type(IERC165).interfaceId;
    }

    function _checkDeadline(uint256 deadline) private view {
        require(deadline != 0, DeadlineMissing());
        require(block.timestamp <= deadline, DeadlinePassed(deadline));
        require(deadline <= block.timestamp + MAX_VALIDITY, DeadlineTooFar(deadline, block.timestamp + MAX_VALIDITY));
    }

    function _useAnnouncement(bytes32 change) private {
        (uint40 from, uint40 until) = announcementOf(msg.sender, change);
        require(from != 0, ChangeNotAnnounced(change));
        require(block.timestamp >= from, ChangeTooEarly(change, from));
        require(block.timestamp <= until, ChangeTooLate(change, until));
        delete _announcedAt[msg.sender][change];
        emit ChangeMade(msg.sender, change);
    }

    function _isSound(uint40 time) private pure returns (bool) {
        return time >= 1 hours && time <= 30 days;
    }
}
