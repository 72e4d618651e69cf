#include "table/group.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "table/select.h"

/* The groups while rows are being read: an open-addressed index of them by their codes. */
struct index {
    uint32_t *slots; /* group + 1; 0 is a free slot */
    size_t slots_n;  /* a power of two */
    size_t groups_capacity, codes_capacity;
};

static size_t hash_codes(const uint32_t *codes, size_t n)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < n; i++) {
        h = (h ^ codes[i]) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 29;
    }
    return (size_t)h;
}

static uint32_t *find_slot(const struct grouping *grouping, const struct index *index, const uint32_t *codes)
{
    size_t mask = index->slots_n - 1, bytes = grouping->n_by * sizeof *codes;
    size_t slot = hash_codes(codes, grouping->n_by) & mask;
    while (index->slots[slot] != 0 &&
           memcmp(grouping->codes + (index->slots[slot] - 1) * grouping->n_by, codes, bytes) != 0) {
        slot = (slot + 1) & mask;
    }
    return &index->slots[slot];
}

/* Doubles the index, which is kept at most half full. */
static enum status grow_index(const struct grouping *grouping, struct index *index, struct error *err)
{
    size_t wanted = index->slots_n == 0 ? 256 : index->slots_n * 2;
    uint32_t *slots = calloc(wanted, sizeof *slots);
    if (slots == NULL) {
        return error_no_memory(err);
    }
    free(index->slots);
    index->slots = slots;
    index->slots_n = wanted;
    for (size_t g = 0; g < grouping->n; g++) {
        *find_slot(grouping, index, grouping->codes + g * grouping->n_by) = (uint32_t)(g + 1);
    }
    return OK;
}

static enum status add_group(struct grouping *grouping, struct index *index, const uint32_t *codes,
                             struct error *err)
{
    if ((grouping->n + 1) * 2 > index->slots_n) {
        enum status status = grow_index(grouping, index, err);
        if (status != OK) {
            return status;
        }
    }
    struct group *groups =
        array_reserve(grouping->groups, &index->groups_capacity, grouping->n + 1, sizeof *groups);
    if (groups == NULL) {
        return error_no_memory(err);
    }
    grouping->groups = groups;
    size_t n_by = grouping->n_by;
    uint32_t *all =
        array_reserve(grouping->codes, &index->codes_capacity, (grouping->n + 1) * n_by + 1, sizeof *all);
    if (all == NULL) {
        return error_no_memory(err);
    }
    grouping->codes = all;
    *find_slot(grouping, index, codes) = (uint32_t)(grouping->n + 1);
    memcpy(all + grouping->n * n_by, codes, n_by * sizeof *codes);
    groups[grouping->n++] = (struct group){0};
    return OK;
}

/* What the order of two groups needs, since qsort passes nothing along. */
struct ranked {
    const struct grouping *grouping;
    size_t group;
};

