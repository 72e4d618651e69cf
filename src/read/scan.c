#include "read/scan.h"

#include <string.h>

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

enum { STEP_BYTES = 64 };

/* What is done by instructions that not every processor has. */
struct instructions {
    /* Which of 64 bytes are that one, the first in the lowest bit. */
    uint64_t (*equal)(const char *bytes, char wanted);
    /* The place of the lowest bit; of none, any. */
    uint32_t (*lowest)(uint64_t bits);
};

/* The text that is looked through, and where to put what is found. */
struct scan {
    const char *bytes;
    size_t n;
    uint32_t *at; /* NULL: nowhere */
    char separator;
    bool in_cells; /* quotes count */
    const struct instructions *by;
};

/* What the bytes before say of the next. */
struct scan_state {
    uint64_t inside;        /* of quotes: all ones */
    uint64_t begins, ended; /* 1: a cell begins with it; a quote closed before it */
    uint64_t quoted, wrong, doubled;
};

/* Each bit becomes whether there are an odd number up to and with it. */
INLINE uint64_t prefix_xor(uint64_t bits)
{
    for (unsigned shift = 1; shift < STEP_BYTES; shift *= 2) {
        bits ^= bits << shift;
    }
    return bits;
}

/* The bits outside of quotes, of which `ends` are those that may stand behind one. Tells whether quotes stand
 * where they enclose whole cells: one that opens where a cell begins or another closed, one that closes where
 * a cell ends. */
INLINE uint64_t outside(uint64_t quotes, uint64_t marks, uint64_t ends, struct scan_state *state)
{
    uint64_t inside = prefix_xor(quotes) ^ state->inside, opens = quotes & inside, closes = quotes & ~inside;
    state->quoted = 1;
    uint64_t after = closes << 1 | state->ended, starts = (marks & ~inside) << 1 | state->begins;
    state->wrong |= (opens & ~(starts | after)) | (after & ~(ends | quotes));
    state->doubled |= opens & after;
    state->inside = (uint64_t)0 - (inside >> (STEP_BYTES - 1));
    state->ended = closes >> (STEP_BYTES - 1);
    return ~inside;
}

/* Adds the offsets of the bits that are set, without a branch where there are no more than eight, as there
 * mostly are. */
INLINE void take_bits(uint64_t bits, size_t base, uint32_t *at, struct scan_found *found,
                      const struct instructions *by)
{
    size_t n = (size_t)__builtin_popcountll(bits);
    for (size_t k = 0; k < SCAN_SLACK; k++) { /* what is no bit any more is written over by the next */
        at[found->n + k] = (uint32_t)base + by->lowest(bits);
        bits &= bits - 1;
    }
    for (size_t k = SCAN_SLACK; k < n; k++, bits &= bits - 1) {
        at[found->n + k] = (uint32_t)base + by->lowest(bits);
    }
    found->n += n;
}

/* What there is among 64 bytes, of which n are the text's, from `base` on: what no byte is does not stand
 * behind a quote. */
INLINE void take_step(const struct scan *scan, const char *bytes, size_t n, size_t base,
                      struct scan_state *state, struct scan_found *found)
{
    const struct instructions *by = scan->by;
    const uint64_t all = ~(uint64_t)0 >> (STEP_BYTES - n);
    const char last = bytes[STEP_BYTES - 1];
    uint64_t feeds = by->equal(bytes, '\n') & all, marks = 0;
    uint64_t quotes = scan->in_cells ? by->equal(bytes, '"') & all : 0;
    bool is_quoted = (quotes | state->inside | state->ended) != 0;
    if (is_quoted || scan->at != NULL) {
        marks = feeds | (by->equal(bytes, scan->separator) & all);
    }
    uint64_t begins = last == scan->separator || last == '\n';
    if (is_quoted) {
        uint64_t kept = outside(quotes, marks, marks | by->equal(bytes, '\r') | ~all, state);
        marks &= kept;
        feeds &= kept;
        begins &= kept >> (STEP_BYTES - 1);
    }
    state->begins = begins;
    if (feeds != 0) {
        found->feeds += (size_t)__builtin_popcountll(feeds);
        found->end = base + STEP_BYTES - (size_t)__builtin_clzll(feeds);
    }
    if (scan->at != NULL) {
        take_bits(marks, base, scan->at, found, by);
    }
}

