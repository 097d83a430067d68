// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ProxyAdmin} from "@openzeppelin/contracts/proxy/transparent/ProxyAdmin.sol";
import {
    ITransparentUpgradeableProxy,
    TransparentUpgradeableProxy
} from "@openzeppelin/contracts/proxy/transparent/TransparentUpgradeableProxy.sol";

import {CurieClearingHouseInterposer} from "../../src/CurieClearingHouseInterposer.sol";
import {CurieVaultInterposer} from "../../src/CurieVaultInterposer.sol";
import {Scope} from "../../src/Scope.sol";
import {FakeAccountBalance} from "../mocks/FakeAccountBalance.sol";
import {FakeClearingHouse} from "../mocks/FakeClearingHouse.sol";
import {FakeToken} from "../mocks/FakeToken.sol";
import {FakeVault} from "../mocks/FakeVault.sol";
import {HomeostatTest} from "./HomeostatTest.sol";

/// @title The fake perp behind OpenZeppelin proxies, with the interposers as implementations.
/// @notice Alice is long 10, Bob short 10, Carol flat; each has 5000 of the token and 5000 wei of ether.
abstract contract PerpTest is HomeostatTest {
    bytes32 private constant ADMIN_SLOT = 0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103;

    address internal alice = named("alice");
    address internal bob = named("bob");
    address internal carol = named("carol");
    address internal forwarder = named("forwarder");
    address internal market = named("market");
    address internal weth = named("weth");
    address internal token;

    FakeAccountBalance internal accountBalance;
    FakeClearingHouse internal house;
    FakeVault internal vault;
    address internal houseCode;
    address internal vaultCode;

    function setUp() public virtual override {
        super.setUp();
        token = address(new FakeToken(0));
        accountBalance = new FakeAccountBalance();
        houseCode = address(new FakeClearingHouse());
        vaultCode = address(new FakeVault());
        house = FakeClearingHouse(
            proxyOf(houseCode, abi.encodeCall(FakeClearingHouse.initialize, (accountBalance, forwarder)))
        );
        vault = FakeVault(payable(proxyOf(vaultCode, abi.encodeCall(FakeVault.initialize, (weth, forwarder)))));
        accountBalance.add(alice, market, 10);
        accountBalance.add(bob, market, -10);
        address[3] memory traders = [alice, bob, carol];
        for (uint256 i = 0; i < traders.length; ++i) {
            vault.depositFor(traders[i], token, 5_000);
            vm.deal(address(this), 5_000);
            vault.depositEtherFor{value: 5_000}(traders[i]);
        }
        vm.startPrank(admin);
        lane.setConsumer(address(vault), true);
        lane.setAmount(token, 1_000);
        lane.setAmount(weth, 1_000);
        vm.stopPrank();
        interpose(address(ledger), address(lane));
    }

    function proxyOf(address code, bytes memory data) internal returns (address) {
        return address(new TransparentUpgradeableProxy(code, address(this), data));
    }

    function install(address proxy, address implementation) internal {
        ProxyAdmin proxyAdmin = ProxyAdmin(address(uint160(uint256(vm.load(proxy, ADMIN_SLOT)))));
        proxyAdmin.upgradeAndCall(ITransparentUpgradeableProxy(proxy), implementation, "");
    }

    function interpose(address ledger_, address lane_) internal {
        install(address(house), address(new CurieClearingHouseInterposer(houseCode, ledger_, address(house))));
        install(address(vault), address(new CurieVaultInterposer(vaultCode, ledger_, address(house), lane_)));
    }

    function size(address trader) internal view returns (int256) {
        return accountBalance.getTakerPositionSize(trader, market);
    }

    function marketScope() internal view returns (bytes32) {
        return Scope.market(address(house), market);
    }

    /// @dev A sale or purchase of `base`, exact in base.
    function order(bool sells, uint256 base) internal view returns (FakeClearingHouse.OpenPositionParams memory) {
        return FakeClearingHouse.OpenPositionParams(market, sells, sells, base, 0, 0, 0, 0);
    }

    function trade(address trader, bool sells, uint256 base) internal {
        vm.prank(trader);
        house.openPosition(order(sells, base));
    }

    function closeParams() internal view returns (FakeClearingHouse.ClosePositionParams memory) {
        return FakeClearingHouse.ClosePositionParams(market, 0, 0, 0, 0);
    }

    function addParams(uint256 base) internal view returns (FakeClearingHouse.AddLiquidityParams memory) {
        return FakeClearingHouse.AddLiquidityParams(market, base, 0, 0, 0, 0, 0, false, 0);
    }

    function removeParams(uint128 liquidity) internal view returns (FakeClearingHouse.RemoveLiquidityParams memory) {
        return FakeClearingHouse.RemoveLiquidityParams(market, 0, 0, liquidity, 0, 0, 0);
    }
}
