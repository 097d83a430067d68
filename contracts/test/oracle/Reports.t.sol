// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {IOracleGuard} from "../../src/interfaces/IOracleGuard.sol";
import {OracleGuard} from "../../src/OracleGuard.sol";
import {OracleTest} from "../utils/OracleTest.sol";

/// @dev One reporter, whose reports count for a minute.
contract OracleGuardReportsTest is OracleTest {
    uint256 private constant KEY = 0xA11CE;
    address private _signer;

    function setUp() public override {
        super.setUp();
        _signer = vm.addr(KEY);
        guard = _guardOfReporter();
    }

    function test_AnybodyHandsASignedPriceIn() public {
        assertReading(IOracleGuard.Status.NO_QUORUM, 0, type(uint128).max, 0, 0, 0);
        _report(KEY, 5e18, uint40(START));
        assertReading(IOracleGuard.Status.OK, 5e18, 5e18, 5e18, 1, 1);
        vm.warp(START + 60);
        assertReading(IOracleGuard.Status.OK, 5e18, 5e18, 5e18, 1, 1);
        vm.warp(START + 61);
        assertReading(IOracleGuard.Status.NO_QUORUM, 0, type(uint128).max, 0, 0, 0);
    }

    function test_RevertIf_SomebodyElseSigned() public {
        bytes memory signature = _sign(guard, 0xB0B, 5e18, uint40(START));
        vm.expectRevert(abi.encodeWithSelector(IOracleGuard.SignatureInvalid.selector, _signer));
        guard.report(_signer, 5e18, uint40(START), signature);
        vm.expectRevert(abi.encodeWithSelector(IOracleGuard.SignerUnknown.selector, vm.addr(0xB0B)));
        guard.report(vm.addr(0xB0B), 5e18, uint40(START), signature);
    }

    function test_RevertIf_ThePriceWasSignedForAnotherGuard() public {
        bytes memory signature = _sign(_guardOfReporter(), KEY, 5e18, uint40(START));
        vm.expectRevert(abi.encodeWithSelector(IOracleGuard.SignatureInvalid.selector, _signer));
        guard.report(_signer, 5e18, uint40(START), signature);
    }

    function test_RevertIf_AnOlderPriceIsReplayed() public {
        bytes memory old = _sign(guard, KEY, 4e18, uint40(START - 10));
        _report(KEY, 4e18, uint40(START - 10));
        _report(KEY, 5e18, uint40(START));
        vm.expectRevert(abi.encodeWithSelector(IOracleGuard.ReportNotNewer.selector, START - 10, START));
        guard.report(_signer, 4e18, uint40(START - 10), old);
    }

    function test_RevertIf_ThePriceIsZeroFromTheFutureOrTooOld() public {
        vm.expectRevert(IOracleGuard.PriceMissing.selector);
        guard.report(_signer, 0, uint40(START), "");
        vm.expectRevert(abi.encodeWithSelector(IOracleGuard.ReportFromTheFuture.selector, START + 1));
        guard.report(_signer, 1, uint40(START + 1), "");
        vm.expectRevert(abi.encodeWithSelector(IOracleGuard.ReportFromTheFuture.selector, type(uint40).max));
        guard.report(_signer, 1, type(uint40).max, "");
        vm.expectRevert(abi.encodeWithSelector(IOracleGuard.ReportTooOld.selector, START - 61, 60));
        guard.report(_signer, 1, uint40(START - 61), "");
    }

    function testFuzz_NoBitOfAReportCanBeChanged(uint128 price, uint8 flip) public {
        vm.assume(price != 0);
        bytes memory signature = _sign(guard, KEY, price, uint40(START));
        uint128 other = price ^ uint128(1 << (flip % 128));
        vm.assume(other != 0);
        vm.expectRevert(abi.encodeWithSelector(IOracleGuard.SignatureInvalid.selector, _signer));
        guard.report(_signer, other, uint40(START), signature);
        guard.report(_signer, price, uint40(START), signature);
        (uint128 reported, uint40 time) = guard.reportOf(_signer);
        vm.assertEq(reported, price, "price");
        vm.assertEq(time, START, "time");
    }

    function _guardOfReporter() private returns (OracleGuard) {
        return new OracleGuard(
            one(IOracleGuard.Source(IOracleGuard.Kind.REPORT, _signer, 60, 0, 0, false, 0, 18)), rulesOf(1)
        );
    }

    function _report(uint256 key, uint128 price, uint40 time) private {
        guard.report(vm.addr(key), price, time, _sign(guard, key, price, time));
    }

    /// @dev EIP-712 from the words of the standard, not from the contract.
    function _sign(OracleGuard to, uint256 key, uint128 price, uint40 time) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Homeostat OracleGuard"),
                keccak256("1"),
                block.chainid,
                to
            )
        );
        bytes32 content = keccak256(abi.encode(keccak256("Price(uint128 price,uint40 time)"), price, time));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, MessageHashUtils.toTypedDataHash(domain, content));
        return abi.encodePacked(r, s, v);
    }
}
