//! What `std` would bring to the published widget, at a fraction of its size: an allocator, and an end for a
//! panic, which nothing here should ever reach.

use core::panic::PanicInfo;

#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

#[panic_handler]
fn panic(_info: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
