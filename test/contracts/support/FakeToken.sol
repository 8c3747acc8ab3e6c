// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @notice A token that behaves as a test tells it.
contract FakeToken is ERC20Permit {
    enum Way {
        Honest,
        TakesFee,
        MovesNothing,
        ReturnsFalse,
        Reverts,
        RevertsWithMuch,
        BurnsGas
    }

    error Blocked();

    Way private way;
    address private hookTarget;
    bytes private hook;
    bytes[] public hookErrors;
    bool public hookSucceeded;

    constructor() ERC20("Fake", "FAKE") ERC20Permit("Fake") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function burn(address account, uint256 amount) external {
        _burn(account, amount);
    }

    function behave(Way way_) external {
        way = way_;
    }

    /// @notice Calls `target` before the tokens move, once.
    function callBefore(address target, bytes calldata call) external {
        (hookTarget, hook) = (target, call);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return act(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _spendAllowance(from, msg.sender, amount);
        return act(from, to, amount);
    }

    function act(address from, address to, uint256 amount) private returns (bool) {
        runHook();
        if (way == Way.Reverts) revert Blocked();
        if (way == Way.ReturnsFalse) return false;
        if (way == Way.MovesNothing) return true;
        if (way == Way.BurnsGas) {
            while (true) {}
        }
        if (way == Way.RevertsWithMuch) {
            assembly ("memory-safe") {
                revert(0, 500000)
            }
        }
        _transfer(from, to, amount);
        if (way == Way.TakesFee) _burn(to, 1);
        return true;
    }

    function runHook() private {
        address target = hookTarget;
        if (target == address(0)) return;
        hookTarget = address(0);
        bytes memory result;
        (hookSucceeded, result) = target.call(hook);
        hookErrors.push(result);
    }
}
