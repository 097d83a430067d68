// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMarginGovernor} from "../../src/interfaces/IMarginGovernor.sol";
import {MarginGovernor} from "../../src/MarginGovernor.sol";
import {Test} from "../utils/Test.sol";

/// @title Whoever may and may not changes margins, while somebody holds a position.
contract MarginHandler is Test {
    MarginGovernor private immutable GOVERNOR;
    address private immutable MARKET;
    address private immutable ADMIN;
    address[3] private _callers;

    uint256 public calls;
    uint256 public raised;
    uint256 public lowered;
    uint256 public refused;
    /// @notice Changes that asked more of open positions in the very moment.
    uint256 public steps;
    /// @notice [ppm] Most by which maintenance rose above what its steepest ramp allows in the time that went by.
    uint256 public tooSteep;
    /// @notice Changes after which the target was neither all new nor all old.
    uint256 public halves;

    modifier counted() {
        ++calls;
        _;
    }

    constructor(MarginGovernor governor, address market, address admin, address[3] memory callers) {
        (GOVERNOR, MARKET, ADMIN, _callers) = (governor, market, admin, callers);
    }

    /// @notice Anything, by anybody.
    function raiseAnything(uint256 who, uint32[3] memory values, uint32 ramp, uint64 version) external counted {
        _change(
            _callers[who % 3],
            abi.encodeCall(
                GOVERNOR.raise, (MARKET, IMarginGovernor.Margin(values[0], values[1], values[2]), ramp, version)
            ),
            IMarginGovernor.Margin(values[0], values[1], values[2])
        );
    }

    /// @notice What should mostly be accepted, but for ramps that are too short.
    function raise(uint256 who, uint32[3] memory by, uint32 ramp) external counted {
        _raise(who, by, uint32(ramp % 4 == 0 ? bound(ramp, 1, 1 days) : bound(ramp, 1 days, 3 days)));
    }

    /// @notice Again and again, each time a little later, to add ramp upon ramp.
    function pile(uint256 who, uint32[3] memory by) external counted {
        for (uint256 i = 0; i < 4; ++i) {
            _raise(who, by, 1 days);
            _pass(1 hours);
        }
    }

    function lower(uint32[3] memory by) external counted {
        IMarginGovernor.Margin memory now_ = GOVERNOR.marginOf(MARKET);
        (,,, uint64 version) = GOVERNOR.stateOf(MARKET);
        IMarginGovernor.Margin memory target = IMarginGovernor.Margin(
            now_.initial - uint32(bound(by[0], 0, 20_000)),
            now_.maintenance - uint32(bound(by[1], 0, now_.maintenance / 4)),
            now_.liquidationFee - uint32(bound(by[2], 0, now_.liquidationFee / 4))
        );
        if (_change(ADMIN, abi.encodeCall(GOVERNOR.lower, (MARKET, target, version)), target)) ++lowered;
    }

    function wait(uint256 seconds_) external counted {
        _pass(bound(seconds_, 1, 2 days));
    }

    function _raise(uint256 who, uint32[3] memory by, uint32 ramp) private {
        (IMarginGovernor.Margin memory target,,, uint64 version) = GOVERNOR.stateOf(MARKET);
        target.initial += uint32(bound(by[0], 0, 20_000));
        target.maintenance += uint32(bound(by[1], 0, 20_000));
        target.liquidationFee += uint32(bound(by[2], 0, 2_000));
        bytes memory call = abi.encodeCall(GOVERNOR.raise, (MARKET, target, ramp, version));
        if (_change(_callers[who % 3], call, target)) ++raised;
    }

    function _change(address caller, bytes memory call, IMarginGovernor.Margin memory want)
        private
        returns (bool done)
    {
        IMarginGovernor.Margin memory before = GOVERNOR.marginOf(MARKET);
        (IMarginGovernor.Margin memory old,,,) = GOVERNOR.stateOf(MARKET);
        vm.prank(caller);
        (done,) = address(GOVERNOR).call(call);
        if (!done) ++refused;
        IMarginGovernor.Margin memory later = GOVERNOR.marginOf(MARKET);
        (IMarginGovernor.Margin memory target,,,) = GOVERNOR.stateOf(MARKET);
        if (later.maintenance > before.maintenance || later.liquidationFee > before.liquidationFee) ++steps;
        if (keccak256(abi.encode(target)) != keccak256(abi.encode(done ? want : old))) ++halves;
    }

    /// @dev No ramp is steeper than all that the targets can rise in two windows, over the shortest ramp.
    function _pass(uint256 seconds_) private {
        uint256 before = GOVERNOR.marginOf(MARKET).maintenance;
        vm.warp(block.timestamp + seconds_);
        uint256 rise = GOVERNOR.marginOf(MARKET).maintenance;
        rise = rise > before ? rise - before : 0;
        IMarginGovernor.Bounds memory bounds = GOVERNOR.bounds();
        uint256 most = 2 * uint256(bounds.maxRise) * seconds_ / bounds.minRamp + 1;
        if (rise > most && rise - most > tooSteep) tooSteep = rise - most;
    }
}
