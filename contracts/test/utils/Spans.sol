// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Spans of time [from, to), and how much of a window their union covers.
library Spans {
    struct Span {
        uint256 from;
        uint256 to;
    }

    /// @dev In the order of `from`.
    struct List {
        Span[] spans;
    }

    function add(List storage list, uint256 from, uint256 to) internal {
        Span[] storage spans = list.spans;
        spans.push(Span(from, to));
        for (uint256 i = spans.length - 1; i > 0 && spans[i - 1].from > from; --i) {
            (spans[i], spans[i - 1]) = (Span(spans[i - 1].from, spans[i - 1].to), Span(from, to));
        }
    }

    /// @notice Nothing lasts beyond `moment`.
    function cut(List storage list, uint256 moment) internal {
        Span[] storage spans = list.spans;
        for (uint256 i = 0; i < spans.length; ++i) {
            if (spans[i].to > moment) spans[i].to = moment;
        }
    }

    /// @notice Ends of spans at or after `moment`.
    function endsAfter(List storage list, uint256 moment) internal view returns (uint256[] memory all) {
        Span[] storage spans = list.spans;
        uint256 count;
        all = new uint256[](spans.length);
        for (uint256 i = 0; i < spans.length; ++i) {
            if (spans[i].to >= moment) all[count++] = spans[i].to;
        }
        assembly ("memory-safe") {
            mstore(all, count)
        }
    }

    /// @notice Seconds of [from, to) that the union covers.
    function within(List storage list, uint256 from, uint256 to) internal view returns (uint256 covered) {
        for (uint256 i = 0; i < list.spans.length; ++i) {
            Span memory span = list.spans[i];
            uint256 low = span.from > from ? span.from : from;
            uint256 high = span.to < to ? span.to : to;
            if (high <= low) continue;
            covered += high - low;
            from = high;
        }
    }
}
