#include "import/csv_scan.h"

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

/* What is left over when whole steps are done, byte by byte. */
static size_t scan_rest(const char *bytes, size_t from, size_t n, char separator, uint32_t *at, size_t found)
{
    for (size_t i = from; i < n; i++) {
        at[found] = (uint32_t)i;
        found += bytes[i] == separator || bytes[i] == '\n';
    }
    return found;
}

static size_t scan_bytes(const char *bytes, size_t n, char separator, uint32_t *at)
{
    return scan_rest(bytes, 0, n, separator, at, 0);
}

#if defined(__x86_64__)

/* 64 bytes a step, by the four registers of 16 that every x86-64 has. */
static size_t scan_sse2(const char *bytes, size_t n, char separator, uint32_t *at)
{
    const __m128i wanted = _mm_set1_epi8(separator), feed = _mm_set1_epi8('\n');
    size_t found = 0, i = 0;
    for (; i + 64 <= n; i += 64) {
        uint64_t bits = 0;
        for (size_t k = 0; k < 4; k++) {
            __m128i part = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i + 16 * k));
            __m128i hits = _mm_or_si128(_mm_cmpeq_epi8(part, wanted), _mm_cmpeq_epi8(part, feed));
            bits |= (uint64_t)(uint16_t)_mm_movemask_epi8(hits) << (16 * k);
        }
        found = take_bits(bits, i, at, found);
    }
    return scan_rest(bytes, i, n, separator, at, found);
}

__attribute__((target("avx2"))) static size_t scan_avx2(const char *bytes, size_t n, char separator,
                                                        uint32_t *at)
{
    const __m256i wanted = _mm256_set1_epi8(separator), feed = _mm256_set1_epi8('\n');
    size_t found = 0, i = 0;
    for (; i + 64 <= n; i += 64) {
        uint64_t bits = 0;
        for (size_t k = 0; k < 2; k++) {
            __m256i part = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + i + 32 * k));
            __m256i hits = _mm256_or_si256(_mm256_cmpeq_epi8(part, wanted), _mm256_cmpeq_epi8(part, feed));
            bits |= (uint64_t)(uint32_t)_mm256_movemask_epi8(hits) << (32 * k);
        }
        found = take_bits(bits, i, at, found);
    }
    return scan_rest(bytes, i, n, separator, at, found);
}

#endif

void csv_scanners(csv_scanner scanners[CSV_SCANNERS])
{
    size_t n = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        scanners[n++] = scan_avx2;
    }
    scanners[n++] = scan_sse2;
#endif
    scanners[n++] = scan_bytes;
    while (n < CSV_SCANNERS) {
        scanners[n++] = NULL;
    }
}

size_t csv_scan(const char *bytes, size_t n, char separator, uint32_t *at)
{
    csv_scanner scanners[CSV_SCANNERS];
    csv_scanners(scanners);
    return scanners[0](bytes, n, separator, at);
}
