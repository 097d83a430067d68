// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Safe{Wallet} 1.4.1 and later, transaction guard; signatures from its published ABI.
interface ISafeTransactionGuard {
    function checkTransaction(
        address to,
        uint256 value,
        bytes memory data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address payable refundReceiver,
        bytes memory signatures,
        address msgSender
    ) external;

    function checkAfterExecution(bytes32 hash, bool success) external;
}

/// @title Safe{Wallet} 1.5.0, module guard; signatures from its published ABI.
interface ISafeModuleGuard {
    function checkModuleTransaction(address to, uint256 value, bytes calldata data, uint8 operation, address module)
        external
        returns (bytes32 moduleTxHash);

    function checkAfterModuleExecution(bytes32 hash, bool success) external;
}

/// @title What a council's Safe may do, beyond having enough signatures.
/// @notice One guard serves any number of Safes; each that installs it is bound by the following.
/// - A Safe's signatures never expire by themselves. Here every transaction has a deadline that its signers signed: they
///   put it [unix s] in `refundReceiver`, which is part of what is signed and otherwise unused, because refunds
///   (gasPrice, baseGas, gasToken) are not allowed. It is refused after its deadline, and earlier than MAX_VALIDITY
///   before it: what is signed to lie in a drawer is void.
/// - What changes the Safe itself (owners, threshold, modules, guards, fallback handler: any call of the Safe to itself
///   that has data) must have been announced by the Safe CHANGE_DELAY before, and not longer ago than
///   CHANGE_DELAY + CHANGE_TIME. One owner alone can call it off.
/// - No delegatecall, by owners or by modules; and modules cannot call the Safe itself.
///
/// A call to itself without data stays free: it uses up a nonce, and so voids what was signed for it.
///
/// Warning: not guaranteed: anything before the guard is installed, and for modules before the module guard is too
/// (Safe 1.5.0); that signers look at the deadline that they sign; the order of signatures and their number are the
/// Safe's business. Removing the guard is a change like any other.
interface ICouncilGuard is ISafeTransactionGuard, ISafeModuleGuard {
    /// @param change keccak256(abi.encode(safe, value, data)).
    event ChangeAnnounced(address indexed safe, bytes32 indexed change, uint40 from, uint40 until);
    event ChangeCalledOff(address indexed safe, bytes32 indexed change, address indexed owner);
    event ChangeMade(address indexed safe, bytes32 indexed change);

    error TimesOutOfBounds();
    error RefundsNotAllowed();
    error DelegateCallNotAllowed();
    error ModuleMayNotChangeSafe(address module);
    error DeadlineMissing();
    error DeadlinePassed(uint256 deadline);
    error DeadlineTooFar(uint256 deadline, uint256 latest);
    error ChangeNotAnnounced(bytes32 change);
    error ChangeTooEarly(bytes32 change, uint40 from);
    error ChangeTooLate(bytes32 change, uint40 until);
    error ChangeAlreadyAnnounced(bytes32 change);
    error CallerIsNotOwner(address safe, address caller);

    /// @notice Announces a change of the calling Safe; it can be made from CHANGE_DELAY from now on, once.
    /// @dev Role: the Safe itself.
    function announce(bytes32 change) external;

    /// @dev Role: any one owner of the Safe.
    function callOff(address safe, bytes32 change) external;

    /// @notice When an announced change can be made [unix s], both inclusive; zero if it is not announced.
    function announcementOf(address safe, bytes32 change) external view returns (uint40 from, uint40 until);

    /// @notice The hash by which a call of the Safe to itself is announced.
    function changeOf(address safe, uint256 value, bytes calldata data) external pure returns (bytes32);
}
