#include "read/json_alike.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/number.h"

enum {
    MOST_HEADS = 64,
    MOST_KNOWN = 1 << 15,
    BUCKETS = 2 * MOST_KNOWN,
    MOST_BYTES = 1 << 24, /* of what is known, a tree counted as TREE_BYTES */
    TREE_BYTES = 4096,
    HINTS = 256,
    BEGINNING = 32,  /* bytes of a line that tell most heads apart */
    TRIAL = 1 << 15, /* lines, of which a quarter has to be known, or else the rest is left to Jansson */
    MOST_DIGITS = 15
};

enum hole_kind { HOLE_INTEGER, HOLE_REAL, HOLE_TEXT };

/* What lines have in common up to their last hole: the text before each, and how it is filled. */
struct head {
    char *bytes; /* of the texts, one after the other */
    size_t lengths[JSON_HOLES];
    enum hole_kind kinds[JSON_HOLES];
    size_t n; /* holes in these lines, which may lack some */
};

/* The lines with a head that end alike. */
struct known {
    struct json_like like;
    const struct head *head;
    char *tail;
    size_t tail_n;
    uint64_t hash;
    json_t *nodes[JSON_HOLES]; /* NULL where no row comes of the lines */
    size_t table;              /* that the row is of */
};

struct json_alike {
    const struct json_hole *holes;
    size_t n_holes;
    struct head *heads[MOST_HEADS];
    size_t n_heads;
    uint8_t likely[HINTS]; /* the head of the last line that begins so, plus 1 */
    struct known *known[MOST_KNOWN];
    size_t n_known, bytes;
    uint16_t buckets[BUCKETS]; /* the number of one of them, plus 1; open addressing */
    size_t table;
    size_t matched, missed;
};

struct json_alike *json_alike_new(const struct json_hole *holes, size_t n)
{
    struct json_alike *alike = calloc(1, sizeof *alike);
    if (alike != NULL) {
        alike->holes = holes;
        alike->n_holes = n;
    }
    return alike;
}

static void free_head(struct head *head)
{
    free(head->bytes);
    free(head);
}

static void free_known(struct known *known)
{
    json_decref(known->like.root);
    free(known->like.memo);
    free(known->tail);
    free(known);
}

void json_alike_free(struct json_alike *alike)
{
    for (size_t i = 0; i < alike->n_heads; i++) {
        free_head(alike->heads[i]);
    }
    for (size_t i = 0; i < alike->n_known; i++) {
        free_known(alike->known[i]);
    }
    free(alike);
}

void json_alike_forget_rows(struct json_alike *alike)
{
    alike->table++;
}

/* ---- what fills a hole ---- */

static size_t count_digits(const char *text, size_t n)
{
    size_t digits = 0;
    while (digits < n && text[digits] >= '0' && text[digits] <= '9') {
        digits++;
    }
    return digits;
}

/* A number as RFC 8259 has it; 0 where there is none. What follows is looked at by the caller. */
static size_t scan_number(const char *text, size_t n, enum hole_kind *kind)
{
    size_t at = n > 0 && text[0] == '-', digits = count_digits(text + at, n - at);
    *kind = HOLE_INTEGER;
    if (digits == 0 || (digits > 1 && text[at] == '0')) {
        return 0;
    }
    at += digits;
    if (at < n && text[at] == '.') {
        *kind = HOLE_REAL;
        digits = count_digits(text + at + 1, n - at - 1);
        at += digits > 0 ? digits + 1 : n;
    }
    if (at < n && (text[at] == 'e' || text[at] == 'E')) {
        *kind = HOLE_REAL;
        at++;
        at += at < n && (text[at] == '+' || text[at] == '-');
        digits = count_digits(text + at, n - at);
        at += digits > 0 ? digits : n;
    }
    return at <= n ? at : 0;
}

/* The text up to its closing quote, when all of it stands for itself; SIZE_MAX when not. */
static size_t scan_text(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"') {
            return i;
        }
        if (c < ' ' || c >= 0x7F || c == '\\') {
            break;
        }
    }
    return SIZE_MAX;
}

/* What fills a hole at the text, without quotes; false where that is nothing usual. */
static bool scan_hole(const char *text, size_t n, enum hole_kind kind, struct span *value)
{
    enum hole_kind found = HOLE_TEXT;
    size_t length = kind == HOLE_TEXT ? scan_text(text, n) : scan_number(text, n, &found);
    *value = (struct span){text, length};
    return found == kind && length != SIZE_MAX && length > 0;
}

/* Puts it into the tree, if there is one, as Jansson would have; false when it would have had something to
 * say. */
