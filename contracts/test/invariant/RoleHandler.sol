// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IOutflowEscrow} from "../../src/interfaces/IOutflowEscrow.sol";
import {IRestrictionLedger} from "../../src/interfaces/IRestrictionLedger.sol";
import {OutflowEscrow} from "../../src/OutflowEscrow.sol";
import {RestrictionLedger} from "../../src/RestrictionLedger.sol";
import {RetailLane} from "../../src/RetailLane.sol";
import {Roles} from "../../src/Roles.sol";
import {UpgradeGate} from "../../src/UpgradeGate.sol";
import {MintableToken} from "../mocks/MintableToken.sol";
import {Version} from "../mocks/Version.sol";
import {Test} from "../utils/Test.sol";

/// @title Every holder of a role tries whatever loosens and whatever moves funds, at once and by waiting.
contract RoleHandler is Test {
    uint256 public constant LOOSENINGS = 5;
    uint256 public constant DEEDS = 9;
    uint256 private constant LONGEST_DELAY = 2 days;
    bytes32 private constant SCOPE = keccak256("scope");

    struct Cast {
        AccessManager manager;
        RestrictionLedger ledger;
        RetailLane lane;
        UpgradeGate gate;
        OutflowEscrow escrow;
        MintableToken token;
        address proxy;
        address rogue;
        address sentinel;
    }

    Cast private _cast;
    address[5] private _callers;
    uint256 private _lastId;

    uint256 public calls;
    mapping(address caller => uint256) public loosened;
    /// @notice Installed code that nobody approved, or got tokens.
    mapping(address caller => uint256) public moved;

    constructor(Cast memory cast, address[5] memory callers) {
        (_cast, _callers) = (cast, callers);
    }

    function callerAt(uint256 index) external view returns (address) {
        return _callers[index];
    }

    /// @param waits Whether the AccessManager is asked first, and its delay waited for.
    function act(uint256 who, uint256 what, bool waits) external {
        ++calls;
        address caller = _callers[who % 5];
        uint256 deed = what % DEEDS;
        (address target_, bytes memory data) = _deed(deed, caller);
        if (waits) {
            vm.prank(caller);
            (bool scheduled,) = address(_cast.manager).call(abi.encodeCall(AccessManager.schedule, (target_, data, 0)));
            if (!scheduled && deed < LOOSENINGS) return;
            vm.warp(block.timestamp + LONGEST_DELAY);
        }
        _restrict();
        uint256 balance = _cast.token.balanceOf(caller);
        bool wasRogue = Version(_cast.proxy).version() == 9;
        vm.prank(caller);
        (bool done,) = target_.call(data);
        if (done && deed < LOOSENINGS) ++loosened[caller];
        if (!wasRogue && Version(_cast.proxy).version() == 9) ++moved[caller];
        if (_cast.token.balanceOf(caller) > balance) ++moved[caller];
    }

    /// @dev The first five loosen, the others move funds or install the code that could.
    function _deed(uint256 deed, address caller) private view returns (address, bytes memory) {
        address token = address(_cast.token);
        if (deed == 0) return (address(_cast.ledger), abi.encodeCall(RestrictionLedger.lift, (SCOPE)));
        if (deed == 1) {
            IRestrictionLedger.Limits memory wide = IRestrictionLedger.Limits(15, 1 days, 30 days, 30 days, 30 days);
            return (address(_cast.ledger), abi.encodeCall(RestrictionLedger.setLimits, (Roles.SENTINEL, wide)));
        }
        if (deed == 2) {
            return (address(_cast.gate), abi.encodeCall(UpgradeGate.approve, (_cast.proxy, _cast.rogue, true)));
        }
        if (deed == 3) return (address(_cast.lane), abi.encodeCall(RetailLane.setAmount, (token, 1e30)));
        if (deed == 4) {
            IOutflowEscrow.Limits memory none;
            return (address(_cast.escrow), abi.encodeCall(OutflowEscrow.setLimits, (token, none)));
        }
        if (deed == 5) return (address(_cast.gate), abi.encodeCall(UpgradeGate.upgrade, (_cast.proxy, _cast.rogue, "")));
        if (deed == 6) return (address(_cast.escrow), abi.encodeCall(OutflowEscrow.payOut, (token, caller, 1)));
        uint256 id = 1 + calls % _cast.escrow.ticketCount();
        if (deed == 7) return (address(_cast.escrow), abi.encodeCall(OutflowEscrow.cancel, (id)));
        return (address(_cast.escrow), abi.encodeCall(OutflowEscrow.claim, (id)));
    }

    /// @dev So that there is something to lift.
    function _restrict() private {
        bytes memory order = abi.encodeCall(
            RestrictionLedger.restrict, (Roles.SENTINEL, SCOPE, 1, 60, 1, 7, bytes32(++_lastId))
        );
        vm.prank(_cast.sentinel);
        (bool done,) = address(_cast.ledger).call(order);
        done;
    }
}
