// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Breaker} from "../../src/Breaker.sol";
import {IBreaker} from "../../src/interfaces/IBreaker.sol";
import {IOracleGuard} from "../../src/interfaces/IOracleGuard.sol";
import {OracleGuard} from "../../src/OracleGuard.sol";
import {Roles} from "../../src/Roles.sol";
import {FakeFeed} from "../mocks/FakeFeed.sol";
import {MintableToken} from "../mocks/MintableToken.sol";
import {OneTransaction} from "../mocks/OneTransaction.sol";
import {Till} from "../mocks/Till.sol";
import {HomeostatTest} from "./HomeostatTest.sol";

/// @title A till with 1000 of a token, and a breaker with one rule of each kind.
/// @notice Three sightings, 30 s apart, forgotten after 5 min, trip for 15 min. 100 an hour may flow out, 50 in one
/// transaction; the price may go 500 bps to and fro in one; the fast guard may be 300 bps from the slow one.
abstract contract BreakerTest is HomeostatTest {
    uint256 internal constant SOLVENT = 0;
    uint256 internal constant OUTFLOW = 1;
    uint256 internal constant MOVE = 2;
    uint256 internal constant PRICED = 3;
    uint256 internal constant BAND = 4;
    uint32 internal constant GAP = 30;
    uint32 internal constant STEP = 15 minutes;
    uint96 internal constant BOUNTY = 0.01 ether;

    bytes32 internal scope = keccak256("till");
    bytes32 internal oracleScope = keccak256("oracle");
    MintableToken internal token;
    Till internal till;
    FakeFeed[2] internal feeds;
    OracleGuard[2] internal guards;
    Breaker internal trip;
    OneTransaction internal one;

    function setUp() public virtual override {
        super.setUp();
        vm.roll(1_000);
        token = new MintableToken();
        till = new Till(token, scope);
        one = new OneTransaction();
        for (uint256 i = 0; i < 2; ++i) {
            feeds[i] = new FakeFeed(8, 100e8);
            IOracleGuard.Source[] memory sources = new IOracleGuard.Source[](1);
            sources[0] = IOracleGuard.Source(IOracleGuard.Kind.FEED, address(feeds[i]), 6 days, 0, 0, false, 0, 8);
            guards[i] = new OracleGuard(sources, IOracleGuard.Rules(1, 100, address(0), 0));
        }
        till.deposit(1_000e18);
        trip = new Breaker(address(ledger), rules(), termsForTests());
        till.connect(trip);
        vm.deal(address(trip), 1 ether);
        vm.prank(admin);
        manager.grantRole(Roles.BREAKER, address(trip), 0);
    }

    function termsForTests() internal pure returns (IBreaker.Terms memory) {
        return IBreaker.Terms(3, GAP, 5 minutes, STEP, BOUNTY, 0.03 ether, 1 days);
    }

    function rules() internal view returns (IBreaker.Rule[] memory all) {
        all = new IBreaker.Rule[](5);
        all[SOLVENT] = rule(IBreaker.Kind.INVARIANT, address(till));
        (all[SOLVENT].inLine, all[SOLVENT].question) = (true, abi.encodeCall(till.invariant_Solvent, ()));
        all[OUTFLOW] = rule(IBreaker.Kind.OUTFLOW, address(token));
        (all[OUTFLOW].inLine, all[OUTFLOW].other, all[OUTFLOW].window) = (true, address(till), 1 hours);
        (all[OUTFLOW].limit, all[OUTFLOW].limitInTransaction) = (100e18, 50e18);
        all[MOVE] = rule(IBreaker.Kind.MOVE, address(till));
        (all[MOVE].inLine, all[MOVE].question, all[MOVE].limit) = (true, abi.encodeCall(till.price, ()), 500);
        (all[MOVE].throttleMask, all[MOVE].reduceMask) = (0, 0);
        all[PRICED] = rule(IBreaker.Kind.ORACLE, address(guards[0]));
        (all[PRICED].scope, all[PRICED].gasBound) = (oracleScope, uint32(guards[0].READ_GAS() + 20_000));
        all[BAND] = rule(IBreaker.Kind.BAND, address(guards[0]));
        (all[BAND].scope, all[BAND].gasBound) = (oracleScope, uint32(guards[0].READ_GAS() + 20_000));
        (all[BAND].other, all[BAND].limit) = (address(guards[1]), 300);
    }

    function rule(IBreaker.Kind kind, address target) internal view returns (IBreaker.Rule memory) {
        return IBreaker.Rule(
            target, kind, 20_000, 0, false, WITHDRAW, address(0), WITHDRAW | OPEN | INCREASE, 9, 0, 0, scope, ""
        );
    }

    function nextBlock(uint256 seconds_) internal {
        vm.warp(block.timestamp + seconds_);
        vm.roll(block.number + 1);
    }

    /// @dev Pokes `times` times, the gap apart; each in a block of its own.
    function pokes(bytes32 where, uint256 times) internal {
        for (uint256 i = 0; i < times; ++i) {
            nextBlock(GAP);
            vm.prank(nobody);
            trip.poke(where);
        }
    }

    function assertWatch(uint256 index, uint256 sightings, uint256 stage, uint256 until) internal view {
        (uint8 sightings_, uint8 stage_, uint40 until_) = trip.watchOf(index);
        vm.assertEq(sightings_, sightings, "sightings");
        vm.assertEq(stage_, stage, "stage");
        vm.assertEq(until_, until, "until");
    }

    function assertRestricted(bytes32 where, uint8 mask, uint8 level) internal view {
        (, uint8 mask_, uint8 level_,,) = ledger.restrictionOf(where);
        vm.assertEq(mask_, mask, "mask");
        vm.assertEq(level_, level, "level");
    }

    function two(bytes memory a, bytes memory b) internal pure returns (bytes[] memory calls) {
        calls = new bytes[](2);
        (calls[0], calls[1]) = (a, b);
    }
}
