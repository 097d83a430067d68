// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";

import {IRetailLane} from "./interfaces/IRetailLane.sol";

/// @title RetailLane
/// @notice See IRetailLane.
contract RetailLane is IRetailLane, AccessManaged {
    using RateLimiter for RateLimiter.SlidingWindow;

    /// @inheritdoc IRetailLane
    uint48 public immutable WINDOW;
    /// @inheritdoc IRetailLane
    uint64 public immutable DEFAULT_TOKENS;

    /// @inheritdoc IRetailLane
    mapping(address consumer => bool) public isConsumer;
    mapping(address asset => RateLimiter.SlidingWindow) private _lanes;

    /// @param authority AccessManager.
    /// @param window [s] Not zero.
    /// @param defaultTokens [whole tokens] Amount of assets that nobody configured. Not zero.
    constructor(address authority, uint48 window, uint64 defaultTokens) AccessManaged(authority) {
        require(window != 0, WindowMissing());
        require(defaultTokens != 0, AmountMissing());
        WINDOW = window;
        DEFAULT_TOKENS = defaultTokens;
    }

    /// @inheritdoc IRetailLane
    function spend(address account, address asset, uint256 amount) external returns (bool accepted) {
        require(isConsumer[msg.sender], CallerIsNotConsumer(msg.sender));
        RateLimiter.SlidingWindow storage lane = _lanes[asset];
        if (lane._window == 0) lane.updateSettings(WINDOW, _defaultAmount(asset));
        accepted = lane.tryConsume(_keyOf(account), amount);
        if (accepted) emit Spent(msg.sender, account, asset, amount);
    }

    /// @inheritdoc IRetailLane
    function setAmount(address asset, uint208 amount) external restricted {
        require(amount != 0, AmountMissing());
        _lanes[asset].updateSettings(WINDOW, amount);
        emit AmountSet(asset, amount);
    }

    /// @inheritdoc IRetailLane
    function setConsumer(address consumer, bool registered) external restricted {
        isConsumer[consumer] = registered;
        emit ConsumerSet(consumer, registered);
    }

    /// @inheritdoc IRetailLane
    function left(address account, address asset) external view returns (uint256) {
        RateLimiter.SlidingWindow storage lane = _lanes[asset];
        return lane._window == 0 ? _defaultAmount(asset) : lane.available(_keyOf(account));
    }

    /// @inheritdoc IRetailLane
    function amountOf(address asset) external view returns (uint256) {
        RateLimiter.SlidingWindow storage lane = _lanes[asset];
        return lane._window == 0 ? _defaultAmount(asset) : lane._limit;
    }

    /// @dev An asset that does not tell its decimals is taken to have 18: rather too wide a lane than none.
    function _defaultAmount(address asset) private view returns (uint208) {
        uint256 decimals = 18;
        (bool success, bytes memory answer) = asset.staticcall(abi.encodeWithSignature("decimals()"));
        if (success && answer.length == 32) {
            uint256 told = abi.decode(answer, (uint256));
            if (told <= 36) decimals = told;
        }
        return uint208(uint256(DEFAULT_TOKENS) * 10 ** decimals);
    }

    function _keyOf(address account) private pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }
}
