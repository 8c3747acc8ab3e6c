// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IIBCAppCallbacks} from "../../../contracts/solidity/interfaces/IIBCAppCallbacks.sol";
import {IIBCSenderCallbacks} from "../../../contracts/solidity/interfaces/IIBCSenderCallbacks.sol";
import {IICS20Transfer} from "../../../contracts/solidity/interfaces/IICS20Transfer.sol";
import {IICS20TransferMsgs} from "../../../contracts/solidity/interfaces/IICS20TransferMsgs.sol";

/// @notice A contract that sends tokens and wants to know how that ends, or keep it from ending.
contract FakeSender is IIBCSenderCallbacks, IERC165 {
    enum Way {
        Listen,
        Revert,
        BurnGas,
        Reenter,
        NoteGas
    }

    error NotNow();

    Way private way;
    address private target;
    bytes private call;

    uint256 public acknowledged;
    uint256 public timedOut;
    bool public lastSuccess;
    bytes public innerError;
    uint256 public gasGot;

    function behave(Way way_) external {
        way = way_;
    }

    function reenter(address target_, bytes calldata call_) external {
        way = Way.Reenter;
        (target, call) = (target_, call_);
    }

    function send(IICS20Transfer transfer, IICS20TransferMsgs.SendTransferMsg calldata msg_) external {
        IERC20(msg_.denom).approve(address(transfer), msg_.amount);
        transfer.sendTransfer(msg_);
    }

    function onAckPacket(bool success, IIBCAppCallbacks.OnAcknowledgementPacketCallback calldata) external {
        ++acknowledged;
        lastSuccess = success;
        act();
    }

    function onTimeoutPacket(IIBCAppCallbacks.OnTimeoutPacketCallback calldata) external {
        ++timedOut;
        act();
    }

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IIBCSenderCallbacks).interfaceId;
    }

    function act() private {
        if (way == Way.NoteGas) gasGot = gasleft();
        if (way == Way.Revert) revert NotNow();
        if (way == Way.BurnGas) {
            while (true) {}
        }
        if (way == Way.Reenter) {
            (bool success, bytes memory result) = target.call(call);
            innerError = success ? bytes("") : result;
        }
    }
}
