// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {TransparentUpgradeableProxy} from "@openzeppelin/contracts/proxy/transparent/TransparentUpgradeableProxy.sol";

import {Version} from "../mocks/Version.sol";
import {HomeostatTest} from "./HomeostatTest.sol";

/// @title One registered proxy with the baseline version 1; versions 2, 3 and 9 (never approved) are deployed.
abstract contract GateTest is HomeostatTest {
    bytes32 internal constant ADMIN_SLOT = 0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103;

    address internal proxy;
    address internal v1 = address(new Version(1));
    address internal v2 = address(new Version(2));
    address internal v3 = address(new Version(3));
    address internal rogue = address(new Version(9));

    function setUp() public virtual override {
        super.setUp();
        proxy = deployProxy();
        address proxyAdmin = adminOf(proxy);
        vm.prank(admin);
        gate.register(proxy, proxyAdmin, v1);
    }

    function deployProxy() internal returns (address) {
        return address(new TransparentUpgradeableProxy(rogue, address(gate), abi.encodeCall(Version.store, (42))));
    }

    function adminOf(address proxy_) internal view returns (address) {
        return address(uint160(uint256(vm.load(proxy_, ADMIN_SLOT))));
    }

    function running() internal view returns (uint256) {
        return Version(proxy).version();
    }

    function approve(address implementation, bool compatible) internal {
        executeDelayed(
            council, address(gate), abi.encodeCall(gate.approve, (proxy, implementation, compatible)), COUNCIL_DELAY
        );
    }

    /// @dev Approved code goes at once.
    function upgradeNow(address implementation) internal {
        vm.prank(upgrader);
        gate.upgrade(proxy, implementation, "");
    }

    function upgradeUnknown(address implementation) internal {
        executeDelayed(
            upgrader, address(gate), abi.encodeCall(gate.upgrade, (proxy, implementation, "")), UPGRADER_DELAY
        );
    }

    function revoke(address implementation) internal {
        vm.prank(council);
        gate.revoke(proxy, implementation);
    }

    function rollback() internal returns (uint256) {
        bytes32 id = nextId();
        vm.prank(sentinel);
        return uint256(gate.rollback(proxy, id));
    }
}
