#include "pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { HUGE_PAGE = 2 << 20 }; /* of x86-64, and of arm64 with pages of 4 KiB */

void *pool_allocate_huge(size_t bytes)
{
    void *memory = NULL;
    if (posix_memalign(&memory, HUGE_PAGE, bytes) != 0) {
        return NULL;
    }
    madvise(memory, bytes, MADV_HUGEPAGE); /* where there are none, the usual ones do */
    return memory;
}

void pool_init(struct pool *pool, size_t bytes)
{
    *pool = (struct pool){.bytes = pool_allocate_huge(bytes), .size = bytes};
    if (pool->bytes == NULL) {
        pool->size = 0;
    }
}

void pool_release(struct pool *pool)
{
    free(pool->bytes);
    *pool = (struct pool){0};
}

void *pool_take(struct pool *pool, size_t alignment, size_t bytes)
{
    size_t from = (pool->used + alignment - 1) & ~(alignment - 1);
    if (from > pool->size || bytes > pool->size - from) {
        return NULL;
    }
    pool->used = from + bytes;
    return pool->bytes + from;
}

bool pool_holds(const struct pool *pool, const void *memory)
{
    uintptr_t begin = (uintptr_t)pool->bytes, at = (uintptr_t)memory;
    return at >= begin && at - begin < pool->size;
}
