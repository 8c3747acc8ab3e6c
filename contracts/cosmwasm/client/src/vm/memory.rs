//! Memory for one call: each call gets a fresh instance, so that nothing need ever be given back, except what is on top.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;

const PAGE: usize = 65_536;

#[global_allocator]
static MEMORY: Stack = Stack { top: Cell::new(0), end: Cell::new(0) };

struct Stack {
    /// First free byte; 0 before the first use.
    top: Cell<usize>,
    /// First byte behind the memory that there is.
    end: Cell<usize>,
}

// SAFETY: a contract has one thread.
unsafe impl Sync for Stack {}

impl Stack {
    /// Grows to `end`, or tells that it cannot.
    fn reach(&self, end: usize) -> bool {
        let missing = end.saturating_sub(self.end.get());
        if missing > 0 {
            let pages = missing.div_ceil(PAGE);
            if core::arch::wasm32::memory_grow(0, pages) == usize::MAX {
                return false;
            }
            self.end.set(self.end.get() + pages * PAGE);
        }
        true
    }
}

// SAFETY: stretches are handed out upwards, aligned, and never twice unless the topmost one is given back.
unsafe impl GlobalAlloc for Stack {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if self.top.get() == 0 {
            // Everything behind the first memory is ours: nobody else grows it.
            let end = core::arch::wasm32::memory_size(0) * PAGE;
            self.top.set(end);
            self.end.set(end);
        }
        let start = self.top.get().next_multiple_of(layout.align());
        let Some(end) = start.checked_add(layout.size()) else { return core::ptr::null_mut() };
        if !self.reach(end) {
            return core::ptr::null_mut();
        }
        self.top.set(end);
        start as *mut u8
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if pointer as usize + layout.size() == self.top.get() {
            self.top.set(pointer as usize);
        }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let start = pointer as usize;
        if start + layout.size() == self.top.get() {
            let Some(end) = start.checked_add(size) else { return core::ptr::null_mut() };
            if !self.reach(end) {
                return core::ptr::null_mut();
            }
            self.top.set(end);
            return pointer;
        }
        if size <= layout.size() {
            return pointer;
        }
        // SAFETY: the layout was valid and stays so with another size, which `Vec` and the like see to.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                core::ptr::copy_nonoverlapping(pointer, moved, layout.size());
            }
            moved
        }
    }
}
