// Copyright the Homeostat authors
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The selectors of Perp Curie's Vault over real balances (no tokens move but ether).
/// @notice Written for these tests from the ABI alone. Lives behind a proxy: state is set by `initialize`.
contract FakeVault {
    mapping(address trader => mapping(address token => uint256)) public balances;
    address private _weth;
    address private _forwarder;
    uint256 public received;

    event Withdrawn(address indexed token, address indexed trader, uint256 amount);

    error NotEnoughFreeCollateral();

    function initialize(address weth, address forwarder) external {
        _weth = weth;
        _forwarder = forwarder;
    }

    receive() external payable {
        received += msg.value;
    }

    function deposit(address token, uint256 amount) external {
        balances[_msgSender()][token] += amount;
    }

    function depositFor(address to, address token, uint256 amount) external {
        balances[to][token] += amount;
    }

    function depositEther() external payable {
        balances[_msgSender()][_weth] += msg.value;
    }

    function depositEtherFor(address to) external payable {
        balances[to][_weth] += msg.value;
    }

    function withdraw(address token, uint256 amount) external {
        _withdraw(token, amount);
    }

    function withdrawAll(address token) external returns (uint256 amount) {
        amount = balances[_msgSender()][token];
        _withdraw(token, amount);
    }

    function withdrawEther(uint256 amount) external {
        _withdraw(_weth, amount);
        _pay(amount);
    }

    function withdrawAllEther() external returns (uint256 amount) {
        amount = balances[_msgSender()][_weth];
        _withdraw(_weth, amount);
        _pay(amount);
    }

    function liquidateCollateral(address trader, address token, uint256 amount, bool) external returns (uint256) {
        balances[trader][token] -= amount;
        return amount;
    }

    function settleBadDebt(address trader) external {
        delete balances[trader][address(0)];
    }

    function getWETH9() external view returns (address) {
        return _weth;
    }

    function isTrustedForwarder(address forwarder) external view returns (bool) {
        return forwarder == _forwarder;
    }

    function _withdraw(address token, uint256 amount) private {
        if (balances[_msgSender()][token] < amount) revert NotEnoughFreeCollateral();
        balances[_msgSender()][token] -= amount;
        emit Withdrawn(token, _msgSender(), amount);
    }

    function _pay(uint256 amount) private {
        (bool success,) = _msgSender().call{value: amount}("");
        require(success);
    }

    function _msgSender() private view returns (address sender) {
        sender = msg.sender;
        if (msg.data.length >= 20 && msg.sender == _forwarder) {
            sender = address(bytes20(msg.data[msg.data.length - 20:]));
        }
    }
}