static bool fill(json_t *node, enum hole_kind kind, const struct span *value)
{
    double number = 0;
    switch (kind) {
    case HOLE_TEXT:
        return node == NULL || json_string_setn_nocheck(node, value->bytes, value->n) == 0;
    case HOLE_REAL:
        return number_parse(value->bytes, value->n, &number) &&
               (node == NULL || json_real_set(node, number) == 0);
    case HOLE_INTEGER:
        return value->n <= MOST_DIGITS && number_parse(value->bytes, value->n, &number) &&
               (node == NULL || json_integer_set(node, (json_int_t)number) == 0);
    }
    abort();
}

/* ---- matching ---- */

/* Any two texts that differ may have the same: they are compared. */
static uint64_t hash_of(const struct head *head, const char *text, size_t n)
{
    uint64_t hash = (uint64_t)(uintptr_t)head ^ n, word;
    size_t i = 0;
    for (; i + sizeof word <= n; i += sizeof word) {
        memcpy(&word, text + i, sizeof word);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
    }
    word = 0;
    memcpy(&word, text + i, n - i);
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
}

/* Whether the line begins so; the values in its holes, and where its tail begins. */
static bool match_head(const struct head *head, const char *line, size_t n, struct span *values, size_t *tail)
{
    const char *bytes = head->bytes;
    size_t at = 0;
    for (size_t i = 0; i < head->n; i++) {
        size_t length = head->lengths[i];
        if (n - at < length || memcmp(line + at, bytes, length) != 0 ||
            !scan_hole(line + at + length, n - at - length, head->kinds[i], &values[i])) {
            return false;
        }
        bytes += length;
        at += length + values[i].n;
    }
    *tail = at;
    return true;
}

/* The bucket of what has that head and tail, or the free one that it would be in. */
static uint16_t *find_bucket(struct json_alike *alike, const struct head *head, const struct span *tail,
                             uint64_t hash)
{
    for (size_t at = hash % BUCKETS;; at = (at + 1) % BUCKETS) {
        uint16_t *bucket = &alike->buckets[at];
        const struct known *known = *bucket == 0 ? NULL : alike->known[*bucket - 1];
        if (known == NULL || (known->hash == hash && known->head == head && known->tail_n == tail->n &&
                              memcmp(known->tail, tail->bytes, tail->n) == 0)) {
            return bucket;
        }
    }
}

static bool is_given_up(const struct json_alike *alike)
{
    return alike->matched + alike->missed >= TRIAL && alike->matched < alike->missed / 3;
}

/* What is known of a line with that head; NULL where nothing is. */
static struct known *find_known(struct json_alike *alike, const struct head *head, const struct span *tail)
{
    uint16_t number = *find_bucket(alike, head, tail, hash_of(head, tail->bytes, tail->n));
    return number == 0 ? NULL : alike->known[number - 1];
}

/* Tries that head; NULL where the line begins otherwise, or nothing is known of lines that end so. */
static struct known *try_head(struct json_alike *alike, size_t number, const char *line, size_t n,
                              struct span *values)
{
    const struct head *head = alike->heads[number];
    size_t tail_at;
    return match_head(head, line, n, values, &tail_at)
               ? find_known(alike, head, &(struct span){line + tail_at, n - tail_at})
               : NULL;
}

struct json_like *json_alike_match(struct json_alike *alike, const char *line, size_t n)
{
    struct span values[JSON_HOLES] = {{0}};
    if (is_given_up(alike)) {
        return NULL;
    }
    alike->missed++;
    uint8_t *likely = &alike->likely[hash_of(NULL, line, n < BEGINNING ? n : BEGINNING) % HINTS];
    struct known *known = *likely == 0 ? NULL : try_head(alike, *likely - 1U, line, n, values);
    for (size_t i = 0; known == NULL && i < alike->n_heads; i++) {
        known = try_head(alike, i, line, n, values);
        *likely = known == NULL ? *likely : (uint8_t)(i + 1);
    }
    for (size_t i = 0; known != NULL && i < known->head->n; i++) {
        if (!fill(known->nodes[i], known->head->kinds[i], &values[i])) {
            return NULL;
        }
    }
    if (known == NULL) {
        return NULL;
    }
    alike->missed--;
    alike->matched++;
    known->like.row = known->table == alike->table ? known->like.row : JSON_NO_ROW;
    return &known->like;
}

/* It is the first member of what is known. */
void json_alike_set_row(struct json_alike *alike, struct json_like *like, const struct table *table,
                        size_t added)
{
    ((struct known *)like)->table = alike->table;
    like->is_empty = added == 0;
    like->row = added == 1 ? table->rows - 1 : JSON_NO_ROW;
}

/* ---- learning ---- */

/* A hole of one line. */
struct filled {
    json_t *node;
    const char *text; /* behind the quote of a text */
    enum hole_kind kind;
    struct span value;
};

static int compare_places(const void *a, const void *b)
{
    const struct filled *x = a, *y = b;
    return (x->text > y->text) - (x->text < y->text);
}

