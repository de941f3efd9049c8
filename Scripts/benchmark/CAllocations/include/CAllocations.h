// Counts what this program allocates: its own malloc and the like stand before the C library's, count, and pass on.

#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

// How often this thread has allocated memory; -1 where that is not counted: outside glibc, and under a sanitizer.
long allocations_on_this_thread(void);

#endif
