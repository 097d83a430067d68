// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Answers every call, as a ledger or a lane, in the worst ways.
contract Hostile {
    enum Mode {
        REVERTS,
        SILENT,
        SHORT_GARBAGE,
        LONG_GARBAGE,
        WORDS_OF_ONES,
        HUGE_RETURN,
        HUGE_REVERT,
        EATS_ALL_GAS,
        INVALID_OPCODE,
        REENTERS,
        ALL_RESTRICTED,
        RESTRICTED_FOREVER
    }

    Mode public mode;
    address private _victim;
    bytes private _call;

    function set(Mode mode_) external {
        mode = mode_;
    }

    /// @notice What REENTERS does before it answers "nothing restricted".
    function reenter(address victim, bytes calldata call_) external {
        mode = Mode.REENTERS;
        _victim = victim;
        _call = call_;
    }

    fallback() external {
        Mode mode_ = mode;
        if (mode_ == Mode.REVERTS) revert("hostile");
        if (mode_ == Mode.SILENT) return;
        if (mode_ == Mode.SHORT_GARBAGE) _answer(31);
        if (mode_ == Mode.LONG_GARBAGE) _answer(4096);
        if (mode_ == Mode.HUGE_RETURN) _answer(200_000);
        if (mode_ == Mode.WORDS_OF_ONES) {
            assembly {
                mstore(0, not(0))
                mstore(0x20, not(0))
                return(0, 0x40)
            }
        }
        if (mode_ == Mode.HUGE_REVERT) {
            assembly {
                revert(0, 200000)
            }
        }
        if (mode_ == Mode.EATS_ALL_GAS) while (true) {}
        if (mode_ == Mode.INVALID_OPCODE) {
            assembly {
                invalid()
            }
        }
        if (mode_ == Mode.REENTERS) {
            (bool success,) = _victim.call(_call);
            success;
            _words(0, 0);
        }
        uint256 until = mode_ == Mode.ALL_RESTRICTED ? block.timestamp + 1 hours : type(uint40).max;
        // The question's first word is the mask; a lane reads the first word as "refused".
        if (msg.sig == bytes4(keccak256("spend(address,address,uint256)"))) _word(0);
        uint256 mask;
        assembly {
            mask := calldataload(4)
        }
        _words(mask, until);
    }

    function _answer(uint256 length) private pure {
        assembly {
            mstore(0, 0xdead)
            return(0, length)
        }
    }

    function _word(uint256 a) private pure {
        assembly {
            mstore(0, a)
            return(0, 0x20)
        }
    }

    function _words(uint256 a, uint256 b) private pure {
        assembly {
            mstore(0, a)
            mstore(0x20, b)
            return(0, 0x40)
        }
    }
}