/* The value at the hole; false where there is none, or one that no line could be known by. */
static bool find_filled(const struct json_file *file, size_t n, const struct json_hole *hole,
                        struct filled *filled)
{
    struct json_spot spots[sizeof hole->keys / sizeof *hole->keys + 1];
    spots[0] = json_root(file);
    for (size_t i = 0; i < hole->n; i++) {
        spots[i + 1] = json_member(&spots[i], hole->keys[i]);
    }
    json_t *node = spots[hole->n].value;
    if (!json_is_string(node) && !json_is_number(node)) {
        return false;
    }
    filled->node = node;
    filled->kind = json_is_string(node) ? HOLE_TEXT : json_is_integer(node) ? HOLE_INTEGER : HOLE_REAL;
    filled->text = json_spot_text(&spots[hole->n]) + (filled->kind == HOLE_TEXT);
    return scan_hole(filled->text, (size_t)(file->text + n - filled->text), filled->kind, &filled->value);
}

static struct head *new_head(const char *line, const struct filled *filled, size_t n)
{
    struct head *head = calloc(1, sizeof *head);
    const char *from = line;
    size_t used = 0;
    if (head == NULL || (head->bytes = malloc((size_t)(filled[n - 1].text - line) + 1)) == NULL) {
        free(head);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        head->lengths[i] = (size_t)(filled[i].text - from);
        head->kinds[i] = filled[i].kind;
        memcpy(head->bytes + used, from, head->lengths[i]);
        used += head->lengths[i];
        from = filled[i].text + filled[i].value.n;
    }
    head->n = n;
    return head;
}

/* A line, cut up. */
struct cut {
    const struct head *head;
    const struct filled *filled;
    struct span tail;
};

/* Of lines of which no row comes, the tree is nothing to keep. */
static enum status add_known(struct json_alike *alike, struct json_file *file, const struct cut *cut,
                             bool is_empty, struct error *err)
{
    const struct head *head = cut->head;
    const struct span *tail = &cut->tail;
    uint64_t hash = hash_of(head, tail->bytes, tail->n);
    uint16_t *bucket = find_bucket(alike, head, tail, hash);
    if (*bucket != 0) {
        return OK; /* its values were not as is usual this time */
    }
    struct known *known = calloc(1, sizeof *known);
    if (known == NULL || (known->tail = text_copy(tail->bytes, tail->n, err)) == NULL) {
        free(known);
        return error_no_memory(err);
    }
    known->head = head;
    known->tail_n = tail->n;
    known->hash = hash;
    for (size_t i = 0; !is_empty && i < head->n; i++) {
        known->nodes[i] = cut->filled[i].node;
    }
    if (!is_empty) {
        known->like.root = file->root;
        file->root = NULL;
    }
    known->like.is_empty = is_empty;
    alike->known[alike->n_known++] = known;
    alike->bytes += sizeof *known + tail->n + (is_empty ? 0 : TREE_BYTES);
    *bucket = (uint16_t)alike->n_known;
    return OK;
}

/* The head with so many holes that the line has up to `end`. */
static const struct head *find_same_head(const struct json_alike *alike, const char *line, size_t n,
                                         size_t holes, const char *end)
{
    struct span values[JSON_HOLES];
    size_t tail_at;
    for (size_t i = 0; i < alike->n_heads; i++) {
        const struct head *head = alike->heads[i];
        if (head->n == holes && match_head(head, line, n, values, &tail_at) && line + tail_at == end) {
            return head;
        }
    }
    return NULL;
}

enum status json_alike_learn(struct json_alike *alike, struct json_file *file, size_t n,
                             const struct table *table, size_t added, struct error *err)
{
    struct filled filled[JSON_HOLES];
    size_t found = 0;
    if (is_given_up(alike) || alike->n_known == MOST_KNOWN || alike->bytes >= MOST_BYTES) {
        return OK;
    }
    for (size_t i = 0; i < alike->n_holes; i++) {
        found += find_filled(file, n, &alike->holes[i], &filled[found]);
    }
    if (found == 0) {
        return OK;
    }
    qsort(filled, found, sizeof *filled, compare_places);
    const char *end = filled[found - 1].text + filled[found - 1].value.n;
    const struct head *head = find_same_head(alike, file->text, n, found, end);
    if (head == NULL && alike->n_heads == MOST_HEADS) {
        return OK;
    }
    if (head == NULL) {
        struct head *made = new_head(file->text, filled, found);
        if (made == NULL) {
            return error_no_memory(err);
        }
        alike->heads[alike->n_heads++] = made;
        head = made;
    }
    const struct cut cut = {head, filled, {end, (size_t)(file->text + n - end)}};
    enum status status = add_known(alike, file, &cut, added == 0, err);
    if (status == OK && file->root == NULL) {
        json_alike_set_row(alike, &alike->known[alike->n_known - 1]->like, table, added);
    }
    return status;
}
