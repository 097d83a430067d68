// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {FakeAccountBalance} from "./FakeAccountBalance.sol";

/// @title The selectors of Perp Curie's ClearingHouse over real position state and a constant price of 100.
/// @notice Written for these tests from the ABI alone. Lives behind a proxy: state is set by `initialize`.
contract FakeClearingHouse {
    struct OpenPositionParams {
        address baseToken;
        bool isBaseToQuote;
        bool isExactInput;
        uint256 amount;
        uint256 oppositeAmountBound;
        uint256 deadline;
        uint160 sqrtPriceLimitX96;
        bytes32 referralCode;
    }

    struct ClosePositionParams {
        address baseToken;
        uint160 sqrtPriceLimitX96;
        uint256 oppositeAmountBound;
        uint256 deadline;
        bytes32 referralCode;
    }

    struct AddLiquidityParams {
        address baseToken;
        uint256 base;
        uint256 quote;
        int24 lowerTick;
        int24 upperTick;
        uint256 minBase;
        uint256 minQuote;
        bool useTakerBalance;
        uint256 deadline;
    }

    struct AddLiquidityResponse {
        uint256 base;
        uint256 quote;
        uint256 fee;
        uint256 liquidity;
    }

    struct RemoveLiquidityParams {
        address baseToken;
        int24 lowerTick;
        int24 upperTick;
        uint128 liquidity;
        uint256 minBase;
        uint256 minQuote;
        uint256 deadline;
    }

    struct RemoveLiquidityResponse {
        uint256 base;
        uint256 quote;
        uint256 fee;
    }

    uint256 public constant PRICE = 100;

    FakeAccountBalance private _accountBalance;
    address private _forwarder;
    mapping(address maker => mapping(address baseToken => uint256)) public liquidityOf;
    uint256 public swaps;

    event PositionChanged(address indexed trader, address indexed baseToken, int256 base);

    error PriceLimit();
    error NotEnoughLiquidity();

    function initialize(FakeAccountBalance accountBalance, address forwarder) external {
        _accountBalance = accountBalance;
        _forwarder = forwarder;
    }

    function openPosition(OpenPositionParams calldata params) external returns (uint256 base, uint256 quote) {
        return _trade(_msgSender(), params);
    }

    function openPositionFor(address trader, OpenPositionParams calldata params)
        external
        returns (uint256 base, uint256 quote, uint256 fee)
    {
        (base, quote) = _trade(trader, params);
        fee = quote / 1000;
    }

    function closePosition(ClosePositionParams calldata params) external returns (uint256 base, uint256 quote) {
        return _close(_msgSender(), params.baseToken);
    }

    function quitMarket(address trader, address baseToken) external returns (uint256 base, uint256 quote) {
        return _close(trader, baseToken);
    }

    function liquidate(address trader, address baseToken) external {
        _close(trader, baseToken);
    }

    function liquidate(address trader, address baseToken, int256) external {
        _close(trader, baseToken);
    }

    function cancelAllExcessOrders(address maker, address baseToken) external {
        liquidityOf[maker][baseToken] = 0;
    }

    function cancelExcessOrders(address maker, address baseToken, bytes32[] calldata) external {
        liquidityOf[maker][baseToken] = 0;
    }

    function addLiquidity(AddLiquidityParams calldata params) external returns (AddLiquidityResponse memory) {
        liquidityOf[_msgSender()][params.baseToken] += params.base;
        return AddLiquidityResponse(params.base, params.quote, 0, params.base);
    }

    function removeLiquidity(RemoveLiquidityParams calldata params) external returns (RemoveLiquidityResponse memory) {
        uint256 held = liquidityOf[_msgSender()][params.baseToken];
        if (held < params.liquidity) revert NotEnoughLiquidity();
        liquidityOf[_msgSender()][params.baseToken] = held - params.liquidity;
        // Half of it was taken: the maker is left with a taker position.
        _accountBalance.add(_msgSender(), params.baseToken, int256(uint256(params.liquidity) / 2));
        return RemoveLiquidityResponse(params.liquidity, 0, 0);
    }

    function settleAllFunding(address) external pure {}

    function uniswapV3SwapCallback(int256, int256, bytes calldata) external {
        ++swaps;
    }

    function getAccountBalance() external view returns (address) {
        return address(_accountBalance);
    }

    function isTrustedForwarder(address forwarder) external view returns (bool) {
        return forwarder == _forwarder;
    }

    function _trade(address trader, OpenPositionParams calldata params) private returns (uint256 base, uint256 quote) {
        // Input of a sale is base, input of a purchase is quote.
        bool inBase = params.isBaseToQuote == params.isExactInput;
        base = inBase ? params.amount : params.amount / PRICE;
        quote = base * PRICE;
        if (params.oppositeAmountBound == type(uint256).max) revert PriceLimit();
        // As Uniswap does: the pool calls back through the proxy.
        FakeClearingHouse(address(this)).uniswapV3SwapCallback(0, 0, "");
        int256 change = params.isBaseToQuote ? -int256(base) : int256(base);
        _accountBalance.add(trader, params.baseToken, change);
        emit PositionChanged(trader, params.baseToken, change);
    }

    function _close(address trader, address baseToken) private returns (uint256 base, uint256 quote) {
        int256 size = _accountBalance.getTakerPositionSize(trader, baseToken);
        _accountBalance.add(trader, baseToken, -size);
        emit PositionChanged(trader, baseToken, -size);
        base = uint256(size < 0 ? -size : size);
        quote = base * PRICE;
    }

    function _msgSender() private view returns (address sender) {
        sender = msg.sender;
        if (msg.data.length >= 20 && msg.sender == _forwarder) {
            sender = address(bytes20(msg.data[msg.data.length - 20:]));
        }
    }
}
