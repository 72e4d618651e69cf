#include "stats/random_lanes.h"

#include <assert.h>
#include <stdbool.h>

#include "base/cpu.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Integers of a lane between two looks at whether one has to be drawn again; even. */
enum { STRETCH = 128 };

static void fill_in_turn(struct random *randoms, uint32_t n, uint32_t (*integers)[RANDOM_LANES], size_t count)
{
    uint32_t lane[STRETCH];
    for (size_t k = 0; k < RANDOM_LANES; k++) {
        for (size_t done = 0; done < count; done += STRETCH) {
            size_t some = count - done < STRETCH ? count - done : STRETCH;
            random_fill_below(&randoms[k], n, lane, some);
            for (size_t i = 0; i < some; i++) {
                integers[done + i][k] = lane[i];
            }
        }
    }
}

#if defined(__x86_64__)

/* The state of all lanes, word by word. */
struct states {
    __m256i s[4];
};

__attribute__((target("avx2"))) static struct states load_states(const struct random *randoms)
{
    struct states states;
    for (size_t i = 0; i < 4; i++) {
        states.s[i] = _mm256_set_epi64x((int64_t)randoms[3].s[i], (int64_t)randoms[2].s[i],
                                        (int64_t)randoms[1].s[i], (int64_t)randoms[0].s[i]);
    }
    return states;
}

__attribute__((target("avx2"))) static void store_states(const struct states *states, struct random *randoms)
{
    for (size_t i = 0; i < 4; i++) {
        uint64_t words[RANDOM_LANES];
        _mm256_storeu_si256((__m256i *)(void *)words, states->s[i]);
        for (size_t k = 0; k < RANDOM_LANES; k++) {
            randoms[k].s[i] = words[k];
        }
    }
}

__attribute__((target("avx2"))) static inline __m256i rotate_left(__m256i x, int bits)
{
    return _mm256_or_si256(_mm256_slli_epi64(x, bits), _mm256_srli_epi64(x, 64 - bits));
}

/* random_next() of all lanes. */
__attribute__((target("avx2"))) static inline __m256i next_of_all(__m256i *s)
{
    __m256i result = _mm256_add_epi64(rotate_left(_mm256_add_epi64(s[0], s[3]), 23), s[0]);
    __m256i shifted = _mm256_slli_epi64(s[1], 17);
    s[2] = _mm256_xor_si256(s[2], s[0]);
    s[3] = _mm256_xor_si256(s[3], s[1]);
    s[1] = _mm256_xor_si256(s[1], s[2]);
    s[0] = _mm256_xor_si256(s[0], s[3]);
    s[2] = _mm256_xor_si256(s[2], shifted);
    s[3] = rotate_left(s[3], 45);
    return result;
}

/* An even number of integers of each lane; false when one may have to be drawn again, and then neither states
 * nor integers are good for anything. */
__attribute__((target("avx2"))) static bool fill_stretch(struct states *states, uint32_t n,
                                                         uint32_t (*integers)[RANDOM_LANES], size_t count)
{
    const __m256i all_n = _mm256_set1_epi64x(n), low_half = _mm256_set1_epi64x(UINT32_MAX);
    const __m256i packed = _mm256_setr_epi32(1, 3, 5, 7, 1, 3, 5, 7);
    struct states local = *states; /* in registers */
    __m256i doubts = _mm256_setzero_si256();
    for (size_t i = 0; i < count; i += 2) {
        __m256i bits = next_of_all(local.s);
        __m256i first = _mm256_mul_epu32(_mm256_srli_epi64(bits, 32), all_n);
        __m256i second = _mm256_mul_epu32(bits, all_n);
        /* Negative where the low half of the product is below n. */
        __m256i doubt = _mm256_or_si256(_mm256_sub_epi64(_mm256_and_si256(first, low_half), all_n),
                                        _mm256_sub_epi64(_mm256_and_si256(second, low_half), all_n));
        doubts = _mm256_or_si256(doubts, doubt);
        __m256i both = _mm256_blend_epi32(_mm256_permutevar8x32_epi32(first, packed),
                                          _mm256_permutevar8x32_epi32(second, packed), 0xf0);
        _mm256_storeu_si256((__m256i *)(void *)integers[i], both);
    }
    *states = local;
    return _mm256_movemask_pd(_mm256_castsi256_pd(doubts)) == 0;
}

__attribute__((target("avx2"))) static void fill_avx2(struct random *randoms, uint32_t n,
                                                      uint32_t (*integers)[RANDOM_LANES], size_t count)
{
    struct states states = load_states(randoms);
    for (size_t done = 0; done < count;) {
        size_t some = count - done < STRETCH ? count - done : STRETCH;
        struct states before = states;
        if (some % 2 == 0 && fill_stretch(&states, n, integers + done, some)) {
            done += some;
            continue;
        }
        store_states(&before, randoms);
        fill_in_turn(randoms, n, integers + done, some);
        states = load_states(randoms);
        done += some;
    }
    store_states(&states, randoms);
}

#endif

void random_lanes_fillers(random_lanes_filler fillers[RANDOM_LANES_FILLERS])
{
    size_t n = 0;
#if defined(__x86_64__)
    if (cpu_has_avx2()) {
        fillers[n++] = fill_avx2;
    }
#endif
    fillers[n++] = fill_in_turn;
    while (n < RANDOM_LANES_FILLERS) {
        fillers[n++] = NULL;
    }
}

void random_lanes_fill_below(struct random randoms[RANDOM_LANES], uint32_t n,
                             uint32_t (*integers)[RANDOM_LANES], size_t count)
{
    assert(n >= 1);
    random_lanes_filler fillers[RANDOM_LANES_FILLERS];
    random_lanes_fillers(fillers);
    fillers[0](randoms, n, integers, count);
}
