// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

interface IVault {
    function getAccountValue(address trader) external view returns (int256);
    function getFreeCollateral(address trader) external view returns (uint256);
}

interface IAccountBalance {
    function getTakerPositionSize(address trader, address baseToken) external view returns (int256);
    function getMarginRequirementForLiquidation(address trader) external view returns (int256);
}

interface IPool {
    function slot0() external view returns (uint160, int24, uint16, uint16, uint16, uint8, bool);
}

interface IIndex {
    function getIndexPrice(uint256 interval) external view returns (uint256);
}

/// @notice What the driver of a drill wants to know of a Curie market before each block, in one call.
contract Lens {
    /// @param position [1e18 base] @param value [1e6 USD] @param free [1e6 USD] @param margin [1e18 USD]
    struct Standing {
        int256 position;
        int256 value;
        uint256 free;
        int256 margin;
    }

    IVault private immutable VAULT;
    IAccountBalance private immutable ACCOUNTS;
    IPool private immutable POOL;
    address private immutable BASE;

    constructor(IVault vault, IAccountBalance accounts, IPool pool, address base) {
        VAULT = vault;
        ACCOUNTS = accounts;
        POOL = pool;
        BASE = base;
    }

    /// @return sqrtPriceX96 Of the pool.
    /// @return index [1e18 USD]
    /// @return standings In the order of `people`; all zero for an account that the protocol cannot answer for.
    function look(address[] calldata people)
        external
        view
        returns (uint160 sqrtPriceX96, uint256 index, Standing[] memory standings)
    {
        (sqrtPriceX96,,,,,,) = POOL.slot0();
        index = IIndex(BASE).getIndexPrice(0);
        standings = new Standing[](people.length);
        for (uint256 i = 0; i < people.length; ++i) {
            try this.standing(people[i]) returns (Standing memory s) {
                standings[i] = s;
            } catch {}
        }
    }

    function standing(address who) external view returns (Standing memory) {
        return Standing(
            ACCOUNTS.getTakerPositionSize(who, BASE),
            VAULT.getAccountValue(who),
            VAULT.getFreeCollateral(who),
            ACCOUNTS.getMarginRequirementForLiquidation(who)
        );
    }
}
