// Counts the allocations of this program: its malloc and related functions override the C library's, count, and call
// them.

#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

// The number of allocations of this thread; -1 when they are not counted: without glibc, or under a sanitizer.
long allocations_on_this_thread(void);

// The bytes that are allocated and not freed; -1 where the C library does not say. What the process has beyond them is
// free memory that the library keeps.
long allocated_bytes(void);

// Returns the free memory that the C library keeps to the system, so that the process is as large as what it uses.
void release_free_memory(void);

#endif
