// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

interface IFluxAggregator {
    function latestRound() external view returns (uint256);
    function submit(uint256 round, int256 submission) external;
}

/// @notice The only oracle of a Chainlink FluxAggregator: one key posts the price. Whoever holds the key is the oracle.
/// @dev The owner may hand the key on; that is how a council ends its theft.
contract PriceReporter {
    IFluxAggregator public immutable AGGREGATOR;
    address public immutable OWNER;
    address public reporter;

    error NotTheReporter(address caller);
    error NotTheOwner(address caller);

    event ReporterChanged(address indexed reporter);

    constructor(IFluxAggregator aggregator, address owner, address reporter_) {
        AGGREGATOR = aggregator;
        OWNER = owner;
        reporter = reporter_;
    }

    /// @param answer [USD, the aggregator's decimals]
    function report(int256 answer) external {
        require(msg.sender == reporter, NotTheReporter(msg.sender));
        AGGREGATOR.submit(AGGREGATOR.latestRound() + 1, answer);
    }

    function setReporter(address reporter_) external {
        require(msg.sender == OWNER, NotTheOwner(msg.sender));
        reporter = reporter_;
        emit ReporterChanged(reporter_);
    }
}
