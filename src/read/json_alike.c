#include "read/json_alike.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "read/json_head.h"

enum {
    MOST_HEADS = 64,
    HEADS_STEP = 16, /* so many more a tail has room for at once */
    MOST_TAILS = 1 << 15,
    FIRST_BUCKETS = 1 << 8,
    MOST_STEPS = 64,
    MOST_BYTES = 1 << 24, /* of what is known, a memo counted as MEMO_BYTES */
    MEMO_BYTES = 1024,
    HINTS = 1 << 11,
    BEGINNING = 32, /* bytes of a line that tell most heads apart */
    HALF = 32,      /* bits of a hash */
    TRIAL = 1 << 15 /* lines, of which a quarter has to be known, or else the rest is left to Jansson */
};

/* How lines end, whatever their head. */
struct tail {
    uint64_t hash;
    struct json_like *
        *likes; /* of the lines that begin with the head of that number, NULL: they are not known */
    size_t n_likes, n;
    char bytes[];
};

struct bucket {
    uint32_t hash;          /* its upper half */
    uint32_t head;          /* of the last line that ended so, */
    struct json_like *like; /* and what is known of it; NULL: nothing */
    struct tail *tail;      /* NULL: it is free */
};

struct json_alike {
    const struct json_hole *holes;
    size_t n_holes;
    void *pool;
    void (*forget)(void *pool);
    struct json_filled values[JSON_HOLES];
    struct json_like empty; /* of all lines of which no row comes */
    struct json_head *heads[MOST_HEADS];
    size_t n_heads;
    size_t beginning;                  /* bytes that no head has a hole in, at most BEGINNING */
    size_t last;                       /* the head of the line before */
    uint8_t likely[HINTS];             /* the head of the last line that begins so, plus 1 */
    struct bucket *recent[MOST_HEADS]; /* of the tail of the last line with that head */
    bool again[MOST_HEADS];            /* it was that of the line with that head before, too */
    struct tail *tails[MOST_TAILS];
    size_t n_tails, bytes;
    struct bucket *buckets; /* open addressing, at most half of them full */
    size_t n_buckets;       /* a power of two */
    size_t table;
    size_t matched, missed;
};

struct json_alike *json_alike_new(const struct json_hole *holes, size_t n, void (*forget)(void *pool))
{
    struct json_alike *alike = calloc(1, sizeof *alike);
    if (alike != NULL && (alike->buckets = calloc(FIRST_BUCKETS, sizeof *alike->buckets)) == NULL) {
        free(alike);
        return NULL;
    }
    if (alike != NULL) {
        alike->n_buckets = FIRST_BUCKETS;
        alike->beginning = BEGINNING;
        alike->holes = holes;
        alike->n_holes = n;
        alike->forget = forget;
        alike->empty.is_empty = true;
    }
    return alike;
}

static void free_tail(const struct json_alike *alike, struct tail *tail)
{
    for (size_t i = 0; i < tail->n_likes; i++) {
        free(tail->likes[i] == &alike->empty ? NULL : tail->likes[i]);
    }
    free(tail->likes);
    free(tail);
}

void json_alike_free(struct json_alike *alike)
{
    for (size_t i = 0; i < alike->n_heads; i++) {
        json_head_free(alike->heads[i]);
    }
    for (size_t i = 0; i < alike->n_tails; i++) {
        free_tail(alike, alike->tails[i]);
    }
    if (alike->pool != NULL) {
        alike->forget(alike->pool);
    }
    free(alike->buckets);
    free(alike);
}

void **json_alike_pool(struct json_alike *alike)
{
    return &alike->pool;
}

void json_alike_next_table(struct json_alike *alike)
{
    alike->table++;
}

/* ---- matching ---- */

