// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The curve of ed25519
/// @notice Points as ZIP-215 reads them: y modulo P, the x that a hint names, x = 0 with either sign.
library Edwards25519 {
    /// @notice The field's modulus, 2^255 - 19.
    uint256 internal constant P = 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed;

    /// @notice The order of the base point.
    uint256 internal constant L = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed;

    /// @notice x of the base point.
    uint256 internal constant BASE_X = 0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a;

    /// @notice y of the base point.
    uint256 internal constant BASE_Y = 0x6666666666666666666666666666666666666666666666666666666666666658;

    /// @dev The curve is -x^2 + y^2 = 1 + D x^2 y^2.
    uint256 private constant D = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3;

    /// @notice The negative of an encoded point.
    /// @param encoding The 32 bytes as a little-endian number: y in 255 bits, above them the lowest bit of x
    /// @param x What is claimed to be the point's x. Only one number below P is: no other passes.
    /// @return valid Whether that is a point
    /// @return negatedX P - x, so at most P
    /// @return y Below P
    function negated(uint256 encoding, uint256 x) internal pure returns (bool valid, uint256 negatedX, uint256 y) {
        unchecked {
            y = (encoding & (2 ** 255 - 1)) % P;
            negatedX = P - x;
            uint256 xx = mulmod(x, x, P);
            uint256 yy = mulmod(y, y, P);
            uint256 left = addmod(yy, P - xx, P);
            uint256 right = addmod(1, mulmod(D, mulmod(xx, yy, P), P), P);
            // Without branches: nearly all points are valid.
            assembly ("memory-safe") {
                valid := and(lt(x, P), eq(left, right))
                valid := and(valid, or(iszero(x), eq(and(x, 1), shr(255, encoding))))
            }
        }
    }

    /// @notice Whether eight times the point is the identity; false if the coordinates are no point's, with z = 0.
    /// @param x Below P, as y and z: the point is (x/z, y/z)
    function isOfSmallOrder(uint256 x, uint256 y, uint256 z) internal pure returns (bool) {
        unchecked {
            for (uint256 i = 0; i < 3; ++i) {
                uint256 e = mulmod(x + x, y, P);
                uint256 xx = mulmod(x, x, P);
                uint256 yy = mulmod(y, y, P);
                uint256 g = addmod(yy, P - xx, P);
                uint256 f = mulmod(z + z, z, P) + (P - g);
                x = mulmod(e, f, P);
                y = mulmod(g, xx + yy, P);
                z = mulmod(f, g, P);
            }
        }
        return x == 0 && y == z && z != 0;
    }
}
