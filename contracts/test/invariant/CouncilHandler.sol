// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Counter} from "../mocks/Counter.sol";
import {ISafe, SafeTest} from "../utils/SafeTest.sol";

/// @title Approvals that were collected and kept, and are presented whenever it suits; changes by surprise.
contract CouncilHandler is SafeTest {
    struct Approval {
        ISafe.Transaction transaction;
        bytes signatures;
        uint256 deadline;
    }

    Approval[] private _drawer;
    Counter private _counter;
    uint256 private _announcedAt;

    uint256 public calls;
    uint256 public executed;
    uint256 public refused;
    uint256 public changed;
    /// @notice Executed after the deadline, or earlier before it than allowed.
    uint256 public outOfTime;
    /// @notice The Safe changed without having been announced for long enough.
    uint256 public surprises;

    modifier counted() {
        ++calls;
        _;
    }

    constructor() {
        setUp();
        _counter = new Counter();
    }

    /// @notice Signed for one of the next nonces, and put into the drawer.
    function collect(uint256 deadline, uint8 nonce) external counted {
        deadline = bound(deadline, block.timestamp > 1 days ? block.timestamp - 1 days : 0, block.timestamp + 10 days);
        ISafe.Transaction memory t = transaction(address(_counter), abi.encodeCall(Counter.add, ()), deadline);
        t.nonce += nonce % 3;
        _drawer.push(Approval(t, sign(t), deadline));
    }

    /// @notice The newest approvals are tried, one after the other, whatever their deadlines.
    function present(uint256 tries) external counted {
        tries = bound(tries, 1, 8);
        for (uint256 i = _drawer.length; i > 0 && tries > 0; --i) {
            --tries;
            Approval storage approval = _drawer[i - 1];
            uint256 before = _counter.count();
            try this.execute(approval.transaction, approval.signatures) {} catch {}
            if (_counter.count() == before) {
                ++refused;
                continue;
            }
            ++executed;
            bool inTime = block.timestamp <= approval.deadline && approval.deadline - block.timestamp <= MAX_VALIDITY;
            if (!inTime) ++outOfTime;
        }
    }

    /// @notice The nonce is used up: what was signed for it is void.
    function skipNonce() external counted {
        send(transaction(address(safe), "", block.timestamp));
    }

    function announceChange() external counted {
        bytes32 hash = guard.changeOf(address(safe), 0, _change());
        ISafe.Transaction memory t =
            transaction(address(guard), abi.encodeCall(guard.announce, (hash)), block.timestamp);
        (, uint40 until) = guard.announcementOf(address(safe), hash);
        if (until >= block.timestamp) return;
        send(t);
        _announcedAt = block.timestamp;
    }

    /// @notice Whether it is time or not.
    function change() external counted {
        ISafe.Transaction memory t = transaction(address(safe), _change(), block.timestamp);
        bytes memory signatures = sign(t);
        uint256 before = safe.getThreshold();
        try this.execute(t, signatures) {} catch {}
        if (safe.getThreshold() == before) {
            ++refused;
            return;
        }
        ++changed;
        if (_announcedAt == 0 || block.timestamp < _announcedAt + CHANGE_DELAY) ++surprises;
        _announcedAt = 0;
    }

    function wait(uint256 seconds_) external counted {
        vm.warp(block.timestamp + bound(seconds_, 1, 2 days));
    }

    function execute(ISafe.Transaction memory t, bytes memory signatures) external {
        send(t, signatures);
    }

    /// @dev To and fro between two and one of three.
    function _change() private view returns (bytes memory) {
        return abi.encodeCall(safe.changeThreshold, (safe.getThreshold() == 2 ? 1 : 2));
    }
}
