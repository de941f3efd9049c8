// Tells Thread Sanitizer what the slow paths of Swift's Mutex do.
//
// The fast paths are inlined into the code that uses a Mutex, so they are instrumented. A contended lock goes through
// libswiftSynchronization.so, which is not: there the lock changes its owner in the kernel, invisible to the sanitizer.
// These functions are preloaded: they override the library's functions, call them, and report what they did.
//
// They are Swift functions: the lock's address, which is that of its single word, is in the context register.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

// Defined in the instrumented program; absent in other programs that load this library.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static void acquire(void *address) {
    if (__tsan_acquire) __tsan_acquire(address);
}

static void release(void *address) {
    if (__tsan_release) __tsan_release(address);
}

// Synchronization._MutexHandle._lockSlow(Swift.UInt32) -> ()
SWIFT void lockSlow(uint32_t thread, SELF) __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
SWIFT void lockSlow(uint32_t thread, SELF) {
    SWIFT void (*original)(uint32_t, SELF) = next("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
    original(thread, self);
    acquire(self);
}

// Synchronization._MutexHandle._tryLockSlow() -> Swift.Bool
SWIFT bool tryLockSlow(SELF) __asm__("$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
SWIFT bool tryLockSlow(SELF) {
    SWIFT bool (*original)(SELF) = next("$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF");
    bool isLocked = original(self);
    if (isLocked) acquire(self);
    return isLocked;
}

// Synchronization._MutexHandle._unlockSlow() -> ()
SWIFT void unlockSlow(SELF) __asm__("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
SWIFT void unlockSlow(SELF) {
    SWIFT void (*original)(SELF) = next("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");
    release(self);
    original(self);
}
