// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capability} from "./Capability.sol";
import {ICurie} from "./interfaces/ICurie.sol";
import {Interposer} from "./Interposer.sol";
import {Scope} from "./Scope.sol";

/// @title CurieClearingHouseInterposer
/// @notice Stands before ClearingHouse 2.8.4 of Perpetual Protocol Curie.
///
/// Design
/// - Under a restriction an order is judged by what it did: the trader's taker position before and after, exact for
///   every mode of order. The taker position is what closePosition closes and what Curie itself calls reducing. Not the
///   total: closing the taker side of a hedged maker grows the total, and it must never be refused; and a bound on the
///   total alone would let a maker trade to and fro. A maker who wants out removes liquidity, which is not gated, and
///   reduces what it leaves.
/// - An order that goes in the direction of the position is refused before it runs, to save the gas.
contract CurieClearingHouseInterposer is Interposer {
    bytes4 private constant OPEN_POSITION =
        bytes4(keccak256("openPosition((address,bool,bool,uint256,uint256,uint256,uint160,bytes32))"));
    bytes4 private constant OPEN_POSITION_FOR =
        bytes4(keccak256("openPositionFor(address,(address,bool,bool,uint256,uint256,uint256,uint160,bytes32))"));
    bytes4 private constant ADD_LIQUIDITY =
        bytes4(keccak256("addLiquidity((address,uint256,uint256,int24,int24,uint256,uint256,bool,uint256))"));
    bytes4 private constant LIQUIDATE = bytes4(keccak256("liquidate(address,address)"));
    bytes4 private constant LIQUIDATE_AMOUNT = bytes4(keccak256("liquidate(address,address,int256)"));
    // Third parties take an under-collateralised maker's orders away: the first step of a liquidation.
    bytes4 private constant CANCEL_EXCESS_ORDERS = bytes4(keccak256("cancelExcessOrders(address,address,bytes32[])"));
    bytes4 private constant CANCEL_ALL_EXCESS_ORDERS = bytes4(keccak256("cancelAllExcessOrders(address,address)"));

    bytes4 private constant CLOSE_POSITION =
        bytes4(keccak256("closePosition((address,uint160,uint256,uint256,bytes32))"));
    bytes4 private constant REMOVE_LIQUIDITY =
        bytes4(keccak256("removeLiquidity((address,int24,int24,uint128,uint256,uint256,uint256))"));
    bytes4 private constant QUIT_MARKET = bytes4(keccak256("quitMarket(address,address)"));
    bytes4 private constant SETTLE_ALL_FUNDING = bytes4(keccak256("settleAllFunding(address)"));

    /// @param original ClearingHouse implementation that the proxy has now.
    /// @param ledger RestrictionLedger.
    /// @param protocol The address that stands for the protocol in scopes: the ClearingHouse proxy.
    constructor(address original, address ledger, address protocol) Interposer(original, ledger, protocol) {}

    function capabilityOf(bytes4 selector) public pure override returns (uint8) {
        if (selector == OPEN_POSITION || selector == OPEN_POSITION_FOR) return Capability.OPEN | Capability.INCREASE;
        if (selector == ADD_LIQUIDITY) return Capability.OPEN;
        if (selector == LIQUIDATE || selector == LIQUIDATE_AMOUNT) return Capability.LIQUIDATE;
        if (selector == CANCEL_EXCESS_ORDERS || selector == CANCEL_ALL_EXCESS_ORDERS) return Capability.LIQUIDATE;
        if (selector == CLOSE_POSITION || selector == REMOVE_LIQUIDITY || selector == QUIT_MARKET) {
            return Capability.CLOSE;
        }
        if (selector == SETTLE_ALL_FUNDING) return Capability.REPAY;
        return 0;
    }

    function _gate(bytes4 selector) internal override {
        if (selector == OPEN_POSITION) _gateOrder(_sender(4 + 8 * 32), 4);
        else if (selector == OPEN_POSITION_FOR) _gateOrder(_address(4), 4 + 32);
        else if (selector == ADD_LIQUIDITY) _gateLiquidity();
        else _gateLiquidation();
    }

    /// @param params Offset in the calldata of (address baseToken, bool isBaseToQuote, ...).
    function _gateOrder(address trader, uint256 params) private {
        address market = _address(params);
        (bool answered, uint8 restricted, uint40 until) =
            _ask(Capability.OPEN | Capability.INCREASE, Scope.market(PROTOCOL, market), trader);
        if (!answered) restricted = Capability.OPEN | Capability.INCREASE;
        if (restricted == 0) _pass();

        int256 sizeBefore = _takerPosition(trader, market);
        bool sells = _word(params + 32) != 0;
        uint8 direction = sizeBefore == 0 ? Capability.OPEN : (sizeBefore < 0) == sells ? Capability.INCREASE : 0;
        require(direction & restricted == 0, PositionMayOnlyShrink(trader, market, direction, until));

        bytes memory returned = _run();
        uint8 exercised = _exercised(sizeBefore, _takerPosition(trader, market)) & restricted;
        require(exercised == 0, PositionMayOnlyShrink(trader, market, exercised, until));
        _return(returned);
    }

    function _gateLiquidity() private {
        address market = _address(4);
        (bool answered,, uint40 until) = _ask(Capability.OPEN, Scope.market(PROTOCOL, market), _sender(4 + 9 * 32));
        require(answered && until == 0, LiquidityMayNotBeAdded(market, until));
        _pass();
    }

    function _gateLiquidation() private {
        address trader = _address(4);
        (,, uint40 until) = _ask(Capability.LIQUIDATE, Scope.market(PROTOCOL, _address(4 + 32)), trader);
        require(until == 0, LiquidationRestricted(trader, until));
        _pass();
    }

    /// @dev What a change of position exercises: growing is INCREASE; from nothing, or to the other side, is OPEN.
    function _exercised(int256 sizeBefore, int256 sizeAfter) private pure returns (uint8) {
        if (sizeAfter == 0) return 0;
        if (sizeBefore == 0 || (sizeBefore < 0) != (sizeAfter < 0)) return Capability.OPEN;
        bool grew = sizeBefore < 0 ? sizeAfter < sizeBefore : sizeAfter > sizeBefore;
        return grew ? Capability.INCREASE : 0;
    }

    /// @dev base [1e18], positive if long.
    function _takerPosition(address trader, address market) private returns (int256) {
        (bool found, uint256 accountBalance) = _read(abi.encodeCall(ICurie.getAccountBalance, ()));
        if (found) {
            (bool success, bytes memory returned) = address(uint160(accountBalance))
                .staticcall(abi.encodeCall(ICurie.getTakerPositionSize, (trader, market)));
            if (success && returned.length == 32) return abi.decode(returned, (int256));
        }
        revert PositionUnreadable(trader, market);
    }
}
