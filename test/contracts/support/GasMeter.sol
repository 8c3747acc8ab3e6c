// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICommitVerifier} from "../../../contracts/solidity/interfaces/ICommitVerifier.sol";

/// @notice Calls from inside a transaction, as the light client does, and tells what the call took.
contract GasMeter {
    function measure(ICommitVerifier verifier, bytes memory votes) external view returns (uint256 count, uint256 used) {
        used = gasleft();
        count = verifier.verifyVotes(votes);
        used -= gasleft();
    }
}
