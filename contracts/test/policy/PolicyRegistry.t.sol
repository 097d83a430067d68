// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {PolicyRegistry} from "../../src/PolicyRegistry.sol";
import {HomeostatTest} from "../utils/HomeostatTest.sol";

/// @dev Three approved policies of strictness 10, 20 and 30; the middle one is in force. Relaxing takes two days.
contract PolicyRegistryTest is HomeostatTest {
    bytes32 private constant LOOSE = keccak256("loose");
    bytes32 private constant MIDDLE = keccak256("middle");
    bytes32 private constant STRICT = keccak256("strict");
    uint40 private constant DELAY = 2 days;

    PolicyRegistry private _registry;
    address private _protocol = named("protocol");

    function setUp() public override {
        super.setUp();
        _registry = new PolicyRegistry(address(manager), DELAY);
        vm.startPrank(admin);
        _registry.approve(_protocol, LOOSE, 10, "");
        _registry.approve(_protocol, MIDDLE, 20, "ipfs://middle");
        _registry.approve(_protocol, STRICT, 30, "");
        _registry.propose(_protocol, MIDDLE);
        vm.stopPrank();
    }

    function test_TheFirstPolicyIsInForceAtOnce() public view {
        _assertInForce(MIDDLE, 20);
        _assertProposed(0, 0);
    }

    function test_TheCouncilTightensAtOnce() public {
        vm.prank(council);
        _registry.tighten(_protocol, STRICT);
        _assertInForce(STRICT, 30);
    }

    function test_RevertIf_TightenedToOneThatIsNotStricter() public {
        vm.startPrank(council);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyNotStricter.selector, 10, 20));
        _registry.tighten(_protocol, LOOSE);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyNotStricter.selector, 20, 20));
        _registry.tighten(_protocol, MIDDLE);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyNotApproved.selector, _protocol, bytes32("x")));
        _registry.tighten(_protocol, "x");
    }

    function test_RelaxingComesIntoForceByTimeAlone() public {
        vm.prank(admin);
        _registry.propose(_protocol, LOOSE);
        _assertProposed(LOOSE, START + DELAY);
        vm.warp(START + DELAY - 1);
        _assertInForce(MIDDLE, 20);
        vm.warp(START + DELAY);
        _assertInForce(LOOSE, 10);
        _assertProposed(0, 0);
        vm.prank(council);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.NothingProposed.selector, _protocol));
        _registry.callOff(_protocol);
    }

    function test_TheCouncilCallsARelaxationOff() public {
        vm.prank(admin);
        _registry.propose(_protocol, LOOSE);
        vm.prank(council);
        _registry.callOff(_protocol);
        vm.warp(START + 2 * DELAY);
        _assertInForce(MIDDLE, 20);
    }

    function test_TighteningEndsARelaxation() public {
        vm.prank(admin);
        _registry.propose(_protocol, LOOSE);
        vm.prank(council);
        _registry.tighten(_protocol, STRICT);
        vm.warp(START + 2 * DELAY);
        _assertInForce(STRICT, 30);
    }

    function test_AWithdrawnPolicyDoesNotComeIntoForce() public {
        vm.prank(admin);
        _registry.propose(_protocol, LOOSE);
        vm.prank(council);
        _registry.withdraw(_protocol, LOOSE);
        vm.warp(START + 2 * DELAY);
        _assertInForce(MIDDLE, 20);
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyNotApproved.selector, _protocol, LOOSE));
        _registry.propose(_protocol, LOOSE);
    }

    function test_RevertIf_ThePolicyInForceIsWithdrawnOrProposed() public {
        vm.prank(council);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyInForce.selector, _protocol, MIDDLE));
        _registry.withdraw(_protocol, MIDDLE);
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyInForce.selector, _protocol, MIDDLE));
        _registry.propose(_protocol, MIDDLE);
    }

    function test_RevertIf_CallerIsNeitherCouncilNorDao() public {
        bytes4 unauthorized = bytes4(keccak256("AccessManagedUnauthorized(address)"));
        address[4] memory others = [nobody, sentinel, upgrader, breaker];
        for (uint256 i = 0; i < 4; ++i) {
            vm.startPrank(others[i]);
            vm.expectPartialRevert(unauthorized);
            _registry.tighten(_protocol, STRICT);
            vm.expectPartialRevert(unauthorized);
            _registry.withdraw(_protocol, LOOSE);
            vm.expectPartialRevert(unauthorized);
            _registry.callOff(_protocol);
            vm.stopPrank();
        }
        vm.startPrank(council);
        vm.expectPartialRevert(unauthorized);
        _registry.propose(_protocol, LOOSE);
        vm.expectPartialRevert(unauthorized);
        _registry.approve(_protocol, "x", 1, "");
    }

    function test_RevertIf_InputsAreMissingOrDouble() public {
        vm.startPrank(admin);
        vm.expectRevert(IPolicyRegistry.ProtocolMissing.selector);
        _registry.approve(address(0), LOOSE, 1, "");
        vm.expectRevert(IPolicyRegistry.PolicyMissing.selector);
        _registry.approve(_protocol, 0, 1, "");
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyAlreadyApproved.selector, _protocol, LOOSE));
        _registry.approve(_protocol, LOOSE, 99, "");
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.DelayOutOfBounds.selector, 1 hours - 1));
        new PolicyRegistry(address(manager), 1 hours - 1);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.DelayOutOfBounds.selector, 30 days + 1));
        new PolicyRegistry(address(manager), 30 days + 1);
    }

    /// @dev Whoever does whatever in whichever order: what is in force is never looser than a delay ago, unless proposed
    /// then and not called off.
    function testFuzz_NothingRelaxesFasterThanTheDelay(uint8[12] memory deeds, uint32[12] memory waits) public {
        bytes32[3] memory policies = [LOOSE, MIDDLE, STRICT];
        uint256 proposedAt;
        for (uint256 i = 0; i < 12; ++i) {
            vm.warp(block.timestamp + waits[i] % 3 days);
            (, uint32 before) = _registry.policyOf(_protocol);
            bytes32 policy = policies[deeds[i] / 8 % 3];
            bool isProposal = deeds[i] % 4 == 0;
            vm.prank(isProposal ? admin : council);
            (bool success,) = address(_registry)
                .call(
                    isProposal
                        ? abi.encodeCall(_registry.propose, (_protocol, policy))
                        : deeds[i] % 4 == 1
                            ? abi.encodeCall(_registry.tighten, (_protocol, policy))
                            : abi.encodeCall(_registry.callOff, (_protocol))
                );
            if (success && isProposal) proposedAt = block.timestamp;
            (, uint32 later) = _registry.policyOf(_protocol);
            vm.assertGe(later, before, "no call relaxes at once");
            (bytes32 proposed, uint40 from) = _registry.proposalOf(_protocol);
            if (proposed != 0) vm.assertEq(from, proposedAt + DELAY, "and a proposal takes the delay");
        }
    }

    function _assertInForce(bytes32 policy, uint256 strictness) private view {
        (bytes32 policy_, uint32 strictness_) = _registry.policyOf(_protocol);
        vm.assertEq(policy_, policy, "policy");
        vm.assertEq(strictness_, strictness, "strictness");
    }

    function _assertProposed(bytes32 policy, uint256 from) private view {
        (bytes32 policy_, uint40 from_) = _registry.proposalOf(_protocol);
        vm.assertEq(policy_, policy, "proposed");
        vm.assertEq(from_, from, "from");
    }
}