/* Any two texts that differ may have the same: they are compared. No product waits for another. */
static uint64_t hash_of(const char *text, size_t n)
{
    enum { PAIR = 16, TURN = 5, BITS = 64 };
    const uint64_t odd = 0x9E3779B97F4A7C15u, other = 0xC2B2AE3D27D4EB4Fu;
    uint64_t sum = n * odd, words[2] = {0};
    for (size_t i = 0; i + PAIR < n; i += PAIR) {
        memcpy(words, text + i, PAIR);
        uint64_t product = (words[0] ^ odd) * (words[1] ^ other);
        sum = (sum << TURN | sum >> (BITS - TURN)) + (product ^ product >> 32);
    }
    if (n >= PAIR) { /* the last words may overlap those before */
        memcpy(words, text + n - PAIR, PAIR);
    } else {
        memcpy(words, text, n);
    }
    sum = (sum ^ words[0] ^ (words[1] << 1 | words[1] >> 63)) * odd;
    sum = (sum ^ sum >> 32) * other;
    return sum ^ sum >> 29;
}

static inline bool is_tail(const struct tail *tail, const struct span *text)
{
    return tail->n == text->n && memcmp(tail->bytes, text->bytes, text->n) == 0;
}

/* The bucket of the tail, or the free one that it would be in; NULL when both are far, as where somebody made
 * texts that meet in it, of which nothing is to be known then. */
static struct bucket *find_bucket(struct json_alike *alike, const struct span *text, uint64_t hash)
{
    for (size_t step = 0; step < MOST_STEPS; step++) {
        struct bucket *bucket = &alike->buckets[(hash + step) & (alike->n_buckets - 1)];
        if (bucket->tail == NULL || (bucket->hash == hash >> HALF && is_tail(bucket->tail, text))) {
            return bucket;
        }
    }
    return NULL;
}

static bool is_given_up(const struct json_alike *alike)
{
    return alike->matched + alike->missed >= TRIAL && alike->matched < alike->missed / 3;
}

/* Whether a line with that head could end so: one whose head has the same keys does. */
static bool is_known_to_end(const struct json_alike *alike, const struct json_head *head,
                            const struct tail *tail)
{
    for (size_t i = 0; i < tail->n_likes; i++) {
        if (tail->likes[i] != NULL && strcmp(alike->heads[i]->form, head->form) == 0) {
            return true;
        }
    }
    return false;
}

/* What is known of lines with that head and the tail of the bucket; it is kept there for the next time. */
static struct json_like *find_like(struct json_alike *alike, size_t number, struct bucket *bucket)
{
    const struct json_head *head = alike->heads[number];
    struct tail *tail = bucket->tail;
    struct json_like *like = number >= tail->n_likes ? NULL : tail->likes[number];
    if (like == NULL && head->is_refused && is_known_to_end(alike, head, tail)) {
        like = &alike->empty;
        *(number < tail->n_likes ? &tail->likes[number] : &like) = like; /* for the next time */
    }
    if (like != NULL) {
        bucket->like = like;
        bucket->head = (uint32_t)number;
    }
    return like;
}

/* Tries that head; NULL where the line begins otherwise, or nothing is known of lines that end so. */
static struct json_like *try_head(struct json_alike *alike, size_t number, const char *line, size_t n,
                                  struct json_filled *values)
{
    size_t at;
    if (!json_head_match(alike->heads[number], line, n, values, &at)) {
        return NULL;
    }
    const struct span text = {line + at, n - at};
    struct bucket *bucket = alike->recent[number];
    if (!alike->again[number] || !is_tail(bucket->tail, &text)) {
        bucket = find_bucket(alike, &text, hash_of(text.bytes, text.n));
        if (bucket == NULL || bucket->tail == NULL) {
            return NULL;
        }
        alike->again[number] = alike->recent[number] == bucket;
        alike->recent[number] = bucket;
    }
    return bucket->like != NULL && bucket->head == number ? bucket->like : find_like(alike, number, bucket);
}

/* Keeps the values by their holes. */
static void keep_values(struct json_alike *alike, const struct json_head *head,
                        const struct json_filled *values)
{
    for (size_t i = 0; i < alike->n_holes; i++) {
        alike->values[i].text = NULL;
    }
    for (size_t i = 0; i < head->n; i++) {
        alike->values[head->holes[i]] = values[i];
    }
}

bool json_alike_read(struct json_alike *alike)
{
    bool all = true;
    for (size_t i = 0; all && i < alike->n_holes; i++) {
        all = alike->values[i].text == NULL || json_filled_read(&alike->values[i]);
    }
    return all;
}

