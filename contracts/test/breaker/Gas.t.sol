// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Breaker} from "../../src/Breaker.sol";
import {IBreaker} from "../../src/interfaces/IBreaker.sol";
import {SilentBreaker} from "../mocks/SilentBreaker.sol";
import {BreakerTest} from "../utils/BreakerTest.sol";

/// @dev What the breaker and the guard cost; committed in snapshots/Breaker.json. Whole transactions on cold storage, with
/// their 21000 and calldata.
/// forge-config: default.isolate = true
contract BreakerGasTest is BreakerTest {
    string private constant GROUP = "Breaker";

    function test_WithdrawTold() public {
        till.withdraw(1);
        till.withdraw(1);
        vm.snapshotGasLastCall(GROUP, "withdraw: of a till that tells the breaker, three rules in line");
    }

    function test_WithdrawTellingNobody() public {
        till.connect(IBreaker(address(new SilentBreaker())));
        till.withdraw(1);
        vm.snapshotGasLastCall(GROUP, "withdraw: the same with a breaker that does nothing");
    }

    function test_WithdrawToldOneRule() public {
        IBreaker.Rule[] memory all = new IBreaker.Rule[](1);
        all[0] = rules()[OUTFLOW];
        till.connect(new Breaker(address(ledger), all, termsForTests()));
        till.withdraw(1);
        vm.snapshotGasLastCall(GROUP, "withdraw: the same with one rule, on outflow");
    }

    function test_PokeThatFindsAllKept() public {
        trip.poke(scope);
        vm.snapshotGasLastCall(GROUP, "poke: an invariant and an outflow, kept");
    }

    function test_PokeThatTrips() public {
        till.setSolventSilently(false);
        pokes(scope, 3);
        vm.snapshotGasLastCall(GROUP, "poke: the one that trips");
    }

    function test_ReadOfOneFeed() public {
        guards[0].read();
        vm.snapshotGasLastCall(GROUP, "read: a guard of one feed");
    }
}