INLINE struct scan_found find_marks(const struct scan *scan)
{
    struct scan_state state = {.begins = 1};
    struct scan_found found = {0};
    size_t i = 0;
    for (; i + STEP_BYTES <= scan->n; i += STEP_BYTES) {
        take_step(scan, scan->bytes + i, STEP_BYTES, i, &state, &found);
    }
    if (i < scan->n) {
        char rest[STEP_BYTES] = {0};
        memcpy(rest, scan->bytes + i, scan->n - i);
        take_step(scan, rest, scan->n - i, i, &state, &found);
    }
    found.quoted = state.quoted != 0;
    found.doubled = state.doubled != 0;
    found.quotes = state.wrong != 0 ? SCAN_STRAY : state.inside != 0 ? SCAN_OPEN : SCAN_CLOSED;
    return found;
}

/* ---- byte by byte ---- */

INLINE uint64_t equal_byte(const char *bytes, char wanted)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < STEP_BYTES; i++) {
        bits |= (uint64_t)(bytes[i] == wanted) << i;
    }
    return bits;
}

INLINE uint32_t lowest(uint64_t bits)
{
    return (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << (STEP_BYTES - 1));
}

static struct scan_found marks_of_bytes(const char *bytes, size_t n, char separator, bool in_cells,
                                        uint32_t *at)
{
    const struct instructions by = {equal_byte, lowest};
    return find_marks(&(const struct scan){bytes, n, at, separator, in_cells, &by});
}

static const struct scanner by_bytes = {marks_of_bytes, survey_plainly};

#if defined(__x86_64__)

/* ---- 16 bytes at a time, in the registers that every x86-64 has ---- */

INLINE uint64_t equal_16(const char *bytes, char wanted)
{
    uint64_t bits = 0;
    for (size_t k = 0; k < 4; k++) {
        __m128i part = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * k));
        int hits = _mm_movemask_epi8(_mm_cmpeq_epi8(part, _mm_set1_epi8(wanted)));
        bits |= (uint64_t)(uint16_t)hits << (16 * k);
    }
    return bits;
}

static struct scan_found marks_by_sse2(const char *bytes, size_t n, char separator, bool in_cells,
                                       uint32_t *at)
{
    const struct instructions by = {equal_16, lowest};
    return find_marks(&(const struct scan){bytes, n, at, separator, in_cells, &by});
}

static const struct scanner by_sse2 = {marks_by_sse2, survey_plainly};

/* ---- 32 bytes at a time ---- */

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

AVX2 INLINE uint64_t equal_32(const char *bytes, char wanted)
{
    uint64_t bits = 0;
    for (size_t k = 0; k < 2; k++) {
        __m256i part = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + 32 * k));
        int hits = _mm256_movemask_epi8(_mm256_cmpeq_epi8(part, _mm256_set1_epi8(wanted)));
        bits |= (uint64_t)(uint32_t)hits << (32 * k);
    }
    return bits;
}

AVX2 INLINE uint32_t tzcnt(uint64_t bits)
{
    return (uint32_t)_tzcnt_u64(bits);
}

AVX2 static struct scan_found marks_by_avx2(const char *bytes, size_t n, char separator, bool in_cells,
                                            uint32_t *at)
{
    const struct instructions by = {equal_32, tzcnt};
    return find_marks(&(const struct scan){bytes, n, at, separator, in_cells, &by});
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

struct scan_found scan_cells(const char *bytes, size_t n, char separator, uint32_t *at)
{
    return best_way()->marks(bytes, n, separator, true, at);
}

size_t scan_marks(const char *bytes, size_t n, char separator, uint32_t *at)
{
    return best_way()->marks(bytes, n, separator, false, at).n;
}

struct survey scan_survey(const char *bytes, size_t n)
{
    return best_way()->survey(bytes, n);
}
