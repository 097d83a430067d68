// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capability} from "../../src/Capability.sol";
import {RestrictionLedger} from "../../src/RestrictionLedger.sol";
import {RetailLane} from "../../src/RetailLane.sol";
import {Roles} from "../../src/Roles.sol";
import {Scope} from "../../src/Scope.sol";
import {FakeAccountBalance} from "../mocks/FakeAccountBalance.sol";
import {FakeClearingHouse} from "../mocks/FakeClearingHouse.sol";
import {FakeVault} from "../mocks/FakeVault.sol";
import {Hostile} from "../mocks/Hostile.sol";
import {Test} from "../utils/Test.sol";

/// @title Three traders live on while the ledger and the lane in front of them work, restrict, and break in every way.
contract ExitHandler is Test {
    /// @dev [gas] Enough for the fake protocol and all that our contracts may ever burn; a 64th of it, which is what is
    /// left after a call without a bound, is not.
    uint256 private constant GAS = 850_000;

    enum Fault {
        NONE,
        LEDGER,
        LANE,
        BREAKER
    }

    struct Stage {
        FakeClearingHouse house;
        FakeVault vault;
        FakeAccountBalance accountBalance;
        RestrictionLedger ledger;
        RetailLane lane;
        Hostile hostile;
        address market;
        address token;
        address sentinel;
        address council;
        address[3] traders;
    }

    Stage private _stage;
    bytes private _hostileCode;
    uint256 private _lastId;
    function(Fault) external private _install;

    Fault public fault;
    Hostile.Mode public mode;

    uint256 public calls;
    uint256 public exitsWhileRestricted;
    uint256 public exitsWhileBroken;
    uint256 public exitsWhileAllRestricted;
    uint256 public exitsWithoutLane;
    uint256 public exitsWithoutBreaker;
    uint256 public opened;
    uint256 public refusedToOpen;
    /// @notice Exits that failed, with what the last one said.
    uint256 public blocked;
    bytes public lastRefusal;
    /// @notice Positions that grew although they must not.
    uint256 public slippedThrough;

    modifier counted() {
        ++calls;
        _;
    }

    /// @param install Puts interposers with this fault before the protocol.
    constructor(Stage memory stage, function(Fault) external install) {
        _stage = stage;
        _install = install;
        _hostileCode = address(stage.hostile).code;
    }

    /// @notice The ledger breaks, and somebody leaves at once.
    function breakLedger(uint8 mode_, uint8 who) external counted {
        _break(Fault.LEDGER, Hostile.Mode(bound(mode_, 0, uint256(type(Hostile.Mode).max))));
        _exit(_stage.traders[who % 3], address(_stage.house), _closing());
    }

    /// @notice Every mode but those in which it refuses as an honest lane does.
    function breakLane(uint8 mode_) external counted {
        _break(Fault.LANE, Hostile.Mode(bound(mode_, 0, uint256(Hostile.Mode.REENTERS))));
    }

    /// @notice The Breaker breaks, and somebody withdraws at once.
    function breakBreaker(uint8 mode_, uint8 who, uint256 amount) external counted {
        _break(Fault.BREAKER, Hostile.Mode(bound(mode_, 0, uint256(type(Hostile.Mode).max))));
        _withdraw(who, amount);
        ++exitsWithoutBreaker;
    }

    /// @notice A ledger that answers properly, and says that everything is restricted.
    function lie(uint8 who) external counted {
        _break(Fault.LEDGER, Hostile.Mode.ALL_RESTRICTED);
        _exit(_stage.traders[who % 3], address(_stage.house), _closing());
    }

    /// @notice All works again, restrictions have ended, and somebody opens.
    function mend(uint8 who, bool sells, uint8 base) external counted {
        _break(Fault.NONE, Hostile.Mode.REVERTS);
        vm.warp(block.timestamp + 1 hours);
        _open(_stage.traders[who % 3], sells, base);
    }

    /// @notice A ledger and a lane that work.
    function restrict(bool asCouncil, uint8 scope, uint8 mask, uint40 duration) external counted {
        Stage storage s = _stage;
        address protocol = address(s.house);
        bytes32 where = [
            Scope.protocol(protocol),
            Scope.market(protocol, s.market),
            Scope.asset(protocol, s.token),
            Scope.account(protocol, s.traders[duration % 3])
        ][scope % 4];
        mask &= asCouncil ? Capability.RESTRICTABLE : Capability.RESTRICTABLE ^ Capability.LIQUIDATE;
        _restrict(asCouncil, where, mask, uint40(bound(duration, 10 minutes, 1 hours)));
    }

    /// @notice The most that can be restricted at all, and somebody who leaves at once.
    function halt(uint8 who) external counted {
        _restrict(true, Scope.protocol(address(_stage.house)), Capability.RESTRICTABLE, 1 hours);
        _exit(_stage.traders[who % 3], address(_stage.house), _closing());
    }

    function wait(uint256 seconds_) external counted {
        vm.warp(block.timestamp + bound(seconds_, 1, 1 hours));
    }

    /// @notice A position from before, whatever is restricted now.
    function hold(uint8 who, int8 size) external counted {
        _stage.accountBalance.add(_stage.traders[who % 3], _stage.market, size);
    }

    function open(uint8 who, bool sells, uint8 base) external counted {
        _open(_stage.traders[who % 3], sells, base);
    }

    function reduce(uint8 who, uint256 part) external counted {
        address trader = _stage.traders[who % 3];
        int256 size = _size(trader);
        if (size == 0) return;
        uint256 base = bound(part, 1, uint256(size < 0 ? -size : size));
        _exit(trader, address(_stage.house), abi.encodeCall(FakeClearingHouse.openPosition, (_order(size > 0, base))));
    }

    function close(uint8 who) external counted {
        _exit(_stage.traders[who % 3], address(_stage.house), _closing());
        vm.assertEq(_size(_stage.traders[who % 3]), 0, "closed");
    }

    function removeLiquidityAndQuit(uint8 who) external counted {
        address trader = _stage.traders[who % 3];
        FakeClearingHouse.RemoveLiquidityParams memory params =
            FakeClearingHouse.RemoveLiquidityParams(_stage.market, 0, 0, 0, 0, 0, 0);
        _exit(trader, address(_stage.house), abi.encodeCall(FakeClearingHouse.removeLiquidity, (params)));
        _exit(trader, address(_stage.house), abi.encodeCall(FakeClearingHouse.quitMarket, (trader, _stage.market)));
    }

    function repay(uint8 who) external counted {
        address trader = _stage.traders[who % 3];
        _exit(trader, address(_stage.house), abi.encodeCall(FakeClearingHouse.settleAllFunding, (trader)));
        _exit(trader, address(_stage.vault), abi.encodeCall(FakeVault.settleBadDebt, (trader)));
    }

    function topUp(uint8 who, uint64 amount) external counted {
        address trader = _stage.traders[who % 3];
        _exit(trader, address(_stage.vault), abi.encodeCall(FakeVault.deposit, (_stage.token, amount)));
        address other = _stage.traders[amount % 3];
        _exit(trader, address(_stage.vault), abi.encodeCall(FakeVault.depositFor, (other, _stage.token, amount)));
    }

    /// @notice All that is owned, or under an honest restriction what fits the lane.
    function withdraw(uint8 who, uint256 amount) external counted {
        _withdraw(who, amount);
    }

    /// @notice Unless the council, or what looks like an honest ledger, forbids it.
    function liquidate(uint8 who) external counted {
        address trader = _stage.traders[who % 3];
        bool asked =
            fault == Fault.LEDGER ? mode == Hostile.Mode.ALL_RESTRICTED : _restricted(trader, _market()) & 16 != 0;
        if (asked) return;
        _exit(
            trader, address(_stage.house), abi.encodeWithSignature("liquidate(address,address)", trader, _stage.market)
        );
    }

    function _withdraw(uint8 who, uint256 amount) private {
        address trader = _stage.traders[who % 3];
        uint256 most = _stage.vault.balances(trader, _stage.token);
        bool asked =
            fault == Fault.LEDGER ? mode == Hostile.Mode.ALL_RESTRICTED : _restricted(trader, _asset()) & 4 != 0;
        if (asked && fault != Fault.LANE) {
            uint256 left = _stage.lane.left(trader, _stage.token);
            if (left < most) most = left;
        }
        if (asked && fault == Fault.LANE) ++exitsWithoutLane;
        bytes memory call = abi.encodeCall(FakeVault.withdraw, (_stage.token, bound(amount, 0, most)));
        _exit(trader, address(_stage.vault), call);
    }

    function _restrict(bool asCouncil, bytes32 scope, uint8 mask, uint40 duration) private {
        _break(Fault.NONE, Hostile.Mode.REVERTS);
        bytes32 id = bytes32(++_lastId);
        vm.prank(asCouncil ? _stage.council : _stage.sentinel);
        try _stage.ledger.restrict(asCouncil ? Roles.COUNCIL : Roles.SENTINEL, scope, mask, duration, 2, 7, id) {}
            catch {}
    }

    function _break(Fault fault_, Hostile.Mode mode_) private {
        vm.etch(address(_stage.hostile), _hostileCode);
        _stage.hostile.set(mode_);
        // It has nothing to re-enter: this mode stands for a contract without code.
        if (mode_ == Hostile.Mode.REENTERS) vm.etch(address(_stage.hostile), "");
        (fault, mode) = (fault_, mode_);
        _install(fault_);
    }

    function _open(address trader, bool sells, uint256 base) private {
        int256 before = _size(trader);
        bool mayNot = fault == Fault.LEDGER || _restricted(trader, _market()) & 3 == 3;
        bytes memory call = abi.encodeCall(FakeClearingHouse.openPosition, (_order(sells, base)));
        (bool success,) = _send(trader, address(_stage.house), call);
        int256 size = _size(trader);
        bool grew =
            size != 0 && (before == 0 || (before < 0) != (size < 0) || (before < 0 ? size < before : size > before));
        if (mayNot && grew) ++slippedThrough;
        if (success && grew) ++opened;
        if (!success) ++refusedToOpen;
    }

    function _exit(address trader, address to, bytes memory call) private {
        (bool success, bytes memory returned) = _send(trader, to, call);
        if (!success) {
            ++blocked;
            lastRefusal = returned;
        }
        if (fault == Fault.LEDGER) {
            if (mode == Hostile.Mode.ALL_RESTRICTED) ++exitsWhileAllRestricted;
            else ++exitsWhileBroken;
        } else if (_restricted(trader, _market()) != 0) {
            ++exitsWhileRestricted;
        }
    }

    function _send(address trader, address to, bytes memory call)
        private
        returns (bool success, bytes memory returned)
    {
        vm.prank(trader);
        (success, returned) = to.call{gas: GAS}(call);
    }

    function _restricted(address trader, bytes32 subject) private view returns (uint8 restricted) {
        address protocol = address(_stage.house);
        (restricted,) = _stage.ledger
            .restrictedNow(Capability.RESTRICTABLE, Scope.protocol(protocol), subject, Scope.account(protocol, trader));
    }

    function _market() private view returns (bytes32) {
        return Scope.market(address(_stage.house), _stage.market);
    }

    function _asset() private view returns (bytes32) {
        return Scope.asset(address(_stage.house), _stage.token);
    }

    function _size(address trader) private view returns (int256) {
        return _stage.accountBalance.getTakerPositionSize(trader, _stage.market);
    }

    function _closing() private view returns (bytes memory) {
        FakeClearingHouse.ClosePositionParams memory params =
            FakeClearingHouse.ClosePositionParams(_stage.market, 0, 0, 0, 0);
        return abi.encodeCall(FakeClearingHouse.closePosition, (params));
    }

    function _order(bool sells, uint256 base) private view returns (FakeClearingHouse.OpenPositionParams memory) {
        return FakeClearingHouse.OpenPositionParams(_stage.market, sells, sells, base, 0, 0, 0, 0);
    }
}
