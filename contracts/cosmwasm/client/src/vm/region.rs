//! Stretches of memory as the virtual machine describes them.

use alloc::boxed::Box;
use alloc::vec::Vec;

/// Address of a [`Region`].
pub(super) type Address = u32;

#[repr(C)]
pub(super) struct Region {
    offset: u32,
    capacity: u32,
    length: u32,
}

impl Region {
    /// Describes bytes to be read by the virtual machine, for as long as they are borrowed.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let length = bytes.len() as u32;
        Self { offset: bytes.as_ptr() as u32, capacity: length, length }
    }

    /// Describes bytes that the virtual machine fills.
    pub(super) fn into_fill(bytes: &mut [u8]) -> Self {
        Self { offset: bytes.as_mut_ptr() as u32, capacity: bytes.len() as u32, length: 0 }
    }

    pub(super) fn address(&self) -> Address {
        core::ptr::from_ref(self) as Address
    }

    /// How many bytes the virtual machine has written.
    pub(super) fn filled(&self) -> usize {
        // The virtual machine writes behind the compiler's back.
        // SAFETY: a reference is valid and aligned.
        unsafe { core::ptr::read_volatile(&self.length) as usize }
    }
}

/// Gives bytes to the virtual machine, for good.
pub(super) fn release(bytes: Vec<u8>) -> Address {
    // Without spare room, so that the region says all of what there is.
    let bytes = Box::leak(bytes.into_boxed_slice());
    Box::leak(Box::new(Region::of(bytes))).address()
}

/// Makes room that the virtual machine may fill.
pub(super) fn reserve(size: u32) -> Address {
    let bytes = Vec::<u8>::with_capacity(size as usize).leak();
    Box::leak(Box::new(Region { offset: bytes.as_mut_ptr() as u32, capacity: size, length: 0 })).address()
}

/// Takes over what the virtual machine has put into a region of [`reserve`].
///
/// # Safety
/// `address` comes from [`reserve`], was filled, and is taken once.
pub(super) unsafe fn take(address: Address) -> Vec<u8> {
    // SAFETY: both were leaked by `reserve`, with this capacity; the virtual machine wrote `length` bytes, at most `capacity`.
    unsafe {
        let region = Box::from_raw(address as *mut Region);
        Vec::from_raw_parts(region.offset as *mut u8, region.length as usize, region.capacity as usize)
    }
}
