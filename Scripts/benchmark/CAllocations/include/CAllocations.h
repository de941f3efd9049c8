// Counts the allocations of this program: its malloc and related functions override the C library's, count, and call
// them.

#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

// The number of allocations of this thread; -1 when they are not counted: without glibc, or under a sanitizer.
long allocations_on_this_thread(void);

#endif
