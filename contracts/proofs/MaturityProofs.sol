// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Maturity} from "../src/Maturity.sol";

/// @title Properties of the times of the escrow's tickets, for solc's SMTChecker: each function is one.
contract MaturityProofs {
    uint256 private immutable DELAY;
    uint256 private immutable MAX_WAIT;

    uint256 private _now;
    uint256 private _last;
    bool private _overtaken;

    constructor(uint40 delay, uint40 maxWait) {
        require(delay <= maxWait);
        (DELAY, MAX_WAIT) = (delay, maxWait);
    }

    /// @custom:mutant Maturity: if (maturity < now_ + delay) maturity = now_ + delay; => 
    function ATicketWaitsAtLeastTheDelayAndAtMostTheLongestWait(
        uint40 last,
        uint256 spread,
        uint40 now_,
        uint40 delay,
        uint40 maxWait
    ) external pure {
        require(delay <= maxWait);
        uint256 maturity = Maturity.next(last, spread, now_, delay, maxWait);
        assert(maturity >= uint256(now_) + delay && maturity <= uint256(now_) + maxWait);
    }

    /// @notice Any number of tickets of any size, and time goes on as it likes.
    function make(uint256 spread) external {
        uint256 maturity = Maturity.next(_last, spread, _now, DELAY, MAX_WAIT);
        if (maturity < _last) _overtaken = true;
        _last = maturity;
    }

    function pass(uint40 seconds_) external {
        require(_now <= type(uint40).max);
        _now += seconds_;
    }

    /// @notice A later ticket never matures before an earlier one: a whale overtakes nobody.
    /// @custom:mutant Maturity: if (maturity > now_ + maxWait) maturity = now_ + maxWait; => if (maturity > now_ + maxWait) maturity = now_ + delay;
    function NoTicketOvertakesAnother() external view {
        assert(!_overtaken);
    }
}
