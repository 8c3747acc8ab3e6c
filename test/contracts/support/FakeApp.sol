// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIBCApp} from "../../../contracts/solidity/interfaces/IIBCApp.sol";
import {IIBCAppCallbacks} from "../../../contracts/solidity/interfaces/IIBCAppCallbacks.sol";
import {IICS26Router} from "../../../contracts/solidity/interfaces/IICS26Router.sol";
import {IICS26RouterMsgs} from "../../../contracts/solidity/interfaces/IICS26RouterMsgs.sol";

/// @notice An application that answers packets as a test tells it.
contract FakeApp is IIBCApp {
    enum Way {
        Answer,
        Revert,
        RevertWithNothing,
        RevertWithMuch,
        ReturnNothing,
        ReturnMuch,
        ReturnNonsense,
        BurnGas,
        Reenter,
        CatchOutOfGas
    }

    error Refused(string why);

    IICS26Router private router;
    Way private way;
    bytes private answer = "fine";
    bytes private inner;
    uint256 private gasWanted;

    uint256 public received;
    uint256 public acknowledged;
    uint256 public timedOut;
    uint256 public gasGot;
    bytes public innerError;

    constructor(IICS26Router router_) {
        router = router_;
    }

    function behave(Way way_) external {
        way = way_;
    }

    function answerWith(bytes calldata answer_) external {
        answer = answer_;
    }

    /// @notice What to call within each callback.
    function reenterWith(bytes calldata call) external {
        way = Way.Reenter;
        inner = call;
    }

    /// @notice Wants so much gas within a packet, and refuses it in its own words when it does not get it.
    function want(uint256 gas_) external {
        way = Way.CatchOutOfGas;
        gasWanted = gas_;
    }

    function send(IICS26RouterMsgs.MsgSendPacket calldata msg_) external returns (uint64) {
        return router.sendPacket(msg_);
    }

    function onRecvPacket(IIBCAppCallbacks.OnRecvPacketCallback calldata) external returns (bytes memory) {
        gasGot = gasleft();
        ++received;
        act();
        return answer;
    }

    function onAcknowledgementPacket(IIBCAppCallbacks.OnAcknowledgementPacketCallback calldata) external {
        ++acknowledged;
        act();
    }

    function onTimeoutPacket(IIBCAppCallbacks.OnTimeoutPacketCallback calldata) external {
        ++timedOut;
        act();
    }

    function burn() external view {
        while (gasleft() > 0) {}
    }

    function act() private {
        if (way == Way.Revert) revert Refused("no");
        if (way == Way.RevertWithMuch) give(true, 1_000_000);
        if (way == Way.RevertWithNothing) give(true, 0);
        if (way == Way.ReturnNothing) give(false, 0);
        if (way == Way.ReturnMuch) give(false, 1_000_000);
        if (way == Way.ReturnNonsense) give(false, 96);
        if (way == Way.BurnGas) this.burn();
        if (way == Way.CatchOutOfGas) {
            if (gasleft() < gasWanted) revert Refused("too little gas");
        }
        if (way == Way.Reenter) {
            (bool success, bytes memory result) = address(router).call(inner);
            innerError = success ? bytes("") : result;
        }
    }

    function give(bool reverts, uint256 size) private pure {
        assembly ("memory-safe") {
            if reverts { revert(0, size) }
            return(0, size)
        }
    }
}