static int compare_groups(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    const struct grouping *grouping = x->grouping;
    for (size_t i = 0; i < grouping->n_by; i++) {
        uint32_t left = grouping->codes[x->group * grouping->n_by + i],
                 right = grouping->codes[y->group * grouping->n_by + i];
        /* Files stay in the order in which they were given. */
        int order = strcmp(grouping->by[i]->name, "file") == 0
                        ? (left > right) - (left < right)
                        : dictionary_compare(&grouping->by[i]->dictionary, left, right);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

/* Puts the groups in the order of their values; *ranks (caller frees) says where each of them went. */
static enum status sort_groups(struct grouping *grouping, uint32_t **ranks, struct error *err)
{
    size_t n = grouping->n, n_by = grouping->n_by;
    struct ranked *ranked = calloc(n + 1, sizeof *ranked);
    uint32_t *codes = calloc(n * n_by + 1, sizeof *codes);
    struct group *groups = calloc(n + 1, sizeof *groups);
    enum status status = OK;
    *ranks = calloc(n + 1, sizeof **ranks);
    if (ranked == NULL || *ranks == NULL || codes == NULL || groups == NULL) {
        status = error_no_memory(err);
        goto out;
    }
    for (size_t g = 0; g < n; g++) {
        ranked[g] = (struct ranked){grouping, g};
    }
    qsort(ranked, n, sizeof *ranked, compare_groups);
    for (size_t g = 0; g < n; g++) {
        size_t from = ranked[g].group;
        (*ranks)[from] = (uint32_t)g;
        memcpy(codes + g * n_by, grouping->codes + from * n_by, n_by * sizeof *codes);
        groups[g] = (struct group){.codes = codes + g * n_by, .rows = grouping->groups[from].rows};
    }
    free(grouping->groups);
    free(grouping->codes);
    grouping->groups = groups;
    grouping->codes = codes;
    groups = NULL;
    codes = NULL;
out:
    free(ranked);
    free(codes);
    free(groups);
    return status;
}

/* Puts the row into the group whose codes these are, which is added when it is new. */
static enum status add_row(struct grouping *grouping, struct index *index, const uint32_t *codes, size_t row,
                           size_t rows, struct error *err)
{
    uint32_t found = *find_slot(grouping, index, codes);
    enum status status = OK;
    if (found == 0) {
        status = add_group(grouping, index, codes, err);
        found = (uint32_t)grouping->n;
        if (status == OK) {
            status = codes_widen(&grouping->group_of, found - 1, row, rows + 1, err);
        }
    }
    if (status == OK) {
        codes_set(&grouping->group_of, row, found - 1);
        grouping->groups[found - 1].rows++;
    }
    return status;
}

/* Finds the groups by an index, row by row. */
static enum status find_by_index(struct grouping *grouping, size_t rows, struct error *err)
{
    struct index index = {0};
    uint32_t *codes = calloc(grouping->n_by + 1, sizeof *codes);
    enum status status = codes == NULL ? error_no_memory(err) : grow_index(grouping, &index, err);
    for (size_t row = 0; status == OK && row < rows; row++) {
        for (size_t i = 0; i < grouping->n_by; i++) {
            codes[i] = column_code(grouping->by[i], row);
        }
        status = add_row(grouping, &index, codes, row, rows, err);
    }
    uint32_t *ranks = NULL;
    status = status == OK ? sort_groups(grouping, &ranks, err) : status;
    for (size_t row = 0; status == OK && row < rows; row++) {
        codes_set(&grouping->group_of, row, ranks[group_of_row(grouping, row)]);
    }
    free(ranks);
    free(codes);
    free(index.slots);
    return status;
}

/* How many combinations of the factors' values there can be; more than MOST_PLACES: too many for a table. */
enum { MOST_PLACES = UINT16_MAX };
static size_t count_places(const struct grouping *grouping)
{
    size_t n = 1;
    for (size_t i = 0; i < grouping->n_by && n <= MOST_PLACES; i++) {
        n *= grouping->by[i]->dictionary.n + 1;
    }
    return n;
}

/* Makes the codes of each row one number: those of the factors are its digits, as it were. */
static void find_places(const struct grouping *grouping, size_t rows, uint16_t *places)
{
    for (size_t i = 0; i < grouping->n_by; i++) {
        const struct column *column = grouping->by[i];
        uint16_t base = (uint16_t)(column->dictionary.n + 1);
        const struct codes codes = column->codes;
        for (size_t row = 0; row < rows; row++) {
            places[row] = (uint16_t)(places[row] * base + codes_get(&codes, row));
        }
    }
}

/* Adds a group for each place that any row has, and replaces their counts by the groups. */
static enum status add_places(struct grouping *grouping, uint32_t *counts, size_t n, struct error *err)
{
    struct index index = {0};
    uint32_t *codes = calloc(grouping->n_by + 1, sizeof *codes);
    enum status status = codes == NULL ? error_no_memory(err) : grow_index(grouping, &index, err);
    for (size_t place = 0; status == OK && place < n; place++) {
        size_t rest = place;
        for (size_t i = grouping->n_by; counts[place] > 0 && i > 0; i--) {
            size_t base = grouping->by[i - 1]->dictionary.n + 1;
            codes[i - 1] = (uint32_t)(rest % base);
            rest /= base;
        }
        if (counts[place] > 0) {
            status = add_group(grouping, &index, codes, err);
        }
        if (counts[place] > 0 && status == OK) {
            grouping->groups[grouping->n - 1].rows = counts[place];
            counts[place] = (uint32_t)(grouping->n - 1);
        }
    }
    free(codes);
    free(index.slots);
    return status;
}

/* The same where every combination of values has a place in a table. */
static enum status find_by_place(struct grouping *grouping, size_t n, size_t rows, struct error *err)
{
    uint16_t *places = calloc(rows + 1, sizeof *places);
    uint32_t *counts = calloc(n, sizeof *counts), *ranks = NULL;
    enum status status = places == NULL || counts == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        find_places(grouping, rows, places);
        for (size_t row = 0; row < rows; row++) {
            counts[places[row]]++;
        }
        status = add_places(grouping, counts, n, err);
    }
    status = status == OK ? sort_groups(grouping, &ranks, err) : status;
    if (status == OK && grouping->n > 0) {
        status = codes_widen(&grouping->group_of, (uint32_t)(grouping->n - 1), 0, rows + 1, err);
    }
    for (size_t place = 0; status == OK && place < n; place++) {
        counts[place] = ranks[counts[place]]; /* of a place that no row has, it is never looked at */
    }
    const struct codes group_of = grouping->group_of;
    for (size_t row = 0; status == OK && row < rows; row++) {
        codes_set(&group_of, row, counts[places[row]]);
    }
    free(ranks);
    free(places);
    free(counts);
    return status;
}

enum status table_group(struct table *table, const char *const *by, size_t n_by, struct grouping *grouping,
                        struct error *err)
{
    *grouping = (struct grouping){.n_by = n_by};
    grouping->by = calloc(n_by + 1, sizeof *grouping->by);
    enum status status = grouping->by == NULL ? error_no_memory(err) : OK;
    status = status == OK ? codes_reserve(&grouping->group_of, table->rows + 1, err) : status;
    for (size_t i = 0; status == OK && i < n_by; i++) {
        struct column *column = NULL;
        status = table_get_column(table, by[i], "grouping", &column, err);
        if (status == OK) {
            status = table_make_factor(table, column, err);
            grouping->by[i] = column;
        }
    }
    if (status == OK) {
        size_t places = count_places(grouping);
        status = places <= MOST_PLACES && table->rows < UINT32_MAX
                     ? find_by_place(grouping, places, table->rows, err)
                     : find_by_index(grouping, table->rows, err);
    }
    if (status != OK) {
        grouping_release(grouping);
    }
    return status;
}

void grouping_release(struct grouping *grouping)
{
    free(grouping->by);
    free(grouping->groups);
    free(grouping->codes);
    codes_release(&grouping->group_of);
    *grouping = (struct grouping){0};
}

const char *group_text(const struct grouping *grouping, const struct group *group, size_t by)
{
    uint32_t code = group->codes[by];
    return code == 0 ? NULL : grouping->by[by]->dictionary.texts[code - 1];
}

/* How many rows of each group are not skipped; in starts[group + 1]. */
static void count_rows(const struct grouping *grouping, size_t rows, const uint8_t *skip, size_t *starts)
{
    for (size_t g = 0; g < grouping->n; g++) {
        starts[g + 1] = grouping->groups[g].rows;
    }
    const uint8_t *end = skip + rows;
    for (const uint8_t *c = skip; c != NULL && (c = memchr(c, 1, (size_t)(end - c))) != NULL; c++) {
        starts[group_of_row(grouping, (size_t)(c - skip)) + 1]--;
    }
}

/* Puts the cells of rows that are not skipped where those of their groups go on. */
static void gather_cells(const struct grouping *grouping, const struct column *column, size_t rows,
                         const uint8_t *skip, size_t *next, const struct gathered *to)
{
    const struct codes group_of = grouping->group_of, codes = column->codes;
    for (size_t row = 0; row < rows; row++) {
        if (skip != NULL && skip[row]) {
            continue;
        }
        size_t at = next[codes_get(&group_of, row)]++;
        if (to->values != NULL) {
            to->values[at] = column->values[row];
        } else {
            to->codes[at] = codes_get(&codes, row);
        }
    }
}

enum status grouping_gather(const struct grouping *grouping, const struct column *column, size_t rows,
                            const uint8_t *skip, struct gathered *gathered, struct error *err)
{
    size_t n = grouping->n, *next = calloc(n + 1, sizeof *next);
    *gathered = (struct gathered){.starts = calloc(n + 1, sizeof *gathered->starts)};
    if (gathered->starts == NULL || next == NULL) {
        goto no_memory;
    }
    count_rows(grouping, rows, skip, gathered->starts);
    for (size_t g = 0; g < n; g++) {
        next[g] = gathered->starts[g];
        gathered->starts[g + 1] += gathered->starts[g];
    }
    if (column->kind == MEASURE) {
        gathered->values = reallocarray(NULL, gathered->starts[n] + 1, sizeof *gathered->values);
    } else {
        gathered->codes = reallocarray(NULL, gathered->starts[n] + 1, sizeof *gathered->codes);
    }
    if (gathered->values == NULL && gathered->codes == NULL) {
        goto no_memory;
    }
    size_t bytes =
        gathered->starts[n] * (column->kind == MEASURE ? sizeof *gathered->values : sizeof *gathered->codes);
    memory_fill_ahead(column->kind == MEASURE ? (void *)gathered->values : gathered->codes, 0, bytes, bytes);
    gather_cells(grouping, column, rows, skip, next, gathered);
    free(next);
    return OK;
no_memory:
    free(next);
    gathered_release(gathered);
    return error_no_memory(err);
}

void gathered_release(struct gathered *gathered)
{
    free(gathered->values);
    free(gathered->codes);
    free(gathered->starts);
    *gathered = (struct gathered){0};
}
