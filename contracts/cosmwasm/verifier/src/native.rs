//! The virtual machine's BLS functions by blst, with the same return codes, for tests and tools.
#![allow(unsafe_code)]

use core::ptr::null;

use blst::{
    blst_fp12, blst_fp12_finalverify, blst_fp12_mul, blst_fp12_one, blst_hash_to_g2, blst_miller_loop, blst_p1,
    blst_p1_add_or_double_affine, blst_p1_affine, blst_p1_affine_in_g1, blst_p1_affine_is_inf, blst_p1_compress,
    blst_p1_uncompress, blst_p2, blst_p2_affine, blst_p2_affine_in_g2, blst_p2_affine_is_inf, blst_p2_compress,
    blst_p2_uncompress, BLST_ERROR,
};

use crate::bls::Bls;

/// A point that cannot be decoded.
const INVALID_POINT: u32 = 8;
/// A list that is empty, or not of whole points.
const INVALID_LENGTH: u32 = 7;

/// BLS by blst. As the virtual machine does, it takes the point at infinity.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blst;

impl Bls for Blst {
    fn aggregate_g1(&self, points: &[u8], sum: &mut [u8; 48]) -> u32 {
        if points.is_empty() || points.len() % 48 != 0 {
            return INVALID_LENGTH;
        }
        let mut total = blst_p1::default();
        for bytes in points.chunks_exact(48) {
            let Some(point) = decode_g1(bytes) else { return INVALID_POINT };
            // SAFETY: both pointers are to initialized points; the output may alias the first input.
            unsafe { blst_p1_add_or_double_affine(&mut total, &total, &point) };
        }
        // SAFETY: `sum` has the 48 bytes of a compressed point.
        unsafe { blst_p1_compress(sum.as_mut_ptr(), &total) };
        0
    }

    fn hash_to_g2(&self, message: &[u8], dst: &[u8], point: &mut [u8; 96]) -> u32 {
        let mut hashed = blst_p2::default();
        // SAFETY: pointers and lengths are those of slices; `point` has the 96 bytes of a compressed point.
        unsafe {
            blst_hash_to_g2(&mut hashed, message.as_ptr(), message.len(), dst.as_ptr(), dst.len(), null(), 0);
            blst_p2_compress(point.as_mut_ptr(), &hashed);
        }
        0
    }

    fn pairing_equality(&self, ps: &[u8], qs: &[u8], r: &[u8], s: &[u8]) -> u32 {
        if ps.is_empty() || ps.len() % 48 != 0 || qs.len() % 96 != 0 || ps.len() / 48 != qs.len() / 96 {
            return INVALID_LENGTH;
        }
        // SAFETY: writes an initialized value.
        let mut product = unsafe { *blst_fp12_one() };
        for (p, q) in ps.chunks_exact(48).zip(qs.chunks_exact(96)) {
            let Some(pairing) = pairing(p, q) else { return INVALID_POINT };
            // SAFETY: all pointers are to initialized values; the output may alias an input.
            unsafe { blst_fp12_mul(&mut product, &product, &pairing) };
        }
        let Some(right) = pairing(r, s) else { return INVALID_POINT };
        // SAFETY: both pointers are to initialized values.
        u32::from(!unsafe { blst_fp12_finalverify(&product, &right) })
    }
}

fn decode_g1(bytes: &[u8]) -> Option<blst_p1_affine> {
    let bytes: &[u8; 48] = bytes.try_into().ok()?;
    let mut point = blst_p1_affine::default();
    // SAFETY: the bytes are as many as a compressed point has.
    let valid = unsafe {
        blst_p1_uncompress(&mut point, bytes.as_ptr()) == BLST_ERROR::BLST_SUCCESS && blst_p1_affine_in_g1(&point)
    };
    valid.then_some(point)
}

fn decode_g2(bytes: &[u8]) -> Option<blst_p2_affine> {
    let bytes: &[u8; 96] = bytes.try_into().ok()?;
    let mut point = blst_p2_affine::default();
    // SAFETY: the bytes are as many as a compressed point has.
    let valid = unsafe {
        blst_p2_uncompress(&mut point, bytes.as_ptr()) == BLST_ERROR::BLST_SUCCESS && blst_p2_affine_in_g2(&point)
    };
    valid.then_some(point)
}

/// The Miller loop of two points; one where either is infinity.
fn pairing(p: &[u8], q: &[u8]) -> Option<blst_fp12> {
    let (p, q) = (decode_g1(p)?, decode_g2(q)?);
    let mut result = blst_fp12::default();
    // SAFETY: all pointers are to initialized values.
    unsafe {
        if blst_p1_affine_is_inf(&p) || blst_p2_affine_is_inf(&q) {
            return Some(*blst_fp12_one());
        }
        blst_miller_loop(&mut result, &q, &p);
    }
    Some(result)
}
