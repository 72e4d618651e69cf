#include "base/memory.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14; an older kernel refuses it, and nothing is lost */
#endif

enum { LARGE_PAGE = 1 << 21 };

/* How many of the first bytes go on large pages, so that at most half of the last one is left empty. */
static size_t count_large(size_t used, size_t capacity, size_t expected)
{
    size_t filled = expected > 0 ? expected : used * 2; /* as if half were there */
    size_t large = (filled + LARGE_PAGE / 2) / LARGE_PAGE * LARGE_PAGE;
    return expected == 0 && large > 0 ? capacity : large;
}

void *memory_grow(void *array, size_t used, size_t capacity, size_t expected)
{
    assert(capacity > 0);
    size_t large = count_large(used, capacity, expected);
    if (large == 0 || used > LARGE_PAGE || capacity > SIZE_MAX - LARGE_PAGE) {
        return realloc(array, capacity);
    }
    /* While there is little to move, to where a page begins. */
    size_t room = (capacity + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    void *grown = aligned_alloc(LARGE_PAGE, room);
    if (grown == NULL) {
        return realloc(array, capacity);
    }
    large = large < room ? large / LARGE_PAGE * LARGE_PAGE : room;
    (void)madvise(grown, large, MADV_HUGEPAGE);
    if (used > 0) {
        memcpy(grown, array, used);
    }
    free(array);
    return grown;
}

void memory_fill_ahead(void *array, size_t from, size_t to, size_t capacity)
{
    size_t asked = (from + MEMORY_AHEAD - 1) / MEMORY_AHEAD * MEMORY_AHEAD; /* when `from` was written */
    size_t wanted = (to + MEMORY_AHEAD - 1) / MEMORY_AHEAD * MEMORY_AHEAD;
    wanted = wanted < capacity ? wanted : capacity;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = ((uintptr_t)array + asked + page - 1) & ~(page - 1);
    uintptr_t end = ((uintptr_t)array + wanted) & ~(page - 1);
    if (capacity >= MEMORY_AHEAD && start < end) {
        (void)madvise((void *)start, end - start, MADV_POPULATE_WRITE);
    }
}
