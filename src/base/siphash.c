#include "base/siphash.h"

#include <endian.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

struct siphash_key siphash_random_key(void)
{
    struct siphash_key key;
    if (getrandom(&key, sizeof key, GRND_NONBLOCK) != (ssize_t)sizeof key) {
        struct timespec now; /* a kernel that has just started; better than a key that all know */
        clock_gettime(CLOCK_REALTIME, &now);
        key = (struct siphash_key){{(uint64_t)now.tv_nsec, (uint64_t)now.tv_sec}};
    }
    return key;
}

static uint64_t rotate(uint64_t word, int bits)
{
    return word << bits | word >> (64 - bits);
}

static inline void mix(uint64_t v[4], int rounds)
{
    for (int i = 0; i < rounds; i++) {
        v[0] += v[1];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[0] = rotate(v[0], 32);
        v[2] += v[3];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] += v[3];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] += v[1];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[2] = rotate(v[2], 32);
    }
}

/* Of eight bytes, the first of which is the lowest. */
static inline uint64_t read_word(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return le64toh(word);
}

/* Of the last n % 8 of n bytes. */
static inline uint64_t read_rest(const unsigned char *end, size_t n)
{
    uint64_t word = 0;
    if (n % 8 > 0 && n >= 8) {
        return read_word(end - 8) >> (64 - 8 * (n % 8));
    }
    for (size_t i = n % 8; i > 0; i--) {
        word = word << 8 | end[(ptrdiff_t)i - 1 - (ptrdiff_t)(n % 8)];
    }
    return word;
}

uint64_t siphash(const struct siphash_key *key, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;
    uint64_t v[4] = {
        key->halves[0] ^ 0x736f6d6570736575, /* "somepseudorandomlygeneratedbytes" */
        key->halves[1] ^ 0x646f72616e646f6d,
        key->halves[0] ^ 0x6c7967656e657261,
        key->halves[1] ^ 0x7465646279746573,
    };
    for (size_t left = n; left >= 8; left -= 8, at += 8) {
        uint64_t word = read_word(at);
        v[3] ^= word;
        mix(v, 2);
        v[0] ^= word;
    }
    uint64_t last = read_rest(at + n % 8, n) | (uint64_t)n << 56;
    v[3] ^= last;
    mix(v, 2);
    v[0] ^= last;
    v[2] ^= 0xff;
    mix(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
