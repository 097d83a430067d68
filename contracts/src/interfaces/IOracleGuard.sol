// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The price of one instrument, from several sources that are not trusted one by one.
/// @notice All prices are quote [1e18] per whole base, 1 to 2^128 - 1. Sources and bounds never change; nobody owns a
/// guard. Another set of sources is another guard.
///
/// A source is *fresh* if it answers within its gas, with the expected decimals, a positive price, and a time that is
/// neither in the future nor older than its own `maxAge`. A source that reverts, is silent, lies about its shape or
/// eats gas is missing, and the reader goes on. Fresh sources within `maxDeviation` of the median of all fresh ones
/// *agree*.
///
/// What holds while the status is OK or DEGRADED, if fewer than `quorum` sources lie: every price in [lo, hi] is within
/// twice `maxDeviation` of the answer of an honest source.
///
/// Warning: not guaranteed: anything if `quorum` sources lie together (two feeds that read one exchange are one source);
/// that a TWAP costs much to move (its window and `minLiquidity` decide); a liquidation price while there is no quorum
/// (longs count as priceless, shorts as free, so nobody is liquidated: bad debt may grow until a source is back).
interface IOracleGuard {
    /// @notice FEED: Chainlink's AggregatorV3Interface. TWAP: a Uniswap v3 pool's arithmetic mean tick over `window`.
    /// REPORT: prices signed by `target` (EIP-712, ERC-1271 for contracts) that anybody hands in.
    enum Kind {
        FEED,
        TWAP,
        REPORT
    }

    /// @param maxAge [s] Oldest answer that counts, inclusive. TWAP: 0, the mean always ends now.
    /// @param window [s] TWAP only.
    /// @param minLiquidity [pool's liquidity unit] TWAP only: harmonic mean over the window, inclusive.
    /// @param baseIsToken0 TWAP only.
    /// @param baseDecimals TWAP only: of the base token.
    /// @param decimals FEED: of the answer, and the feed must say so in every read. TWAP: of the quote token.
    /// REPORT: 18.
    struct Source {
        Kind kind;
        address target;
        uint32 maxAge;
        uint32 window;
        uint128 minLiquidity;
        bool baseIsToken0;
        uint8 baseDecimals;
        uint8 decimals;
    }

    /// @param quorum More than half of the sources.
    /// @param maxDeviation [bps] From the median, inclusive; 1 to 5000.
    /// @param sequencerFeed Chainlink's L2 sequencer uptime feed; zero on a chain without a sequencer.
    /// @param grace [s] After the sequencer came back prices are not used.
    struct Rules {
        uint8 quorum;
        uint16 maxDeviation;
        address sequencerFeed;
        uint32 grace;
    }

    /// @notice OK: every source is fresh and agrees. DEGRADED: a quorum agrees, but not all do. DISAGREEING: a quorum is
    /// fresh but does not agree. NO_QUORUM: too few are fresh. SEQUENCER_DOWN: down, in its grace period, or unknown.
    enum Status {
        OK,
        DEGRADED,
        DISAGREEING,
        NO_QUORUM,
        SEQUENCER_DOWN
    }

    /// @param lo Lowest of those that agree; if no quorum agrees, of all that are fresh; 0 if none is.
    /// @param hi The highest likewise; 2^128 - 1 if none is fresh.
    /// @param median Of all fresh sources; of two middle ones the mean, rounded down; 0 if none is fresh.
    struct Reading {
        uint128 lo;
        uint128 hi;
        uint128 median;
        Status status;
        uint8 fresh;
        uint8 agreeing;
    }

    event Reported(address indexed signer, uint128 price, uint40 time, address caller);

    error SourcesOutOfBounds(uint256 count, uint256 maxCount);
    error QuorumOutOfBounds(uint8 quorum, uint256 lowest, uint256 highest);
    error DeviationOutOfBounds(uint16 maxDeviation, uint16 lowest, uint16 highest);
    error SourceMissing(uint256 index);
    /// @notice One source must not count twice.
    error SourceTwice(address target);
    error MaxAgeOutOfBounds(uint256 index, uint32 maxAge);
    error WindowOutOfBounds(uint256 index, uint32 window);
    error DecimalsOutOfBounds(uint256 index, uint8 decimals);
    error SequencerFeedHasNoCode(address feed);
    error SignerUnknown(address signer);
    error SignatureInvalid(address signer);
    error ReportNotNewer(uint40 time, uint40 newest);
    error ReportFromTheFuture(uint40 time);
    error ReportTooOld(uint40 time, uint32 maxAge);
    error PriceMissing();
    /// @notice Risk may not be added on this price.
    error PriceNotUsable(Status status);

    /// @notice What the sources say now.
    /// @dev Reverts only with BoundedCall.GasTooLow. `READ_GAS` is enough even if every source eats its share.
    function read() external view returns (Reading memory);

    /// @notice The worse side for whoever adds risk: `lo` for a long or collateral, `hi` for a short or debt.
    /// @dev Reverts with PriceNotUsable unless OK or DEGRADED.
    function worstFor(bool longSide) external view returns (uint128 price);

    /// @notice The price at which a position may be liquidated: the median while OK; else the side that favours its
    /// holder, `hi` for a long, `lo` for a short. Never reverts for want of a price.
    function favourableFor(bool longSide) external view returns (uint128 price);

    /// @notice Hands in a price that `signer` signed: Price(uint128 price,uint40 time) in this guard's EIP-712 domain
    /// ("Homeostat OracleGuard", "1", chain, address).
    /// @dev Role: anybody. Not older than the newest and not older than the source's maxAge.
    /// @param price quote [1e18] per whole base.
    /// @param time [unix s] When the price was true.
    function report(address signer, uint128 price, uint40 time, bytes calldata signature) external;

    /// @notice Newest report of a signer; zero if there is none.
    function reportOf(address signer) external view returns (uint128 price, uint40 time);

    function sourceAt(uint256 index) external view returns (Source memory);

    function sourceCount() external view returns (uint256);

    function rules() external view returns (Rules memory);

    /// @notice [gas] With this much left, `read` succeeds whatever the sources do.
    function READ_GAS() external view returns (uint256);
}
