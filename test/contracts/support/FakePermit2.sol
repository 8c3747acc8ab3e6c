// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ISignatureTransfer} from "../../../contracts/solidity/interfaces/ISignatureTransfer.sol";

/// @notice Moves what an owner allowed it to move, when the signature is the owner's of this permit and spender.
contract FakePermit2 is ISignatureTransfer {
    error WrongSigner();
    error TooMuch();

    function permitTransferFrom(
        PermitTransferFrom memory permit,
        SignatureTransferDetails calldata transferDetails,
        address owner,
        bytes calldata signature
    ) external {
        require(transferDetails.requestedAmount <= permit.permitted.amount, TooMuch());
        (uint8 v, bytes32 r, bytes32 s) = abi.decode(signature, (uint8, bytes32, bytes32));
        require(ecrecover(digest(permit, msg.sender), v, r, s) == owner, WrongSigner());
        require(
            IERC20(permit.permitted.token).transferFrom(owner, transferDetails.to, transferDetails.requestedAmount),
            TooMuch()
        );
    }

    function digest(PermitTransferFrom memory permit, address spender) public pure returns (bytes32) {
        return keccak256(abi.encode(permit, spender));
    }
}