/* Where lines begin alike, the one before tells which comes next: a report behind a start. */
static uint8_t *find_hint(struct json_alike *alike, const char *line, size_t n)
{
    return &alike
                ->likely[alike->beginning < BEGINNING ? alike->last
                                                      : hash_of(line, n < BEGINNING ? n : BEGINNING) % HINTS];
}

struct json_like *json_alike_match(struct json_alike *alike, const char *line, size_t n)
{
    struct json_filled values[JSON_HOLES];
    if (is_given_up(alike)) {
        return NULL;
    }
    alike->missed++;
    uint8_t *likely = find_hint(alike, line, n);
    size_t head = *likely == 0 ? alike->n_heads : *likely - 1U;
    struct json_like *like = *likely == 0 ? NULL : try_head(alike, head, line, n, values);
    for (size_t i = 0; like == NULL && i < alike->n_heads; i++) {
        head = i;
        like = try_head(alike, i, line, n, values);
        *likely = like == NULL ? *likely : (uint8_t)(i + 1);
    }
    if (like == NULL || (like->memo == NULL && !like->is_empty)) {
        return NULL;
    }
    keep_values(alike, alike->heads[head], values);
    alike->missed--;
    alike->matched++;
    alike->last = head;
    like->table = alike->table;
    return like;
}

/* ---- learning ---- */

static int compare_places(const void *a, const void *b)
{
    const struct json_place *x = a, *y = b;
    return (x->value.text > y->value.text) - (x->value.text < y->value.text);
}

/* The value at the hole; false where there is none, or one that no line could be known by. */
static bool find_value(const struct json_file *file, size_t n, const struct json_hole *hole,
                       struct json_filled *value)
{
    struct json_spot spots[sizeof hole->keys / sizeof *hole->keys + 1];
    spots[0] = json_root(file);
    for (size_t i = 0; i < hole->n; i++) {
        spots[i + 1] = json_member(&spots[i], hole->keys[i]);
    }
    const json_t *node = spots[hole->n].value;
    if (!json_is_string(node) && !json_is_number(node)) {
        return false;
    }
    enum json_kind kind = json_is_string(node)    ? JSON_KIND_TEXT
                          : json_is_integer(node) ? JSON_KIND_INTEGER
                                                  : JSON_KIND_REAL;
    const char *text = json_spot_text(&spots[hole->n]) + (kind == JSON_KIND_TEXT);
    return json_filled_scan(text, (size_t)(file->text + n - text), kind, value);
}

