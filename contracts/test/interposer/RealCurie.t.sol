// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {TransparentUpgradeableProxy} from "@openzeppelin/contracts/proxy/transparent/TransparentUpgradeableProxy.sol";

import {CurieClearingHouseInterposer} from "../../src/CurieClearingHouseInterposer.sol";
import {CurieVaultInterposer} from "../../src/CurieVaultInterposer.sol";
import {IInterposer} from "../../src/interfaces/IInterposer.sol";
import {Roles} from "../../src/Roles.sol";
import {Scope} from "../../src/Scope.sol";
import {Artifact} from "../utils/Artifact.sol";
import {HomeostatTest} from "../utils/HomeostatTest.sol";

/// @dev The published bytecode of Curie 2.8.4 behind two proxies with equal storage: one runs it directly, the other
/// through the interposer. Every call must end alike. (End to end, with markets and trades: the C# tests.)
contract InterposerRealCurieTest is HomeostatTest {
    address private _direct;
    address private _interposed;

    function _deploy(string memory name) private returns (address code) {
        bytes memory creation = vm.parseJsonBytes(Artifact.curie(name), ".bytecode");
        assembly {
            code := create(0, add(creation, 0x20), mload(creation))
        }
        vm.assertTrue(code.code.length > 20_000, "deployed");
    }

    function _proxies(address code, address interposer) private {
        bytes memory call = abi.encodeWithSignature("versionRecipient()");
        _direct = address(new TransparentUpgradeableProxy(code, address(this), call));
        _interposed = address(new TransparentUpgradeableProxy(interposer, address(this), call));
        // owner, so that some administration succeeds; the slots are OpenZeppelin's and Curie's own order.
        for (uint256 slot = 0; slot < 260; ++slot) {
            bytes32 value = bytes32(uint256(uint160(address(this))));
            vm.store(_direct, bytes32(slot), value);
            vm.store(_interposed, bytes32(slot), value);
        }
    }

    function _alike(bytes memory call, uint256 value) private returns (bool success) {
        vm.deal(address(this), 2 * value);
        bytes memory want;
        (success, want) = _direct.call{value: value}(call);
        (bool success2, bytes memory got) = _interposed.call{value: value}(call);
        vm.assertEq(success ? 1 : uint256(0), success2 ? 1 : 0, "ends alike");
        vm.assertEq(got, want, "answers alike");
    }

    function _allAlike(string memory name) private {
        string memory json = Artifact.curie(name);
        bytes32[4] memory mutabilities = [bytes32("view"), "pure", "nonpayable", "payable"];
        uint256 succeeded;
        uint256 failed;
        for (uint256 m = 0; m < 4; ++m) {
            string[] memory signatures = Artifact.functions(json, mutabilities[m]);
            for (uint256 i = 0; i < signatures.length; ++i) {
                bytes4 selector = bytes4(keccak256(bytes(signatures[i])));
                if (_alike(abi.encodePacked(selector, new bytes(320)), 0)) ++succeeded;
                else ++failed;
                // Too short for its arguments.
                _alike(abi.encodePacked(selector), 0);
                _alike(abi.encodePacked(selector, new bytes(320)), 1);
            }
        }
        vm.assertTrue(succeeded > 10 && failed > 10, "both ends were seen");
        _alike("", 0);
        _alike("", 1);
        _alike(hex"12", 0);
        _alike(hex"deadbeef", 0);
        _alike(hex"deadbeef", 1);
    }

    function test_ClearingHouse() public {
        address code = _deploy("ClearingHouse");
        _proxies(code, address(new CurieClearingHouseInterposer(code, address(ledger), address(ledger))));
        _allAlike("ClearingHouse");
    }

    function test_Vault() public {
        address code = _deploy("Vault");
        _proxies(code, address(new CurieVaultInterposer(code, address(ledger), address(ledger), address(lane))));
        _allAlike("Vault");
    }

    function testFuzz_AnyCalldata(bytes calldata call, bool house) public {
        if (house) {
            address code = _deploy("ClearingHouse");
            _proxies(code, address(new CurieClearingHouseInterposer(code, address(ledger), address(ledger))));
        } else {
            address code = _deploy("Vault");
            _proxies(code, address(new CurieVaultInterposer(code, address(ledger), address(ledger), address(lane))));
        }
        vm.assume(bytes4(call) != IInterposer.interposed.selector && bytes4(call) != IInterposer.capabilityOf.selector);
        _alike(call, 0);
    }

    function test_RestrictedOrdersAreRefusedBeforeTheyReachCurie() public {
        address code = _deploy("ClearingHouse");
        _proxies(code, address(new CurieClearingHouseInterposer(code, address(ledger), address(ledger))));
        restrict(Roles.COUNCIL, Scope.protocol(address(ledger)), 31, 1 days);
        (bool success, bytes memory reason) =
            _interposed.call(abi.encodeWithSignature("liquidate(address,address)", address(0), address(0)));
        vm.assertFalse(success, "restricted");
        vm.assertEq(
            reason,
            abi.encodeWithSelector(IInterposer.LiquidationRestricted.selector, address(0), uint40(START + 28 hours)),
            "by us"
        );
        // What is not gated still ends as Curie ends it.
        _alike(abi.encodePacked(bytes4(keccak256("quitMarket(address,address)")), new bytes(64)), 0);
        _alike(
            abi.encodePacked(
                bytes4(keccak256("closePosition((address,uint160,uint256,uint256,bytes32))")), new bytes(160)
            ),
            0
        );
    }
}
