// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IOracleGuard} from "./interfaces/IOracleGuard.sol";
import {PriceInterval} from "./PriceInterval.sol";
import {PriceSources} from "./PriceSources.sol";

/// @title OracleGuard
/// @notice See IOracleGuard.
///
/// Design
/// - The quorum is more than half of all sources, so fewer liars than the quorum leave at least one honest source among
///   those that agree, and a price that agrees is near it.
/// - A missing source only counts as missing. Whoever calls with too little gas is refused, so that gas cannot be used to
///   choose which sources are heard.
///
/// Trust assumptions
/// - Fewer than `quorum` sources lie at the same time.
contract OracleGuard is IOracleGuard, EIP712 {
    /// @notice A read stays cheap enough for a block, even if every source eats its gas.
    uint256 public constant MAX_SOURCES = 9;
    uint16 public constant MAX_DEVIATION = 5_000;
    /// @notice [s]
    uint32 public constant MAX_AGE = 7 days;

    bytes32 private constant PRICE_TYPE = keccak256("Price(uint128 price,uint40 time)");
    /// @dev [gas] Sorting, scaling and storage of one source, beside the question to it.
    uint256 private constant OVERHEAD = 40_000;

    /// @inheritdoc IOracleGuard
    uint256 public immutable READ_GAS;

    struct Report {
        uint128 price;
        uint40 time;
    }

    Source[] private _sources;
    Rules private _rules;
    mapping(address signer => uint256) private _indexOfSigner;
    mapping(address signer => Report) private _reports;

    constructor(Source[] memory sources, Rules memory rules_) EIP712("Homeostat OracleGuard", "1") {
        uint256 count = sources.length;
        require(count != 0 && count <= MAX_SOURCES, SourcesOutOfBounds(count, MAX_SOURCES));
        require(
            rules_.quorum > count / 2 && rules_.quorum <= count, QuorumOutOfBounds(rules_.quorum, count / 2 + 1, count)
        );
        require(
            rules_.maxDeviation != 0 && rules_.maxDeviation <= MAX_DEVIATION,
            DeviationOutOfBounds(rules_.maxDeviation, 1, MAX_DEVIATION)
        );
        require(
            rules_.sequencerFeed == address(0) || rules_.sequencerFeed.code.length != 0,
            SequencerFeedHasNoCode(rules_.sequencerFeed)
        );
        _rules = rules_;
        uint256 gasBound = PriceSources.FEED_GAS + OVERHEAD;
        for (uint256 i = 0; i < count; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                require(sources[i].target != sources[j].target, SourceTwice(sources[i].target));
            }
            _add(i, sources[i]);
            gasBound += PriceSources.gasOf(sources[i].kind) + OVERHEAD;
        }
        READ_GAS = gasBound + gasBound / 63;
    }

    /// @inheritdoc IOracleGuard
    function report(address signer, uint128 price, uint40 time, bytes calldata signature) external {
        uint256 index = _indexOfSigner[signer];
        require(index != 0, SignerUnknown(signer));
        require(price != 0, PriceMissing());
        require(time <= block.timestamp, ReportFromTheFuture(time));
        uint40 newest = _reports[signer].time;
        require(time > newest, ReportNotNewer(time, newest));
        uint32 maxAge = _sources[index - 1].maxAge;
        require(block.timestamp - time <= maxAge, ReportTooOld(time, maxAge));
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(PRICE_TYPE, price, time)));
        require(SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature), SignatureInvalid(signer));
        _reports[signer] = Report(price, time);
        emit Reported(signer, price, time, msg.sender);
    }

    /// @inheritdoc IOracleGuard
    function read() public view returns (Reading memory reading) {
        Rules memory rules_ = _rules;
        uint256[] memory prices = new uint256[](_sources.length);
        uint256 fresh;
        for (uint256 i = 0; i < prices.length; ++i) {
            Source memory source = _sources[i];
            uint256 price = source.kind == Kind.REPORT ? _reported(source) : PriceSources.price(source);
            if (price != 0) prices[fresh++] = price;
        }
        reading = PriceInterval.around(prices, fresh, rules_);
        if (!PriceSources.sequencerIsUp(rules_.sequencerFeed, rules_.grace)) reading.status = Status.SEQUENCER_DOWN;
    }

    /// @inheritdoc IOracleGuard
    function worstFor(bool longSide) external view returns (uint128) {
        Reading memory reading = read();
        require(reading.status <= Status.DEGRADED, PriceNotUsable(reading.status));
        return longSide ? reading.lo : reading.hi;
    }

    /// @inheritdoc IOracleGuard
    function favourableFor(bool longSide) external view returns (uint128) {
        Reading memory reading = read();
        if (reading.status == Status.OK) return reading.median;
        return longSide ? reading.hi : reading.lo;
    }

    /// @inheritdoc IOracleGuard
    function reportOf(address signer) external view returns (uint128 price, uint40 time) {
        return (_reports[signer].price, _reports[signer].time);
    }

    /// @inheritdoc IOracleGuard
    function sourceAt(uint256 index) external view returns (Source memory) {
        return _sources[index];
    }

    /// @inheritdoc IOracleGuard
    function sourceCount() external view returns (uint256) {
        return _sources.length;
    }

    /// @inheritdoc IOracleGuard
    function rules() external view returns (Rules memory) {
        return _rules;
    }

    function _add(uint256 index, Source memory source) private {
        bool isReport = source.kind == Kind.REPORT;
        require(source.target != address(0) && (isReport || source.target.code.length != 0), SourceMissing(index));
        bool isTwap = source.kind == Kind.TWAP;
        require(
            isTwap ? source.maxAge == 0 : source.maxAge != 0 && source.maxAge <= MAX_AGE,
            MaxAgeOutOfBounds(index, source.maxAge)
        );
        require(
            isTwap ? source.window != 0 && source.window <= MAX_AGE : source.window == 0,
            WindowOutOfBounds(index, source.window)
        );
        require(source.decimals <= PriceSources.MAX_DECIMALS, DecimalsOutOfBounds(index, source.decimals));
        require(source.baseDecimals <= PriceSources.MAX_DECIMALS, DecimalsOutOfBounds(index, source.baseDecimals));
        require(!isReport || source.decimals == 18, DecimalsOutOfBounds(index, source.decimals));
        _sources.push(source);
        if (isReport) _indexOfSigner[source.target] = index + 1;
    }

    function _reported(Source memory source) private view returns (uint256) {
        Report memory newest = _reports[source.target];
        return block.timestamp - newest.time <= source.maxAge ? newest.price : 0;
    }
}
