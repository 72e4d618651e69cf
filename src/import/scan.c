#include "import/scan.h"

#include "base/cpu.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

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

static void survey_from(const char *bytes, size_t from, size_t n, struct survey *survey)
{
    for (size_t i = from; i < n; i++) {
        survey->feeds += bytes[i] == '\n';
        survey->quotes += bytes[i] == '"';
        survey->returns += bytes[i] == '\r';
    }
}

static size_t marks_of_bytes(const char *bytes, size_t n, char separator, uint32_t *at)
{
    return marks_from(bytes, 0, n, separator, at, 0);
}

static struct survey survey_of_bytes(const char *bytes, size_t n)
{
    struct survey survey = {0};
    survey_from(bytes, 0, n, &survey);
    return survey;
}

static const struct scanner by_bytes = {marks_of_bytes, survey_of_bytes};

#if defined(__x86_64__)

/* Steps whose hits a byte counts without overflow. */
enum { MOST_STEPS = 255 };

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

/* How many bytes of the vectors are hits; each of the two halves has its sum. */
static inline uint64_t sum_sse2(__m128i sums)
{
    uint64_t halves[2];
    _mm_storeu_si128((__m128i *)(void *)halves, sums);
    return halves[0] + halves[1];
}

static struct survey survey_by_sse2(const char *bytes, size_t n)
{
    const __m128i feed = _mm_set1_epi8('\n'), quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\r'),
                  zero = _mm_setzero_si128();
    __m128i feeds = zero, quotes = zero, returns = zero; /* sums */
    size_t i = 0;
    while (i + 16 <= n) {
        __m128i some_feeds = zero, some_quotes = zero, some_returns = zero;
        for (size_t step = 0; step < MOST_STEPS && i + 16 <= n; step++, i += 16) {
            __m128i part = load_16(bytes + i);
            some_feeds = _mm_sub_epi8(some_feeds, _mm_cmpeq_epi8(part, feed));
            some_quotes = _mm_sub_epi8(some_quotes, _mm_cmpeq_epi8(part, quote));
            some_returns = _mm_sub_epi8(some_returns, _mm_cmpeq_epi8(part, back));
        }
        feeds = _mm_add_epi64(feeds, _mm_sad_epu8(some_feeds, zero));
        quotes = _mm_add_epi64(quotes, _mm_sad_epu8(some_quotes, zero));
        returns = _mm_add_epi64(returns, _mm_sad_epu8(some_returns, zero));
    }
    struct survey survey = {sum_sse2(feeds), sum_sse2(quotes), sum_sse2(returns)};
    survey_from(bytes, i, n, &survey);
    return survey;
}

static const struct scanner by_sse2 = {marks_by_sse2, survey_by_sse2};

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

AVX2 static inline uint64_t sum_avx2(__m256i sums)
{
    return sum_sse2(_mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1)));
}

AVX2 static struct survey survey_by_avx2(const char *bytes, size_t n)
{
    const __m256i feed = _mm256_set1_epi8('\n'), quote = _mm256_set1_epi8('"'), back = _mm256_set1_epi8('\r'),
                  zero = _mm256_setzero_si256();
    __m256i feeds = zero, quotes = zero, returns = zero; /* sums */
    size_t i = 0;
    while (i + 32 <= n) {
        __m256i some_feeds = zero, some_quotes = zero, some_returns = zero;
        for (size_t step = 0; step < MOST_STEPS && i + 32 <= n; step++, i += 32) {
            __m256i part = load_32(bytes + i);
            some_feeds = _mm256_sub_epi8(some_feeds, _mm256_cmpeq_epi8(part, feed));
            some_quotes = _mm256_sub_epi8(some_quotes, _mm256_cmpeq_epi8(part, quote));
            some_returns = _mm256_sub_epi8(some_returns, _mm256_cmpeq_epi8(part, back));
        }
        feeds = _mm256_add_epi64(feeds, _mm256_sad_epu8(some_feeds, zero));
        quotes = _mm256_add_epi64(quotes, _mm256_sad_epu8(some_quotes, zero));
        returns = _mm256_add_epi64(returns, _mm256_sad_epu8(some_returns, zero));
    }
    struct survey survey = {sum_avx2(feeds), sum_avx2(quotes), sum_avx2(returns)};
    survey_from(bytes, i, n, &survey);
    return survey;
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
