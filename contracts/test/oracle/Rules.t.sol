// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOracleGuard} from "../../src/interfaces/IOracleGuard.sol";
import {OracleGuard} from "../../src/OracleGuard.sol";
import {FakeFeed} from "../mocks/FakeFeed.sol";
import {Hostile} from "../mocks/Hostile.sol";
import {OracleTest} from "../utils/OracleTest.sol";

contract OracleGuardRulesTest is OracleTest {
    FakeFeed private _sequencer;

    function test_RevertIf_QuorumIsNotMoreThanHalf() public {
        IOracleGuard.Source[] memory sources = _sources(4);
        IOracleGuard.Rules memory rules = rulesOf(4);
        rules.quorum = 2;
        _refused(sources, rules, abi.encodeWithSelector(IOracleGuard.QuorumOutOfBounds.selector, 2, 3, 4));
        rules.quorum = 5;
        _refused(sources, rules, abi.encodeWithSelector(IOracleGuard.QuorumOutOfBounds.selector, 5, 3, 4));
    }

    function test_RevertIf_ThereAreNoneOrTooManySources() public {
        _refused(_sources(0), rulesOf(0), abi.encodeWithSelector(IOracleGuard.SourcesOutOfBounds.selector, 0, 9));
        _refused(_sources(10), rulesOf(10), abi.encodeWithSelector(IOracleGuard.SourcesOutOfBounds.selector, 10, 9));
    }

    function test_RevertIf_DeviationIsOutOfBounds() public {
        IOracleGuard.Rules memory rules = rulesOf(3);
        rules.maxDeviation = 0;
        _refused(_sources(3), rules, abi.encodeWithSelector(IOracleGuard.DeviationOutOfBounds.selector, 0, 1, 5_000));
        rules.maxDeviation = 5_001;
        _refused(
            _sources(3), rules, abi.encodeWithSelector(IOracleGuard.DeviationOutOfBounds.selector, 5_001, 1, 5_000)
        );
    }

    function test_RevertIf_ASourceIsNoneOrCountsTwice() public {
        IOracleGuard.Source[] memory sources = _sources(3);
        sources[2].target = address(0);
        _refused(sources, rulesOf(3), abi.encodeWithSelector(IOracleGuard.SourceMissing.selector, 2));
        sources[2].target = named("no code");
        _refused(sources, rulesOf(3), abi.encodeWithSelector(IOracleGuard.SourceMissing.selector, 2));
        sources[2].target = sources[0].target;
        _refused(
            sources, rulesOf(3), abi.encodeWithSelector(IOracleGuard.SourceTwice.selector, address(sources[0].target))
        );
    }

    function test_RevertIf_ASourcesTimesOrDecimalsAreOutOfBounds() public {
        IOracleGuard.Source[] memory sources = _sources(1);
        sources[0].maxAge = 0;
        _refused(sources, rulesOf(1), abi.encodeWithSelector(IOracleGuard.MaxAgeOutOfBounds.selector, 0, 0));
        sources[0].maxAge = 7 days + 1;
        _refused(sources, rulesOf(1), abi.encodeWithSelector(IOracleGuard.MaxAgeOutOfBounds.selector, 0, 7 days + 1));
        sources[0].maxAge = 1;
        sources[0].window = 1;
        _refused(sources, rulesOf(1), abi.encodeWithSelector(IOracleGuard.WindowOutOfBounds.selector, 0, 1));
        sources[0].window = 0;
        sources[0].decimals = 37;
        _refused(sources, rulesOf(1), abi.encodeWithSelector(IOracleGuard.DecimalsOutOfBounds.selector, 0, 37));
        sources[0] = IOracleGuard.Source(IOracleGuard.Kind.REPORT, nobodysKey(), 60, 0, 0, false, 0, 8);
        _refused(sources, rulesOf(1), abi.encodeWithSelector(IOracleGuard.DecimalsOutOfBounds.selector, 0, 8));
        sources[0] = IOracleGuard.Source(IOracleGuard.Kind.TWAP, address(guard), 0, 0, 0, false, 18, 18);
        _refused(sources, rulesOf(1), abi.encodeWithSelector(IOracleGuard.WindowOutOfBounds.selector, 0, 0));
    }

    function test_RevertIf_TheSequencerFeedHasNoCode() public {
        IOracleGuard.Rules memory rules = rulesOf(1);
        rules.sequencerFeed = named("no code");
        _refused(
            _sources(1), rules, abi.encodeWithSelector(IOracleGuard.SequencerFeedHasNoCode.selector, named("no code"))
        );
    }

    function test_SequencerDownAndItsGrace() public {
        _withSequencer();
        _assertUp(true, "up for long");
        _sequencer.set(1, START - 1 hours);
        _assertUp(false, "down");
        _sequencer.set(0, START - 300);
        _assertUp(false, "up, in the last second of its grace");
        _sequencer.set(0, START - 301);
        _assertUp(true, "up, after it");
        _sequencer.set(0, START + 1);
        _assertUp(false, "up since tomorrow");
        _sequencer.set(0, 0);
        _assertUp(false, "a round that was never begun");
    }

    function test_ASequencerFeedThatMisbehavesIsTakenForDown() public {
        _withSequencer();
        vm.etch(address(_sequencer), address(new Hostile()).code);
        for (uint256 mode = 0; mode <= uint256(type(Hostile.Mode).max); ++mode) {
            Hostile(address(_sequencer)).set(Hostile.Mode(mode));
            _assertUp(false, "cannot tell");
        }
    }

    function test_UnderASequencerThatIsDownPricesAreKnownButNotUsable() public {
        _withSequencer();
        _sequencer.set(1, START);
        assertReading(IOracleGuard.Status.SEQUENCER_DOWN, 100e18, 100e18, 100e18, 1, 1);
        vm.expectPartialRevert(IOracleGuard.PriceNotUsable.selector);
        guard.worstFor(true);
        vm.assertEq(guard.favourableFor(true), 100e18, "liquidations are for the protocol to hold back");
    }

    function nobodysKey() internal returns (address) {
        return named("reporter");
    }

    function _withSequencer() private {
        _sequencer = new FakeFeed(0, 0);
        _sequencer.set(0, START - 1 days);
        IOracleGuard.Rules memory rules = rulesOf(1);
        (rules.sequencerFeed, rules.grace) = (address(_sequencer), 300);
        guard = new OracleGuard(_sources(1), rules);
    }

    function _assertUp(bool up, string memory what) private view {
        IOracleGuard.Status status = guard.read().status;
        vm.assertTrue(status == (up ? IOracleGuard.Status.OK : IOracleGuard.Status.SEQUENCER_DOWN), what);
    }

    function _sources(uint256 count) private returns (IOracleGuard.Source[] memory sources) {
        sources = new IOracleGuard.Source[](count);
        for (uint256 i = 0; i < count; ++i) {
            sources[i] = feedSource(address(new FakeFeed(8, 100e8)), 8);
        }
    }

    function _refused(IOracleGuard.Source[] memory sources, IOracleGuard.Rules memory rules, bytes memory refusal)
        private
    {
        vm.expectRevert(refusal);
        new OracleGuard(sources, rules);
    }
}
