// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capability} from "./Capability.sol";
import {ICurie} from "./interfaces/ICurie.sol";
import {LaneInterposer} from "./LaneInterposer.sol";
import {Scope} from "./Scope.sol";

/// @title CurieVaultInterposer
/// @notice Stands before Vault 2.8.4 of Perpetual Protocol Curie.
contract CurieVaultInterposer is LaneInterposer {
    bytes4 private constant WITHDRAW = bytes4(keccak256("withdraw(address,uint256)"));
    bytes4 private constant WITHDRAW_ALL = bytes4(keccak256("withdrawAll(address)"));
    bytes4 private constant WITHDRAW_ETHER = bytes4(keccak256("withdrawEther(uint256)"));
    bytes4 private constant WITHDRAW_ALL_ETHER = bytes4(keccak256("withdrawAllEther()"));
    bytes4 private constant LIQUIDATE_COLLATERAL =
        bytes4(keccak256("liquidateCollateral(address,address,uint256,bool)"));

    bytes4 private constant DEPOSIT = bytes4(keccak256("deposit(address,uint256)"));
    bytes4 private constant DEPOSIT_FOR = bytes4(keccak256("depositFor(address,address,uint256)"));
    bytes4 private constant DEPOSIT_ETHER = bytes4(keccak256("depositEther()"));
    bytes4 private constant DEPOSIT_ETHER_FOR = bytes4(keccak256("depositEtherFor(address)"));
    bytes4 private constant SETTLE_BAD_DEBT = bytes4(keccak256("settleBadDebt(address)"));

    /// @param original Vault implementation that the proxy has now.
    /// @param ledger RestrictionLedger.
    /// @param protocol The address that stands for the protocol in scopes: the ClearingHouse proxy.
    /// @param lane RetailLane, with the Vault's proxy registered as consumer.
    constructor(address original, address ledger, address protocol, address lane)
        LaneInterposer(original, ledger, protocol, lane)
    {}

    function capabilityOf(bytes4 selector) public pure override returns (uint8) {
        if (selector == WITHDRAW || selector == WITHDRAW_ALL) return Capability.WITHDRAW;
        if (selector == WITHDRAW_ETHER || selector == WITHDRAW_ALL_ETHER) return Capability.WITHDRAW;
        if (selector == LIQUIDATE_COLLATERAL) return Capability.LIQUIDATE;
        if (selector == DEPOSIT || selector == DEPOSIT_FOR) return Capability.TOPUP;
        if (selector == DEPOSIT_ETHER || selector == DEPOSIT_ETHER_FOR) return Capability.TOPUP;
        if (selector == SETTLE_BAD_DEBT) return Capability.REPAY;
        return 0;
    }

    function _gate(bytes4 selector) internal override {
        if (selector == WITHDRAW) _gateWithdrawal(_sender(4 + 2 * 32), _address(4), 4 + 32);
        else if (selector == WITHDRAW_ALL) _gateWithdrawal(_sender(4 + 32), _address(4), 0);
        else if (selector == WITHDRAW_ETHER) _gateWithdrawal(_sender(4 + 32), _weth(), 4);
        else if (selector == WITHDRAW_ALL_ETHER) _gateWithdrawal(_sender(4), _weth(), 0);
        else _gateLiquidation();
    }

    /// @param amountAt Offset in the calldata of the amount; 0 if the original returns it.
    function _gateWithdrawal(address account, address asset, uint256 amountAt) private {
        bytes32 scope = Scope.asset(PROTOCOL, asset);
        (, uint8 restricted, uint40 until) = _ask(Capability.WITHDRAW, scope, account);
        bool watched = _beginWatch(scope);
        if (restricted == 0 && !watched) _pass();

        bytes memory returned = _run();
        uint256 stoppedBy = watched ? _endWatch(scope) : 0;
        if (restricted == 0 && stoppedBy == 0) _return(returned);
        uint256 amount = amountAt != 0 ? _word(amountAt) : abi.decode(returned, (uint256));
        if (!_fits(account, asset, amount)) {
            if (restricted == 0) revert StoppedByBreaker(stoppedBy - 1);
            revert WithdrawalExceedsLane(account, asset, amount, _left(account, asset), until);
        }
        _return(returned);
    }

    function _gateLiquidation() private {
        address trader = _address(4);
        (,, uint40 until) = _ask(Capability.LIQUIDATE, Scope.asset(PROTOCOL, _address(4 + 32)), trader);
        require(until == 0, LiquidationRestricted(trader, until));
        _pass();
    }

    /// @dev The asset that ether is kept as; zero if the original does not tell, and it will not pay out then either.
    function _weth() private returns (address) {
        (, uint256 word) = _read(abi.encodeCall(ICurie.getWETH9, ()));
        return address(uint160(word));
    }
}
