// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capability} from "./Capability.sol";
import {ICurie} from "./interfaces/ICurie.sol";
import {IInterposer} from "./interfaces/IInterposer.sol";
import {IRestrictionLedger} from "./interfaces/IRestrictionLedger.sol";
import {Scope} from "./Scope.sol";

/// @title Interposer
/// @notice See IInterposer.
///
/// Design
/// - Immutables only: the proxy's storage belongs to the original code.
/// - Asking is a bounded call whose returned data is never copied beyond the expected words. The floor on gasleft()
///   makes sure that 63/64 of it are at least the bound (EIP-150), whatever the caller supplied.
///
/// Trust assumptions
/// - The original code is the protocol's own. It runs with the proxy's storage and the caller's msg.sender.
abstract contract Interposer is IInterposer {
    /// @dev [gas] The ledger needs about 12,000 for three cold scopes.
    uint256 internal constant LEDGER_GAS = 100_000;
    /// @dev [gas] The lane writes up to three words and looks a checkpoint up.
    uint256 internal constant LANE_GAS = 300_000;
    /// @dev [s] A ledger that says "restricted" for longer than any role can restrict, with the grace, is broken.
    uint256 internal constant LONGEST_RESTRICTION = 30 days + 4 hours;

    address internal immutable ORIGINAL;
    address internal immutable LEDGER;
    address internal immutable PROTOCOL;
    address private immutable SELF;

    /// @param original The implementation that the proxy has now.
    /// @param ledger RestrictionLedger.
    /// @param protocol The address that stands for the protocol in scopes.
    constructor(address original, address ledger, address protocol) {
        require(original.code.length != 0, AddressHasNoCode(original));
        require(ledger.code.length != 0, AddressHasNoCode(ledger));
        require(protocol.code.length != 0, AddressHasNoCode(protocol));
        ORIGINAL = original;
        LEDGER = ledger;
        PROTOCOL = protocol;
        SELF = address(this);
    }

    receive() external payable {
        _pass();
    }

    fallback() external payable {
        if (capabilityOf(msg.sig) & Capability.RESTRICTABLE == 0) _pass();
        _gate(msg.sig);
    }

    /// @inheritdoc IInterposer
    function interposed() external view returns (address original, address ledger, address lane, address protocol) {
        return (ORIGINAL, LEDGER, _lane(), PROTOCOL);
    }

    /// @inheritdoc IInterposer
    function capabilityOf(bytes4 selector) public pure virtual returns (uint8);

    /// @dev Handles a selector with a restrictable capability; ends in `_pass`, `_return` or a revert.
    function _gate(bytes4 selector) internal virtual;

    function _lane() internal view virtual returns (address) {
        return address(0);
    }

    /// @dev Before a gated call runs. True if the original must be run, not passed to, because `_endWatch` has to follow.
    function _beginWatch(bytes32) internal virtual returns (bool) {
        return false;
    }

    /// @dev After it has run. Not 0: 1 + number of the rule that the transaction has broken.
    function _endWatch(bytes32) internal virtual returns (uint256) {
        return 0;
    }

    /// @dev Lets the original answer and ends the call.
    function _pass() internal {
        require(address(this) != SELF, CalledWithoutProxy());
        address original = ORIGINAL;
        assembly {
            // Control does not come back to Solidity, so memory is free to use.
            calldatacopy(0, 0, calldatasize())
            let success := delegatecall(gas(), original, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if success { return(0, returndatasize()) }
            revert(0, returndatasize())
        }
    }

    /// @dev Lets the original do its work and comes back with what it returned; its revert ends the call.
    function _run() internal returns (bytes memory returned) {
        require(address(this) != SELF, CalledWithoutProxy());
        bool success;
        (success, returned) = ORIGINAL.delegatecall(msg.data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(returned, 0x20), mload(returned))
            }
        }
    }

    /// @dev Ends the call with what the original returned.
    function _return(bytes memory returned) internal pure {
        assembly ("memory-safe") {
            return(add(returned, 0x20), mload(returned))
        }
    }

    /// @dev What of `mask` is restricted for the protocol, one subject's scope, and one account.
    /// @return answered False if the ledger's answer cannot be an honest one.
    function _ask(uint8 mask, bytes32 subject, address account)
        internal
        view
        returns (bool answered, uint8 restricted, uint40 until)
    {
        bytes memory question = abi.encodeCall(
            IRestrictionLedger.restrictedNow,
            (mask, Scope.protocol(PROTOCOL), subject, Scope.account(PROTOCOL, account))
        );
        _requireGas(LEDGER_GAS);
        address ledger = LEDGER;
        uint256 first;
        uint256 second;
        assembly ("memory-safe") {
            answered := staticcall(LEDGER_GAS, ledger, add(question, 0x20), mload(question), 0x00, 0x40)
            answered := and(answered, eq(returndatasize(), 0x40))
            first := mload(0x00)
            second := mload(0x20)
        }
        if (!answered || first & ~uint256(mask) != 0) return (false, 0, 0);
        if (first == 0) return (true, 0, 0);
        if (second <= block.timestamp || second > block.timestamp + LONGEST_RESTRICTION) return (false, 0, 0);
        return (true, uint8(first), uint40(second));
    }

    /// @dev Makes sure that a call with `bound` gas really gets it.
    function _requireGas(uint256 bound) internal view {
        // 64/63 of the bound for the callee, and the price of the call itself with a margin.
        uint256 required = bound + bound / 63 + 5_000;
        require(gasleft() >= required, GasTooLow(gasleft(), required));
    }

    /// @dev The word at `offset` of the calldata; beyond its end zero, and the original will revert.
    function _word(uint256 offset) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(offset)
        }
    }

    function _address(uint256 offset) internal pure returns (address) {
        return address(uint160(_word(offset)));
    }

    /// @dev Whom the original takes for the caller (ERC-2771). A forwarder appends the sender to the `length` bytes
    /// that the function's arguments have.
    function _sender(uint256 length) internal returns (address) {
        if (msg.data.length > length && msg.data.length >= 24) {
            (bool success, uint256 trusted) = _read(abi.encodeCall(ICurie.isTrustedForwarder, (msg.sender)));
            if (success && trusted == 1) return address(uint160(_word(msg.data.length - 20) >> 96));
        }
        return msg.sender;
    }

    /// @dev One word from a view function of the original, in the proxy's storage.
    function _read(bytes memory call) internal returns (bool success, uint256 word) {
        bytes memory returned;
        (success, returned) = ORIGINAL.delegatecall(call);
        if (!success || returned.length != 32) return (false, 0);
        word = abi.decode(returned, (uint256));
    }
}
