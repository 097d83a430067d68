// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CouncilGuard} from "../../src/CouncilGuard.sol";
import {Test} from "./Test.sol";

/// @title The functions of Safe 1.5.0 that these tests use; from the published ABI.
interface ISafe {
    struct Transaction {
        address to;
        uint256 value;
        bytes data;
        uint8 operation;
        uint256 safeTxGas;
        uint256 baseGas;
        uint256 gasPrice;
        address gasToken;
        address refundReceiver;
        uint256 nonce;
    }

    function setup(
        address[] calldata owners,
        uint256 threshold,
        address to,
        bytes calldata data,
        address fallbackHandler,
        address paymentToken,
        uint256 payment,
        address payable paymentReceiver
    ) external;
    function execTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address payable refundReceiver,
        bytes calldata signatures
    ) external payable returns (bool);
    function getTransactionHash(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address refundReceiver,
        uint256 nonce
    ) external view returns (bytes32);
    function execTransactionFromModule(address to, uint256 value, bytes calldata data, uint8 operation)
        external
        returns (bool);
    function setGuard(address guard) external;
    function setModuleGuard(address guard) external;
    function enableModule(address module) external;
    function changeThreshold(uint256 threshold) external;
    function addOwnerWithThreshold(address owner, uint256 threshold) external;
    function getThreshold() external view returns (uint256);
    function isOwner(address owner) external view returns (bool);
    function nonce() external view returns (uint256);
}

interface ISafeProxyFactory {
    function createProxyWithNonce(address singleton, bytes calldata initializer, uint256 salt)
        external
        returns (address proxy);
}

/// @title A real Safe 1.5.0, two of three, with the guard for transactions and modules, and one module: this test.
abstract contract SafeTest is Test {
    uint256 internal constant START = 1_800_000_000;
    uint40 internal constant MAX_VALIDITY = 3 days;
    uint40 internal constant CHANGE_DELAY = 2 days;
    uint40 internal constant CHANGE_TIME = 5 days;
    string private constant ARTIFACTS = "node_modules/@safe-global/safe-smart-account/build/artifacts/contracts/";

    ISafe internal safe;
    CouncilGuard internal guard;
    // In the order of their addresses, as the Safe wants signatures.
    uint256[3] internal keys;

    function setUp() public virtual {
        vm.warp(START);
        guard = new CouncilGuard(MAX_VALIDITY, CHANGE_DELAY, CHANGE_TIME);
        keys = [uint256(1), 2, 3];
        _sortKeys();
        address[] memory owners = new address[](3);
        for (uint256 i = 0; i < 3; ++i) {
            owners[i] = vm.addr(keys[i]);
        }
        bytes memory setup =
            abi.encodeCall(ISafe.setup, (owners, 2, address(0), "", address(0), address(0), 0, payable(address(0))));
        ISafeProxyFactory factory = ISafeProxyFactory(_deploy("proxies/SafeProxyFactory.sol/SafeProxyFactory.json"));
        safe = ISafe(factory.createProxyWithNonce(_deploy("Safe.sol/Safe.json"), setup, 0));
        send(transaction(address(safe), abi.encodeCall(safe.enableModule, (address(this))), 0));
        send(transaction(address(safe), abi.encodeCall(safe.setModuleGuard, (address(guard))), 0));
        send(transaction(address(safe), abi.encodeCall(safe.setGuard, (address(guard))), 0));
    }

    function transaction(address to, bytes memory data, uint256 deadline)
        internal
        view
        returns (ISafe.Transaction memory)
    {
        return ISafe.Transaction(to, 0, data, 0, 0, 0, 0, address(0), address(uint160(deadline)), safe.nonce());
    }

    /// @dev Signed by the first two owners and sent.
    function send(ISafe.Transaction memory t) internal {
        send(t, sign(t));
    }

    function send(ISafe.Transaction memory t, bytes memory signatures) internal {
        safe.execTransaction(
            t.to,
            t.value,
            t.data,
            t.operation,
            t.safeTxGas,
            t.baseGas,
            t.gasPrice,
            t.gasToken,
            payable(t.refundReceiver),
            signatures
        );
    }

    function sign(ISafe.Transaction memory t) internal view returns (bytes memory signatures) {
        bytes32 hash = safe.getTransactionHash(
            t.to,
            t.value,
            t.data,
            t.operation,
            t.safeTxGas,
            t.baseGas,
            t.gasPrice,
            t.gasToken,
            t.refundReceiver,
            t.nonce
        );
        for (uint256 i = 0; i < 2; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[i], hash);
            signatures = abi.encodePacked(signatures, r, s, v);
        }
    }

    function _sortKeys() private {
        for (uint256 i = 0; i < 2; ++i) {
            for (uint256 j = i + 1; j < 3; ++j) {
                if (vm.addr(keys[i]) > vm.addr(keys[j])) (keys[i], keys[j]) = (keys[j], keys[i]);
            }
        }
    }

    function _deploy(string memory artifact) private returns (address code) {
        bytes memory creation = vm.parseJsonBytes(vm.readFile(string.concat(ARTIFACTS, artifact)), ".bytecode");
        assembly {
            code := create(0, add(creation, 0x20), mload(creation))
        }
        vm.assertTrue(code.code.length != 0, "deployed");
    }
}
