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
        ReturnsNothing,
        ReturnsNonsense,
        Reverts,
        RevertsWithMuch,
        BurnsGas,
        NotesGas
    }

    error Blocked();

    Way private way;
    address private hookTarget;
    bytes private hook;
    bytes[] public hookErrors;
    bool public hookSucceeded;
    uint256 public gasGot;
    mapping(address account => bool) private blocked;
    mapping(address account => uint256) private lies;

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

    /// @notice As tokens with a list of sanctioned accounts do.
    function setBlocked(address account, bool isBlocked) external {
        blocked[account] = isBlocked;
    }

    /// @notice Tells so much more than an account has.
    function lieAbout(address account, uint256 more) external {
        lies[account] = more;
    }

    /// @notice Calls `target` before the tokens move or a permit is taken, once.
    function callBefore(address target, bytes calldata call) external {
        (hookTarget, hook) = (target, call);
    }

    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        public
        override
    {
        runHook();
        super.permit(owner, spender, value, deadline, v, r, s);
    }

    function balanceOf(address account) public view override returns (uint256) {
        return super.balanceOf(account) + lies[account];
    }

    function lastHookError() external view returns (bytes memory) {
        return hookErrors[hookErrors.length - 1];
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return act(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _spendAllowance(from, msg.sender, amount);
        return act(from, to, amount);
    }

    function act(address from, address to, uint256 amount) private returns (bool) {
        if (way == Way.NotesGas) gasGot = gasleft();
        runHook();
        if (way == Way.Reverts || blocked[from] || blocked[to]) revert Blocked();
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
        if (way == Way.ReturnsNothing) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        if (way == Way.ReturnsNonsense) {
            assembly ("memory-safe") {
                mstore(0, 2)
                return(0, 500000)
            }
        }
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