/* Twice as many buckets; false when memory is out. */
static bool grow_buckets(struct json_alike *alike)
{
    size_t n = 2 * alike->n_buckets;
    struct bucket *grown = calloc(n, sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    for (size_t i = 0; i < alike->n_tails; i++) {
        uint64_t at = alike->tails[i]->hash;
        while (grown[at & (n - 1)].tail != NULL) {
            at++;
        }
        grown[at & (n - 1)] =
            (struct bucket){.hash = (uint32_t)(alike->tails[i]->hash >> HALF), .tail = alike->tails[i]};
    }
    free(alike->buckets);
    memset(alike->recent, 0, sizeof alike->recent);
    memset(alike->again, 0, sizeof alike->again);
    alike->buckets = grown;
    alike->n_buckets = n;
    return true;
}

/* The tail of that text, added when it is new; *tail stays NULL where nothing is to be known of it. */
static enum status add_tail(struct json_alike *alike, const struct span *text, struct tail **tail,
                            struct error *err)
{
    if (2 * (alike->n_tails + 1) > alike->n_buckets && !grow_buckets(alike)) {
        return error_no_memory(err);
    }
    uint64_t hash = hash_of(text->bytes, text->n);
    struct bucket *bucket = find_bucket(alike, text, hash);
    if (bucket == NULL || bucket->tail != NULL) {
        *tail = bucket == NULL ? NULL : bucket->tail;
        return OK;
    }
    *tail = malloc(sizeof **tail + text->n);
    if (*tail == NULL) {
        return error_no_memory(err);
    }
    **tail = (struct tail){.hash = hash, .n = text->n};
    memcpy((*tail)->bytes, text->bytes, text->n);
    alike->tails[alike->n_tails++] = *tail;
    alike->bytes += sizeof **tail + text->n;
    *bucket = (struct bucket){.hash = (uint32_t)(hash >> HALF), .tail = *tail};
    return OK;
}

/* Where what is known of lines with that head and tail stands; *place stays NULL where that is nothing. */
static enum status reserve_like(struct json_alike *alike, size_t head, const struct span *text,
                                struct json_like ***place, struct error *err)
{
    struct tail *tail = NULL;
    enum status status = add_tail(alike, text, &tail, err);
    if (status != OK || tail == NULL) {
        return status;
    }
    if (head >= tail->n_likes) {
        size_t n_likes = (head / HEADS_STEP + 1) * HEADS_STEP;
        struct json_like **grown = realloc(tail->likes, n_likes * sizeof *grown);
        if (grown == NULL) {
            return error_no_memory(err);
        }
        memset(grown + tail->n_likes, 0, (n_likes - tail->n_likes) * sizeof *grown);
        alike->bytes += (n_likes - tail->n_likes) * sizeof *grown;
        tail->likes = grown;
        tail->n_likes = n_likes;
    }
    *place = &tail->likes[head];
    return OK;
}

/* The number of the head that goes so far into the line, with so many holes; n_heads where there is none. */
static size_t find_same_head(const struct json_alike *alike, const char *line, const char *end, size_t holes)
{
    struct json_filled values[JSON_HOLES];
    size_t at, i = 0;
    while (i < alike->n_heads &&
           !(alike->heads[i]->n == holes &&
             json_head_match(alike->heads[i], line, (size_t)(end - line), values, &at) && line + at == end)) {
        i++;
    }
    return i;
}

/* What is to be known of lines with that head and tail; *like stays NULL where that is nothing, or known: the
 * values of this one were not as is usual. */
static enum status add_like(struct json_alike *alike, size_t head, const struct span *tail, bool is_empty,
                            struct json_like **like, struct error *err)
{
    struct json_like **place = NULL;
    enum status status = reserve_like(alike, head, tail, &place, err);
    if (status != OK || place == NULL) {
        return status;
    }
    if (*place != NULL || is_empty) {
        *place = *place == NULL ? &alike->empty : *place;
        return OK;
    }
    struct json_like *made = malloc(sizeof *made);
    if (made == NULL) {
        return error_no_memory(err);
    }
    *made = (struct json_like){.values = alike->values};
    alike->bytes += sizeof *made + MEMO_BYTES;
    *place = *like = made;
    return OK;
}

enum status json_alike_learn(struct json_alike *alike, const struct json_file *file, size_t n,
                             const struct json_verdict *verdict, struct json_like **like, struct error *err)
{
    struct json_place places[JSON_HOLES];
    size_t found = 0;
    *like = NULL;
    if (is_given_up(alike) || alike->n_tails == MOST_TAILS || alike->bytes >= MOST_BYTES) {
        return OK;
    }
    for (size_t i = 0; i < alike->n_holes; i++) {
        places[found].hole = i;
        found += find_value(file, n, &alike->holes[i], &places[found].value);
    }
    if (found == 0) {
        return OK;
    }
    qsort(places, found, sizeof *places, compare_places);
    const char *end = places[found - 1].value.text + places[found - 1].value.n;
    size_t head = find_same_head(alike, file->text, end, found);
    if (head == MOST_HEADS) {
        return OK;
    }
    if (head == alike->n_heads) {
        alike->heads[head] = json_head_new(file->text, places, found);
        if (alike->heads[head] == NULL) {
            return error_no_memory(err);
        }
        alike->n_heads++;
        size_t first = alike->heads[head]->lengths[0];
        alike->beginning = first < alike->beginning ? first : alike->beginning;
    }
    alike->heads[head]->is_refused |= verdict->refused_at != NULL && verdict->refused_at < end;
    const struct span tail = {end, (size_t)(file->text + n - end)};
    return add_like(alike, head, &tail, verdict->is_empty, like, err);
}
