#include "stats/random.h"

#include <assert.h>

uint64_t random_splitmix64(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void random_init(struct random *random, uint64_t seed, uint64_t stream, uint64_t part)
{
    uint64_t state = seed;
    state = random_splitmix64(&state) ^ stream;
    state = random_splitmix64(&state) ^ part;
    for (size_t i = 0; i < 4; i++) {
        random->s[i] = random_splitmix64(&state);
    }
}

static uint64_t rotate_left(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

uint64_t random_next(struct random *random)
{
    uint64_t *s = random->s;
    uint64_t result = rotate_left(s[0] + s[3], 23) + s[0];
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double random_uniform(struct random *random)
{
    return (double)(random_next(random) >> 11) * 0x1p-53;
}

/* The integer that 32 random bits stand for; others are drawn while they are among the few too many. */
static uint32_t scale(struct random *random, uint64_t bits, uint32_t n)
{
    uint64_t product = bits * n;
    if ((uint32_t)product < n) {
        uint32_t surplus = -n % n; /* 2^32 mod n, the only division, in n of 2^32 cases */
        while ((uint32_t)product < surplus) {
            product = (random_next(random) >> 32) * n;
        }
    }
    return (uint32_t)(product >> 32);
}

uint32_t random_below(struct random *random, uint32_t n)
{
    assert(n >= 1);
    return scale(random, random_next(random) >> 32, n);
}
