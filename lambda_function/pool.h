/* Memory in huge pages where the kernel has some: a network's weights are many megabytes, of which it would
 * have to find and clear each 4 KiB alone, and the processor to look up. */
#ifndef HANDLER_POOL_H
#define HANDLER_POOL_H

#include <stdbool.h>
#include <stddef.h>

/* As malloc(), aligned at a huge page, and to be given to free(). What is not touched takes no memory. */
void *pool_allocate_huge(size_t bytes);

/* One such piece, out of which smaller ones are taken and none is given back alone. */
struct pool {
    char *bytes;
    size_t size, used;
};

/* Never fails: a pool without memory has none to give. */
void pool_init(struct pool *pool, size_t bytes);
void pool_release(struct pool *pool);
/* NULL when it is used up. `alignment` is a power of two, at most that of a huge page. */
void *pool_take(struct pool *pool, size_t alignment, size_t bytes);
bool pool_holds(const struct pool *pool, const void *memory);

#endif
