/* A keyed hash, of whose values nobody who does not know the key can make two agree. */
#ifndef FAASTAT_BASE_SIPHASH_H
#define FAASTAT_BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

struct siphash_key {
    uint64_t halves[2];
};

/* A key of this process, at random: no output may depend on it. */
struct siphash_key siphash_random_key(void);
/* SipHash-2-4 (Aumasson and Bernstein 2012). */
uint64_t siphash(const struct siphash_key *key, const void *bytes, size_t n);

#endif
