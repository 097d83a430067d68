// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

contract Account {}

/// Only its name matters: it is never compiled.
contract Manipulator {}
