#include "read/scan.h"

#include "base/cpu.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* ---- how many there are: loops that compilers make vectors of, as wide as each way has them ---- */

#define INLINE static inline __attribute__((always_inline))

struct counts {
    size_t exact, between;
};

/* Of at most 255 bytes, so that a byte holds each count. */
INLINE struct counts count_some(const char *bytes, size_t n, uint8_t exact, uint8_t least, uint8_t most)
{
    uint8_t equal = 0, between = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t c = (uint8_t)bytes[i];
        equal = (uint8_t)(equal + (c == exact));
        between = (uint8_t)(between + (c >= least && c <= most));
    }
    return (struct counts){equal, between};
}

/* How many bytes are `exact`, and how many from `least` to `most`. */
INLINE struct counts count(const char *bytes, size_t n, uint8_t exact, uint8_t least, uint8_t most)
{
    enum { STEP = 224 }; /* whole vectors */
    size_t i = 0;
    struct counts all = {0}, some;
    for (; i + STEP <= n; i += STEP) {
        some = count_some(bytes + i, STEP, exact, least, most);
        all.exact += some.exact;
        all.between += some.between;
    }
    some = count_some(bytes + i, n - i, exact, least, most);
    return (struct counts){all.exact + some.exact, all.between + some.between};
}

/* Most text has nothing below its letters and digits but line feeds and what separates its cells. */
INLINE struct survey survey_any(const char *bytes, size_t n)
{
    struct counts low = count(bytes, n, '\n', 0, '"'), rest = {0};
    if (low.between > low.exact) {
        rest = count(bytes, n, '"', '\r', '\r');
    }
    return (struct survey){.feeds = low.exact,
                           .quotes = rest.exact,
                           .returns = rest.between,
                           .others = low.between - low.exact - rest.exact - rest.between};
}

static struct survey survey_plainly(const char *bytes, size_t n)
{
    return survey_any(bytes, n);
}

/* ---- where they are ---- */

/* The offsets of the bits that are set. */
static inline size_t take_bits(uint64_t bits, size_t base, uint32_t *at, size_t found)
{
    for (; bits != 0; bits &= bits - 1) {
        at[found++] = (uint32_t)(base + (size_t)__builtin_ctzll(bits));
    }
    return found;
}

/* ---- byte by byte: what is left over when whole steps are done, too ---- */

static size_t marks_from(const char *bytes, size_t from, size_t n, char separator, uint32_t *at, size_t found)
{
    for (size_t i = from; i < n; i++) {
        at[found] = (uint32_t)i;
        found += bytes[i] == separator || bytes[i] == '\n';
    }
    return found;
}

static size_t marks_of_bytes(const char *bytes, size_t n, char separator, uint32_t *at)
{
    return marks_from(bytes, 0, n, separator, at, 0);
}

static const struct scanner by_bytes = {marks_of_bytes, survey_plainly};

#if defined(__x86_64__)

/* ---- 16 bytes at a time, in the registers that every x86-64 has ---- */

static inline __m128i load_16(const char *bytes)
{
    return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

static size_t marks_by_sse2(const char *bytes, size_t n, char separator, uint32_t *at)
{
    const __m128i wanted = _mm_set1_epi8(separator), feed = _mm_set1_epi8('\n');
    size_t found = 0, i = 0;
    for (; i + 64 <= n; i += 64) {
        uint64_t bits = 0;
        for (size_t k = 0; k < 4; k++) {
            __m128i part = load_16(bytes + i + 16 * k);
            __m128i hits = _mm_or_si128(_mm_cmpeq_epi8(part, wanted), _mm_cmpeq_epi8(part, feed));
            bits |= (uint64_t)(uint16_t)_mm_movemask_epi8(hits) << (16 * k);
        }
        found = take_bits(bits, i, at, found);
    }
    return marks_from(bytes, i, n, separator, at, found);
}

static const struct scanner by_sse2 = {marks_by_sse2, survey_plainly};

/* ---- 32 bytes at a time ---- */

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

AVX2 static inline __m256i load_32(const char *bytes)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)bytes);
}

/* The same without a branch where there are no more than eight, as there mostly are. */
AVX2 static inline size_t take_eight(uint64_t bits, size_t base, uint32_t *at, size_t found)
{
    size_t n = (size_t)_mm_popcnt_u64(bits);
    for (size_t k = 0; k < SCAN_SLACK; k++) { /* what is no bit any more is written over by the next */
        at[found + k] = (uint32_t)(base + (size_t)_tzcnt_u64(bits));
        bits = _blsr_u64(bits);
    }
    if (n > SCAN_SLACK) {
        take_bits(bits, base, at, found + SCAN_SLACK);
    }
    return found + n;
}

AVX2 static size_t marks_by_avx2(const char *bytes, size_t n, char separator, uint32_t *at)
{
    const __m256i wanted = _mm256_set1_epi8(separator), feed = _mm256_set1_epi8('\n');
    size_t found = 0, i = 0;
    for (; i + 64 <= n; i += 64) {
        uint64_t bits = 0;
        for (size_t k = 0; k < 2; k++) {
            __m256i part = load_32(bytes + i + 32 * k);
            __m256i hits = _mm256_or_si256(_mm256_cmpeq_epi8(part, wanted), _mm256_cmpeq_epi8(part, feed));
            bits |= (uint64_t)(uint32_t)_mm256_movemask_epi8(hits) << (32 * k);
        }
        found = take_eight(bits, i, at, found);
    }
    return marks_from(bytes, i, n, separator, at, found);
}

AVX2 static struct survey survey_by_avx2(const char *bytes, size_t n)
{
    return survey_any(bytes, n);
}

static const struct scanner by_avx2 = {marks_by_avx2, survey_by_avx2};

#endif

void scan_ways(const struct scanner *ways[SCANNERS])
{
    size_t n = 0;
#if defined(__x86_64__)
    if (cpu_has_avx2()) {
        ways[n++] = &by_avx2;
    }
    ways[n++] = &by_sse2;
#endif
    ways[n++] = &by_bytes;
    while (n < SCANNERS) {
        ways[n++] = NULL;
    }
}

static const struct scanner *best_way(void)
{
    const struct scanner *ways[SCANNERS];
    scan_ways(ways);
    return ways[0];
}

size_t scan_marks(const char *bytes, size_t n, char separator, uint32_t *at)
{
    return best_way()->marks(bytes, n, separator, at);
}

struct survey scan_survey(const char *bytes, size_t n)
{
    return best_way()->survey(bytes, n);
}
