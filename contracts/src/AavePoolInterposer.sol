// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capability} from "./Capability.sol";
import {IAave} from "./interfaces/IAave.sol";
import {IAavePoolInterposer} from "./interfaces/IAavePoolInterposer.sol";
import {LaneInterposer} from "./LaneInterposer.sol";
import {Scope} from "./Scope.sol";

/// @title AavePoolInterposer
/// @notice Stands before Pool of Aave v3 (core 1.19.3). See IAavePoolInterposer.
///
/// Design
/// - A market is a reserve, named by its asset; so is the asset's scope.
/// - What an account exercises when it borrows is told by whether it owes anything yet, which is read only under a
///   restriction: it costs as much as there are reserves.
/// - A transfer of aTokens passes here too, because the aToken asks the pool whether it may be: finalizeTransfer. The
///   aTokens need no interposer of their own. Liquidations move aTokens without asking.
contract AavePoolInterposer is IAavePoolInterposer, LaneInterposer {
    uint8 private constant RISK = Capability.OPEN | Capability.INCREASE;

    bytes4 private constant BORROW = bytes4(keccak256("borrow(address,uint256,uint256,uint16,address)"));
    bytes4 private constant FLASH_LOAN =
        bytes4(keccak256("flashLoan(address,address[],uint256[],uint256[],address,bytes,uint16)"));
    bytes4 private constant FLASH_LOAN_SIMPLE =
        bytes4(keccak256("flashLoanSimple(address,address,uint256,bytes,uint16)"));
    bytes4 private constant MINT_UNBACKED = bytes4(keccak256("mintUnbacked(address,uint256,address,uint16)"));
    bytes4 private constant SET_EMODE = bytes4(keccak256("setUserEMode(uint8)"));
    bytes4 private constant WITHDRAW = bytes4(keccak256("withdraw(address,uint256,address)"));
    bytes4 private constant USE_AS_COLLATERAL = bytes4(keccak256("setUserUseReserveAsCollateral(address,bool)"));
    bytes4 private constant FINALIZE_TRANSFER =
        bytes4(keccak256("finalizeTransfer(address,address,address,uint256,uint256,uint256)"));
    bytes4 private constant LIQUIDATE = bytes4(keccak256("liquidationCall(address,address,address,uint256,bool)"));

    bytes4 private constant SUPPLY = bytes4(keccak256("supply(address,uint256,address,uint16)"));
    bytes4 private constant DEPOSIT = bytes4(keccak256("deposit(address,uint256,address,uint16)"));
    bytes4 private constant SUPPLY_WITH_PERMIT =
        bytes4(keccak256("supplyWithPermit(address,uint256,address,uint16,uint256,uint8,bytes32,bytes32)"));
    bytes4 private constant REPAY = bytes4(keccak256("repay(address,uint256,uint256,address)"));
    bytes4 private constant REPAY_WITH_PERMIT =
        bytes4(keccak256("repayWithPermit(address,uint256,uint256,address,uint256,uint8,bytes32,bytes32)"));
    bytes4 private constant REPAY_WITH_ATOKENS = bytes4(keccak256("repayWithATokens(address,uint256,uint256)"));
    bytes4 private constant BACK_UNBACKED = bytes4(keccak256("backUnbacked(address,uint256,uint256)"));

    /// @param original Pool implementation that the proxy has now.
    /// @param ledger RestrictionLedger.
    /// @param protocol The address that stands for the protocol in scopes: the Pool's proxy.
    /// @param lane RetailLane, with the Pool's proxy registered as consumer.
    constructor(address original, address ledger, address protocol, address lane)
        LaneInterposer(original, ledger, protocol, lane)
    {}

    /// @inheritdoc IAavePoolInterposer
    function initialize(address) external {
        // The last revision that was initialised is the first word of Aave's VersionedInitializable.
        uint256 revision;
        assembly ("memory-safe") {
            revision := sload(0)
        }
        if (revision == 0) _pass();
    }

    function capabilityOf(bytes4 selector) public pure override returns (uint8) {
        if (selector == BORROW || selector == MINT_UNBACKED) return RISK;
        if (selector == FLASH_LOAN || selector == FLASH_LOAN_SIMPLE) return RISK;
        if (selector == SET_EMODE) return Capability.INCREASE;
        if (selector == WITHDRAW || selector == USE_AS_COLLATERAL) return Capability.WITHDRAW;
        if (selector == FINALIZE_TRANSFER) return Capability.TRANSFER;
        if (selector == LIQUIDATE) return Capability.LIQUIDATE;
        if (selector == SUPPLY || selector == DEPOSIT || selector == SUPPLY_WITH_PERMIT) return Capability.TOPUP;
        if (selector == REPAY || selector == REPAY_WITH_PERMIT || selector == REPAY_WITH_ATOKENS) {
            return Capability.REPAY;
        }
        if (selector == BACK_UNBACKED) return Capability.REPAY;
        return 0;
    }

    function _gate(bytes4 selector) internal override {
        if (selector == BORROW) _gateDebt(_address(4), _address(4 + 4 * 32));
        else if (selector == MINT_UNBACKED) _gateDebt(_address(4), _address(4 + 2 * 32));
        else if (selector == WITHDRAW) _gateWithdrawal(msg.sender, _address(4));
        else if (selector == FLASH_LOAN_SIMPLE) _gateFlashLoan(_address(4 + 32), _address(4));
        else if (selector == FLASH_LOAN) _gateFlashLoans();
        else if (selector == SET_EMODE) _gateCategory();
        else if (selector == USE_AS_COLLATERAL) _gateCollateral();
        else if (selector == FINALIZE_TRANSFER) _gateTransfer();
        else _gateLiquidation();
        _pass();
    }

    function _gateDebt(address asset, address account) private {
        (bool answered, uint8 restricted, uint40 until) = _ask(RISK, Scope.market(PROTOCOL, asset), account);
        if (!answered) restricted = RISK;
        if (restricted == 0) return;
        uint8 exercised = _exercised(account);
        require(exercised & restricted == 0, DebtMayNotGrow(account, asset, exercised, until));
    }

    /// @dev The account that would owe the debt, if there is to be one, is asked about; each asset is.
    function _gateFlashLoans() private view {
        uint256 assets = 4 + _word(4 + 32);
        uint256 count = _word(assets);
        for (uint256 i = 0; i < count; ++i) {
            _gateFlashLoan(_address(assets + 32 + i * 32), _address(4 + 4 * 32));
        }
    }

    function _gateFlashLoan(address asset, address account) private view {
        (bool answered, uint8 restricted, uint40 until) = _ask(RISK, Scope.market(PROTOCOL, asset), account);
        require(answered && restricted == 0, FlashLoanRestricted(account, asset, until));
    }

    /// @dev Another category lets an account owe more against what it has; none (0) is the way back.
    function _gateCategory() private view {
        if (_word(4) == 0) return;
        (bool answered, uint8 restricted, uint40 until) =
            _ask(Capability.INCREASE, Scope.protocol(PROTOCOL), msg.sender);
        require(answered && restricted == 0, DebtMayNotGrow(msg.sender, address(0), Capability.INCREASE, until));
    }

    function _gateWithdrawal(address account, address asset) private {
        (, uint8 restricted, uint40 until) = _ask(Capability.WITHDRAW, Scope.asset(PROTOCOL, asset), account);
        if (restricted == 0) return;

        bytes memory returned = _run();
        uint256 amount = abi.decode(returned, (uint256));
        if (!_fits(account, asset, amount)) {
            revert WithdrawalExceedsLane(account, asset, amount, _left(account, asset), until);
        }
        _return(returned);
    }

    function _gateCollateral() private view {
        if (_word(4 + 32) != 0) return;
        (, uint8 restricted, uint40 until) = _ask(Capability.WITHDRAW, Scope.asset(PROTOCOL, _address(4)), msg.sender);
        require(restricted == 0, CollateralMustCount(msg.sender, _address(4), until));
    }

    function _gateTransfer() private view {
        address from = _address(4 + 32);
        (, uint8 restricted, uint40 until) = _ask(Capability.TRANSFER, Scope.asset(PROTOCOL, _address(4)), from);
        require(restricted == 0, TransferRestricted(from, _address(4), until));
    }

    /// @dev Of the collateral that would be taken, or of the debt that would be repaid.
    function _gateLiquidation() private view {
        address account = _address(4 + 2 * 32);
        (, uint8 restricted, uint40 until) = _ask(Capability.LIQUIDATE, Scope.asset(PROTOCOL, _address(4)), account);
        require(restricted == 0, LiquidationRestricted(account, until));
        (, restricted, until) = _ask(Capability.LIQUIDATE, Scope.market(PROTOCOL, _address(4 + 32)), account);
        require(restricted == 0, LiquidationRestricted(account, until));
    }

    /// @dev What borrowing is for an account: both where its debt cannot be read.
    function _exercised(address account) private returns (uint8) {
        (bool success, bytes memory returned) =
            ORIGINAL.delegatecall(abi.encodeCall(IAave.getUserAccountData, (account)));
        if (!success || returned.length != 6 * 32) return RISK;
        (, uint256 debt,,,,) = abi.decode(returned, (uint256, uint256, uint256, uint256, uint256, uint256));
        return debt == 0 ? Capability.OPEN : Capability.INCREASE;
    }
}
