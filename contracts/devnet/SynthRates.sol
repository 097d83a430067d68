// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

interface IAggregator {
    function decimals() external view returns (uint8);
    function latestRoundData() external view returns (uint80, int256 answer, uint256, uint256 updatedAt, uint80);
}

/// @notice What Lyra reads of Synthetix' ExchangeRates: a synth's price from a Chainlink aggregator, and whether it may
/// be used.
contract SynthRates {
    /// @notice Older answers are invalid [s]; Synthetix' rateStalePeriod.
    uint256 public constant STALE_AFTER = 25 hours;

    address public immutable OWNER;
    mapping(bytes32 key => IAggregator) public aggregators;

    error NotTheOwner(address caller);

    event AggregatorAdded(bytes32 indexed key, address aggregator);

    constructor() {
        OWNER = msg.sender;
    }

    function addAggregator(bytes32 key, IAggregator aggregator) external {
        require(msg.sender == OWNER, NotTheOwner(msg.sender));
        aggregators[key] = aggregator;
        emit AggregatorAdded(key, address(aggregator));
    }

    /// @return rate [USD, 18 decimals]
    function rateAndInvalid(bytes32 key) external view returns (uint256 rate, bool invalid) {
        (, int256 answer,, uint256 updatedAt,) = aggregators[key].latestRoundData();
        if (answer <= 0) return (0, true);
        rate = uint256(answer) * 10 ** (18 - aggregators[key].decimals());
        invalid = block.timestamp > updatedAt + STALE_AFTER;
    }
}
