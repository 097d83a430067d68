// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AavePoolInterposer} from "../../src/AavePoolInterposer.sol";
import {Capability} from "../../src/Capability.sol";
import {CurieClearingHouseInterposer} from "../../src/CurieClearingHouseInterposer.sol";
import {CurieVaultInterposer} from "../../src/CurieVaultInterposer.sol";
import {Interposer} from "../../src/Interposer.sol";
import {Artifact} from "../utils/Artifact.sol";
import {Test} from "../utils/Test.sol";

/// @dev Against the ABIs that Perpetual Protocol and Aave published: every function that changes state is classified, or listed
/// here as deliberately passing through. A new version of the protocol cannot slip a function past us.
contract CapabilityMapTest is Test {
    function _check(string memory name, Interposer interposer, string memory mapped, string memory unmapped)
        private
        view
    {
        string memory json = Artifact.curie(name);
        _checkJson(json, interposer, mapped, unmapped);
        _checkReads(json, interposer);
    }

    function _checkJson(string memory json, Interposer interposer, string memory mapped, string memory unmapped)
        private
        view
    {
        bytes32[2] memory mutabilities = [bytes32("nonpayable"), bytes32("payable")];
        string memory foundMapped = "";
        string memory foundUnmapped = "";
        for (uint256 m = 0; m < 2; ++m) {
            string[] memory signatures = Artifact.functions(json, mutabilities[m]);
            for (uint256 i = 0; i < signatures.length; ++i) {
                uint8 capability = interposer.capabilityOf(bytes4(keccak256(bytes(signatures[i]))));
                if (capability == 0) foundUnmapped = string.concat(foundUnmapped, signatures[i], "\n");
                else foundMapped = string.concat(foundMapped, vm.toString(capability), " ", signatures[i], "\n");
            }
        }
        vm.assertEq(foundMapped, mapped, "classified");
        vm.assertEq(foundUnmapped, unmapped, "passing through");
    }

    /// @dev Views pass through, and none has the selector of a function of ours.
    function _checkReads(string memory json, Interposer interposer) private view {
        bytes32[2] memory mutabilities = [bytes32("view"), bytes32("pure")];
        uint256 found;
        for (uint256 m = 0; m < 2; ++m) {
            string[] memory signatures = Artifact.functions(json, mutabilities[m]);
            found += signatures.length;
            for (uint256 i = 0; i < signatures.length; ++i) {
                bytes4 selector = bytes4(keccak256(bytes(signatures[i])));
                vm.assertEq(interposer.capabilityOf(selector), 0, signatures[i]);
                vm.assertTrue(
                    selector != Interposer.interposed.selector && selector != Interposer.capabilityOf.selector,
                    signatures[i]
                );
            }
        }
        vm.assertGe(found, 1, "found some");
    }

    function test_ClearingHouse() public {
        Interposer interposer = new CurieClearingHouseInterposer(address(this), address(this), address(this));
        _check(
            "ClearingHouse",
            interposer,
            "1 addLiquidity((address,uint256,uint256,int24,int24,uint256,uint256,bool,uint256))\n"
            "16 cancelAllExcessOrders(address,address)\n" "16 cancelExcessOrders(address,address,bytes32[])\n"
            "32 closePosition((address,uint160,uint256,uint256,bytes32))\n" "16 liquidate(address,address,int256)\n"
            "16 liquidate(address,address)\n"
            "3 openPosition((address,bool,bool,uint256,uint256,uint256,uint160,bytes32))\n"
            "3 openPositionFor(address,(address,bool,bool,uint256,uint256,uint256,uint160,bytes32))\n"
            "32 quitMarket(address,address)\n"
            "32 removeLiquidity((address,int24,int24,uint128,uint256,uint256,uint256))\n"
            "64 settleAllFunding(address)\n",
            "initialize(address,address,address,address,address,address,address)\n" "pause()\n" "renounceOwnership()\n"
            "setDelegateApproval(address)\n" "setOwner(address)\n" "uniswapV3MintCallback(uint256,uint256,bytes)\n"
            "uniswapV3SwapCallback(int256,int256,bytes)\n" "unpause()\n" "updateOwner()\n"
        );
    }

    function test_Vault() public {
        Interposer interposer = new CurieVaultInterposer(address(this), address(this), address(this), address(this));
        _check(
            "Vault",
            interposer,
            "128 deposit(address,uint256)\n" "128 depositFor(address,address,uint256)\n"
            "16 liquidateCollateral(address,address,uint256,bool)\n" "64 settleBadDebt(address)\n"
            "4 withdraw(address,uint256)\n" "4 withdrawAll(address)\n" "4 withdrawAllEther()\n"
            "4 withdrawEther(uint256)\n" "128 depositEther()\n" "128 depositEtherFor(address)\n",
            "initialize(address,address,address,address)\n" "pause()\n" "renounceOwnership()\n"
            "setClearingHouse(address)\n" "setCollateralManager(address)\n" "setOwner(address)\n"
            "setTrustedForwarder(address)\n" "setWETH9(address)\n" "unpause()\n" "updateOwner()\n"
        );
    }

    /// @dev finalizeTransfer is what an aToken asks in a transfer. initialize is answered by the interposer itself.
    function test_AavePool() public {
        string memory json = Artifact.aavePool();
        AavePoolInterposer interposer =
            new AavePoolInterposer(address(this), address(this), address(this), address(this));
        _checkJson(
            json,
            interposer,
            "64 backUnbacked(address,uint256,uint256)\n" "3 borrow(address,uint256,uint256,uint16,address)\n"
            "128 deposit(address,uint256,address,uint16)\n"
            "8 finalizeTransfer(address,address,address,uint256,uint256,uint256)\n"
            "3 flashLoan(address,address[],uint256[],uint256[],address,bytes,uint16)\n"
            "3 flashLoanSimple(address,address,uint256,bytes,uint16)\n"
            "16 liquidationCall(address,address,address,uint256,bool)\n"
            "3 mintUnbacked(address,uint256,address,uint16)\n" "64 repay(address,uint256,uint256,address)\n"
            "64 repayWithATokens(address,uint256,uint256)\n"
            "64 repayWithPermit(address,uint256,uint256,address,uint256,uint8,bytes32,bytes32)\n"
            "2 setUserEMode(uint8)\n" "4 setUserUseReserveAsCollateral(address,bool)\n"
            "128 supply(address,uint256,address,uint16)\n"
            "128 supplyWithPermit(address,uint256,address,uint16,uint256,uint8,bytes32,bytes32)\n"
            "4 withdraw(address,uint256,address)\n",
            "configureEModeCategory(uint8,(uint16,uint16,uint16,address,string))\n" "dropReserve(address)\n"
            "initReserve(address,address,address,address,address)\n" "initialize(address)\n"
            "mintToTreasury(address[])\n" "rebalanceStableBorrowRate(address,address)\n"
            "rescueTokens(address,address,uint256)\n" "resetIsolationModeTotalDebt(address)\n"
            "setConfiguration(address,(uint256))\n" "setReserveInterestRateStrategyAddress(address,address)\n"
            "swapBorrowRateMode(address,uint256)\n" "updateBridgeProtocolFee(uint256)\n"
            "updateFlashloanPremiums(uint128,uint128)\n"
        );
        _checkReads(json, interposer);
    }

    function testFuzz_NothingElseIsGated(bytes4 selector) public {
        Interposer house = new CurieClearingHouseInterposer(address(this), address(this), address(this));
        Interposer vault = new CurieVaultInterposer(address(this), address(this), address(this), address(this));
        vm.assertEq(house.capabilityOf(selector) & Capability.RESTRICTABLE, 0, "a random selector");
        vm.assertEq(vault.capabilityOf(selector) & Capability.RESTRICTABLE, 0, "a random selector");
        Interposer pool = new AavePoolInterposer(address(this), address(this), address(this), address(this));
        vm.assertEq(pool.capabilityOf(selector) & Capability.RESTRICTABLE, 0, "a random selector");
    }
}
