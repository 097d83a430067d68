// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {TwoAccountManipulation, Venue} from "@homeostat/devnet/TwoAccountManipulation.sol";

contract Manipulation is TwoAccountManipulation {
    constructor(Venue memory venue, Plan memory plan) TwoAccountManipulation(venue, plan) {}
}
