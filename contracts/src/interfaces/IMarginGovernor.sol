// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Margin requirements per market: up for new risk at once, up for open positions only slowly.
/// @notice `initial` is asked of whoever adds risk; it rises at once, within bounds. `maintenance` and `liquidationFee`
/// decide about open positions; they only ever ramp up, linearly, over at least `minRamp`, so that a change of ours
/// liquidates nobody by surprise. The three are one struct: they change together or not at all.
///
/// Always: liquidationFee <= maintenance and maintenance + minGap <= initial <= maxInitial, now and at any later time.
///
/// Warning: not guaranteed: that nobody is liquidated by the end of a ramp (holders have its length to react); that a
/// protocol asks.
interface IMarginGovernor {
    /// @param initial [ppm of notional]
    /// @param maintenance [ppm of notional]
    /// @param liquidationFee [ppm of notional]
    struct Margin {
        uint32 initial;
        uint32 maintenance;
        uint32 liquidationFee;
    }

    /// @param maxInitial [ppm] At most 1,000,000.
    /// @param minGap [ppm] Least distance of initial from maintenance.
    /// @param maxRise [ppm] Most that `initial`, and that the target of `maintenance`, can rise within any `riseWindow`.
    /// @param maxFall [ppm] Most that either can fall in one change.
    /// @param riseWindow [s]
    /// @param minRamp [s] At least 24 h.
    struct Bounds {
        uint32 maxInitial;
        uint32 minGap;
        uint32 maxRise;
        uint32 maxFall;
        uint32 riseWindow;
        uint32 minRamp;
    }

    /// @param begins [unix s] Of the ramp.
    /// @param ends [unix s]
    event Raised(address indexed market, Margin target, uint40 begins, uint40 ends, address indexed caller);
    event Lowered(address indexed market, Margin target, address indexed caller);
    event Listed(address indexed market, Margin margin);

    error BoundsOutOfBounds();
    error CallerMayNotTighten(address caller);
    error MarketMissing();
    error MarketListed(address market);
    error MarketNotListed(address market);
    /// @notice Somebody changed the market since `version` was read.
    error VersionChanged(uint64 version, uint64 newest);
    /// @notice `field`: 0 initial, 1 maintenance, 2 liquidationFee.
    error MayOnlyRise(uint8 field, uint32 target, uint32 now_);
    error MayOnlyFall(uint8 field, uint32 target, uint32 now_);
    error NothingChanges();
    /// @notice The relations between the three, or their bounds, would not hold.
    error MarginsOutOfRelation(Margin target);
    error RampTooShort(uint32 ramp, uint32 minRamp);
    error RiseExceeded(uint8 field, uint256 rise, uint256 left);
    error FallExceeded(uint8 field, uint256 fall, uint256 maxFall);

    /// @notice Raises: `initial` now, the others on a ramp from what they are now.
    /// @dev Role: members of SENTINEL, BREAKER or COUNCIL, at once.
    /// @param version Of the state that the caller knows, see `stateOf`.
    /// @param ramp [s] At least minRamp, at most 30 days.
    function raise(address market, Margin calldata target, uint32 ramp, uint64 version) external;

    /// @notice Lowers all three at once, and ends a ramp.
    /// @dev Role: AccessManager, meant for COUNCIL or ADMIN with an execution delay: lowering is loosening.
    function lower(address market, Margin calldata target, uint64 version) external;

    /// @notice Takes a market up.
    /// @dev Role: AccessManager, meant for ADMIN.
    function list(address market, Margin calldata margin) external;

    /// @notice What is asked now; all zero if the market is not listed.
    function marginOf(address market) external view returns (Margin memory);

    /// @notice Where the ramp leads, when it began and ends [unix s], and the version of this state; 0 if not listed.
    function stateOf(address market)
        external
        view
        returns (Margin memory target, uint40 begins, uint40 ends, uint64 version);

    function bounds() external view returns (Bounds memory);
}
