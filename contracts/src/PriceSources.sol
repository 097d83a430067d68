// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BoundedCall} from "./BoundedCall.sol";
import {IOracleGuard} from "./interfaces/IOracleGuard.sol";
import {TickPrice} from "./TickPrice.sol";

/// @title One price from one source; 0 if it cannot be used, for whatever reason.
library PriceSources {
    /// @dev [gas] A proxy and an aggregator with cold storage need about 30,000.
    uint256 internal constant FEED_GAS = 100_000;
    /// @dev [gas] Uniswap's binary search over 65,535 cold observations needs about 150,000.
    uint256 internal constant TWAP_GAS = 300_000;
    /// @dev More would overflow when scaled, and no token has more than 36.
    uint8 internal constant MAX_DECIMALS = 36;

    /// @dev [gas] All questions to one source.
    function gasOf(IOracleGuard.Kind kind) internal pure returns (uint256) {
        if (kind == IOracleGuard.Kind.FEED) return 2 * FEED_GAS;
        return kind == IOracleGuard.Kind.TWAP ? TWAP_GAS : 0;
    }

    /// @return quote [1e18] per whole base, or 0.
    function price(IOracleGuard.Source memory source) internal view returns (uint256) {
        return source.kind == IOracleGuard.Kind.FEED ? _feed(source) : _twap(source);
    }

    /// @dev True without a feed. A feed that cannot be read cannot tell that the sequencer is up.
    /// @param grace [s]
    function sequencerIsUp(address feed, uint32 grace) internal view returns (bool) {
        if (feed == address(0)) return true;
        // (roundId, answer: 0 up 1 down, startedAt, updatedAt, answeredInRound)
        (bool answered, uint256[] memory round) =
            BoundedCall.ask(feed, FEED_GAS, abi.encodeWithSignature("latestRoundData()"), 5);
        if (!answered || round[1] != 0) return false;
        uint256 since = round[2];
        return since != 0 && since <= block.timestamp && block.timestamp - since > grace;
    }

    function _feed(IOracleGuard.Source memory source) private view returns (uint256) {
        (bool told, uint256 decimals) =
            BoundedCall.askWord(source.target, FEED_GAS, abi.encodeWithSignature("decimals()"));
        (bool answered, uint256[] memory round) =
            BoundedCall.ask(source.target, FEED_GAS, abi.encodeWithSignature("latestRoundData()"), 5);
        if (!told || decimals != source.decimals || !answered) return 0;
        // As int256 negative, or too large anyway.
        uint256 answer = round[1];
        if (answer > type(uint128).max) return 0;
        uint256 updatedAt = round[3];
        if (updatedAt == 0 || updatedAt > block.timestamp) return 0;
        if (block.timestamp - updatedAt > source.maxAge) return 0;
        return _scaled(answer, source.decimals);
    }

    function _twap(IOracleGuard.Source memory source) private view returns (uint256) {
        uint32[] memory ago = new uint32[](2);
        ago[0] = source.window;
        // The ABI encoding of (int56[2], uint160[2]): two offsets, then two arrays of two.
        (bool answered, uint256[] memory words) =
            BoundedCall.ask(source.target, TWAP_GAS, abi.encodeWithSignature("observe(uint32[])", ago), 8);
        if (!answered || words[0] != 0x40 || words[1] != 0xa0 || words[2] != 2 || words[5] != 2) return 0;
        if (!_liquidEnough(words[6], words[7], source)) return 0;
        // Accumulators wrap around by design.
        int56 moved;
        unchecked {
            moved = int56(uint56(words[4])) - int56(uint56(words[3]));
        }
        int256 window = int256(uint256(source.window));
        int256 tick = int256(moved) / window;
        if (moved < 0 && int256(moved) % window != 0) --tick;
        return TickPrice.quoteAt(tick, source.baseIsToken0, source.baseDecimals, source.decimals);
    }

    /// @dev Harmonic mean of the liquidity in range (Uniswap v3: seconds per liquidity [2^128] over the window).
    function _liquidEnough(uint256 before, uint256 now_, IOracleGuard.Source memory source)
        private
        pure
        returns (bool)
    {
        uint256 gone;
        unchecked {
            gone = uint256(uint160(now_ - before));
        }
        return gone != 0 && (uint256(source.window) << 128) / gone >= source.minLiquidity;
    }

    function _scaled(uint256 answer, uint8 decimals) private pure returns (uint256 scaled) {
        scaled = decimals <= 18 ? answer * 10 ** (18 - decimals) : answer / 10 ** (decimals - 18);
        if (scaled > type(uint128).max) return 0;
    }
}
