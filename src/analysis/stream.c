#include "analysis/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "table/tidy.h"

/* One measure of one group. */
struct tally {
    struct histogram histogram;
    size_t censored;
    double censored_from;
};

struct stream_group {
    size_t requests, failed; /* successful ones, with a value or without */
    struct tally *tallies;   /* for each measure, as far as any is known */
    size_t n, capacity;
};

struct stream_part {
    struct dictionary keys; /* the texts of each group as one; its code is the group's number + 1 */
    struct table texts;     /* a row for each group */
    struct stream_group *groups;
    size_t n_groups, capacity;
    struct dictionary measures; /* a code is the number of the tally + 1 */
    struct dictionary figures;  /* columns with published figures */
    struct stream_part *next;
};

void stream_init(struct stream *stream, const char *const *by, size_t n_by, const char *const *measures,
                 size_t n_measures)
{
    *stream = (struct stream){.by = by,
                              .measures = measures,
                              .n_by = n_by,
                              .n_measures = n_measures,
                              .lock = PTHREAD_MUTEX_INITIALIZER};
}

/* ---- parts: as many as there are threads that take rows at once ---- */

static void release_part(struct stream_part *part)
{
    for (size_t g = 0; g < part->n_groups; g++) {
        for (size_t i = 0; i < part->groups[g].n; i++) {
            histogram_release(&part->groups[g].tallies[i].histogram);
        }
        free(part->groups[g].tallies);
    }
    free(part->groups);
    table_release(&part->texts);
    dictionary_release(&part->keys);
    dictionary_release(&part->measures);
    dictionary_release(&part->figures);
    free(part);
}

static struct stream_part *new_part(const struct stream *stream, struct error *err)
{
    struct stream_part *part = calloc(1, sizeof *part);
    enum status status = part == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < stream->n_by; i++) {
        size_t index;
        if (table_find_column(&part->texts, stream->by[i]) == NULL) {
            status = table_add_column(&part->texts, stream->by[i], FACTOR, &index, err);
        }
    }
    if (status != OK && part != NULL) {
        release_part(part);
        part = NULL;
    }
    return part;
}

/* One that nobody else has until it is put back; NULL with err set. */
static struct stream_part *get_part(struct stream *stream, struct error *err)
{
    pthread_mutex_lock(&stream->lock);
    struct stream_part *part = stream->idle;
    stream->idle = part == NULL ? NULL : part->next;
    pthread_mutex_unlock(&stream->lock);
    return part == NULL ? new_part(stream, err) : part;
}

static void put_part(struct stream *stream, struct stream_part *part)
{
    pthread_mutex_lock(&stream->lock);
    part->next = stream->idle;
    stream->idle = part;
    pthread_mutex_unlock(&stream->lock);
}

/* ---- groups ---- */

/* The texts, NULL where one is missing, as one text that no others become. */
static enum status write_key(const char *const *texts, size_t n, struct text *key, struct error *err)
{
    key->n = 0;
    enum status status = text_append(key, "", 0, err);
    for (size_t i = 0; status == OK && i < n; i++) {
        status = texts[i] == NULL ? text_append(key, "-", 1, err)
                                  : text_print(key, err, "%zu:%s", strlen(texts[i]), texts[i]);
    }
    return status;
}

static enum status add_group(struct stream_part *part, const char *const *texts, struct error *err)
{
    struct stream_group *groups =
        array_reserve(part->groups, &part->capacity, part->n_groups + 1, sizeof *groups);
    if (groups == NULL) {
        return error_no_memory(err);
    }
    part->groups = groups;
    enum status status = table_open_row(&part->texts, err);
    for (size_t i = 0; status == OK && i < part->texts.n_columns; i++) {
        if (texts[i] != NULL) {
            status = table_set_text(&part->texts, i, texts[i], strlen(texts[i]), err);
        }
    }
    if (status == OK) {
        table_close_row(&part->texts);
        groups[part->n_groups++] = (struct stream_group){0};
    }
    return status;
}

/* The group with these texts, in the order of part->texts, which is added when it is new. */
static enum status get_group(struct stream_part *part, const char *const *texts, struct text *key,
                             size_t *group, struct error *err)
{
    uint32_t code = 0;
    enum status status = write_key(texts, part->texts.n_columns, key, err);
    if (status == OK) {
        status = dictionary_add(&part->keys, key->bytes, key->n, &code, err);
    }
    if (status == OK && code > part->n_groups) {
        status = add_group(part, texts, err);
    }
    *group = code - 1;
    return status;
}

/* The tally of a measure, made when there is none; NULL with err set. */
static struct tally *get_tally(struct stream_group *group, size_t measure, struct error *err)
{
    struct tally *tallies = array_reserve(group->tallies, &group->capacity, measure + 1, sizeof *tallies);
    if (tallies == NULL) {
        error_no_memory(err);
        return NULL;
    }
    group->tallies = tallies;
    while (group->n <= measure) {
        tallies[group->n++] = (struct tally){0};
    }
    return &tallies[measure];
}

static enum status get_measure(struct stream_part *part, const char *name, size_t *measure, struct error *err)
{
    uint32_t code = 0;
    enum status status = dictionary_add(&part->measures, name, strlen(name), &code, err);
    *measure = code - 1;
    return status;
}

static void count_censored(struct tally *tally, size_t n, double from)
{
    if (n > 0 && (tally->censored == 0 || from < tally->censored_from)) {
        tally->censored_from = from;
    }
    tally->censored += n;
}

/* ---- taking rows ---- */

/* Some rows while they are taken: their groups, and which of the part's each is. */
struct taking {
    struct stream_part *part;
    const struct table *rows;
    struct grouping grouping;
    size_t *groups;
    bool counted;
};

static enum status take_measure(struct taking *taking, const struct column *column, struct error *err)
{
    struct samples samples;
    size_t measure = 0;
    enum status status = column == NULL ? OK : get_measure(taking->part, column->name, &measure, err);
    if (status == OK) {
        status = samples_collect_part(taking->rows, &taking->grouping, column, &samples, err);
    }
    if (status != OK) {
        return status;
    }
    for (size_t g = 0; status == OK && g < samples.n; g++) {
        const struct sample *sample = &samples.samples[g];
        struct stream_group *group = &taking->part->groups[taking->groups[g]];
        struct tally *tally = column == NULL ? NULL : get_tally(group, measure, err);
        if (!taking->counted) {
            group->requests += sample->n + sample->missing;
            group->failed += sample->failed;
        }
        if (tally != NULL) {
            count_censored(tally, sample->censored, sample->censored_from);
            status = histogram_add(&tally->histogram, sample->values, sample->n, err);
        } else if (column != NULL) {
            status = BAD_SERVICE;
        }
    }
    taking->counted = true;
    samples_release(&samples);
    return status;
}

static enum status take_measures(const struct stream *stream, struct taking *taking, struct error *err)
{
    const struct table *rows = taking->rows;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < stream->n_measures; i++) {
        const struct column *column = table_find_column(rows, stream->measures[i]);
        if (column != NULL && column->kind == MEASURE) {
            status = take_measure(taking, column, err);
        }
    }
    for (size_t i = 0; status == OK && stream->n_measures == 0 && i < rows->n_columns; i++) {
        if (tidy_is_usual_measure(&rows->columns[i])) {
            status = take_measure(taking, &rows->columns[i], err);
        }
    }
    return status == OK && !taking->counted ? take_measure(taking, NULL, err) : status;
}

/* Groups the rows by those of the columns that they have, and finds the part's groups. */
static enum status group_rows(struct taking *taking, struct table *rows, struct error *err)
{
    struct stream_part *part = taking->part;
    size_t n_by = part->texts.n_columns, n = 0;
    const char **present = calloc(n_by + 1, sizeof *present), **texts = calloc(n_by + 1, sizeof *texts);
    size_t *place = calloc(n_by + 1, sizeof *place);
    struct text key = {0};
    enum status status = present == NULL || texts == NULL || place == NULL ? error_no_memory(err) : OK;
    for (size_t i = 0; status == OK && i < n_by; i++) {
        if (table_find_column(rows, part->texts.columns[i].name) != NULL) {
            place[n] = i;
            present[n++] = part->texts.columns[i].name;
        }
    }
    if (status == OK) {
        status = table_group(rows, present, n, &taking->grouping, err);
    }
    if (status == OK) {
        taking->groups = calloc(taking->grouping.n + 1, sizeof *taking->groups);
        status = taking->groups == NULL ? error_no_memory(err) : OK;
    }
    for (size_t g = 0; status == OK && g < taking->grouping.n; g++) {
        for (size_t i = 0; i < n; i++) {
            texts[place[i]] = group_text(&taking->grouping, &taking->grouping.groups[g], i);
        }
        status = get_group(part, texts, &key, &taking->groups[g], err);
    }
    text_release(&key);
    free(present);
    free(texts);
    free(place);
    return status;
}

static enum status note_figures(struct stream_part *part, const struct table *rows, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < rows->n_columns; i++) {
        const struct column *column = &rows->columns[i];
        struct tidy_figure figure;
        uint32_t code;
        if (column->kind == MEASURE && tidy_find_figure(column->name, &figure) &&
            !column_is_empty(column, rows->rows)) {
            status = dictionary_add(&part->figures, column->name, strlen(column->name), &code, err);
        }
    }
    return status;
}

static enum status take_rows(const struct stream *stream, struct stream_part *part, struct table *rows,
                             struct error *err)
{
    struct taking taking = {.part = part, .rows = rows};
    enum status status = group_rows(&taking, rows, err);
    if (status == OK) {
        status = take_measures(stream, &taking, err);
    }
    if (status == OK) {
        status = note_figures(part, rows, err);
    }
    free(taking.groups);
    grouping_release(&taking.grouping);
    return status;
}

enum status stream_take(struct stream *stream, struct table *table, struct error *err)
{
    struct stream_part *part = get_part(stream, err);
    if (part == NULL) {
        return BAD_SERVICE;
    }
    struct table columns = {0};
    enum status status = take_rows(stream, part, table, err);
    put_part(stream, part);
    if (status == OK) { /* afterwards, as a column that makes groups has become a factor */
        status = table_copy_columns(table, &columns, err);
    }
    table_release(table);
    *table = columns;
    return status;
}

/* ---- putting together ---- */

static enum status join_group(struct stream_part *to, struct stream_group *group,
                              const struct stream_part *from, const struct stream_group *theirs,
                              struct error *err)
{
    enum status status = OK;
    group->requests += theirs->requests;
    group->failed += theirs->failed;
    for (size_t i = 0; status == OK && i < theirs->n; i++) {
        const struct tally *other = &theirs->tallies[i];
        size_t measure;
        status = get_measure(to, from->measures.texts[i], &measure, err);
        struct tally *tally = status == OK ? get_tally(group, measure, err) : NULL;
        if (tally == NULL) {
            return BAD_SERVICE;
        }
        count_censored(tally, other->censored, other->censored_from);
        status = histogram_merge(&tally->histogram, &other->histogram, err);
    }
    return status;
}

static enum status join_part(struct stream_part *to, const struct stream_part *from, struct error *err)
{
    size_t n_by = from->texts.n_columns;
    const char **texts = calloc(n_by + 1, sizeof *texts);
    struct text key = {0};
    enum status status = texts == NULL ? error_no_memory(err) : OK;
    for (size_t g = 0; status == OK && g < from->n_groups; g++) {
        size_t group;
        for (size_t i = 0; i < n_by; i++) {
            texts[i] = column_text(&from->texts.columns[i], g);
        }
        status = get_group(to, texts, &key, &group, err);
        if (status == OK) {
            status = join_group(to, &to->groups[group], from, &from->groups[g], err);
        }
    }
    for (size_t i = 0; status == OK && i < from->figures.n; i++) {
        const char *name = from->figures.texts[i];
        uint32_t code;
        status = dictionary_add(&to->figures, name, strlen(name), &code, err);
    }
    text_release(&key);
    free(texts);
    return status;
}

enum status stream_join(struct stream *stream, struct error *err)
{
    struct stream_part *all = get_part(stream, err);
    if (all == NULL) {
        return BAD_SERVICE;
    }
    enum status status = OK;
    while (status == OK && stream->idle != NULL) {
        struct stream_part *part = stream->idle;
        stream->idle = part->next;
        status = join_part(all, part, err);
        release_part(part);
    }
    for (size_t g = 0; g < all->n_groups; g++) {
        for (size_t i = 0; i < all->groups[g].n; i++) {
            histogram_sort(&all->groups[g].tallies[i].histogram);
        }
    }
    put_part(stream, all);
    return status;
}

void stream_release(struct stream *stream)
{
    while (stream->idle != NULL) {
        struct stream_part *part = stream->idle;
        stream->idle = part->next;
        release_part(part);
    }
}

/* ---- what it has become ---- */

struct table *stream_groups(const struct stream *stream)
{
    return &stream->idle->texts;
}

enum status stream_check(const struct stream *stream, const char *measure, struct error *err)
{
    const struct dictionary *figures = &stream->idle->figures;
    for (size_t i = 0; i < figures->n; i++) {
        struct tidy_figure figure;
        if (tidy_is_figure_of(figures->texts[i], measure, &figure)) {
            return error_set(err, BAD_USAGE,
                             "--stream: found published figures of '%.40s', expected requests alone; leave "
                             "--stream or those rows out",
                             measure);
        }
    }
    return OK;
}

/* The tally of the measure, NULL when the group has none. */
static const struct tally *find_tally(const struct stream_group *group, uint32_t code)
{
    return code == 0 || code > group->n ? NULL : &group->tallies[code - 1];
}

static void fill_sample(const struct tally *tally, struct sample *sample, struct bucket *buckets)
{
    const struct histogram *histogram = &tally->histogram;
    sample->n = histogram->n;
    sample->missing -= histogram->n;
    sample->censored = tally->censored;
    sample->censored_from = tally->censored_from;
    if (histogram->n == 0) {
        return;
    }
    struct moments moments = histogram_moments(histogram);
    sample->streamed = true;
    sample->buckets = buckets;
    sample->n_buckets = histogram->cells_n;
    for (size_t i = 0; i < histogram->cells_n; i++) {
        struct histogram_bucket bucket = histogram_get(histogram, i);
        buckets[i] = (struct bucket){bucket.low, bucket.high, (double)bucket.n};
    }
    sample->published = (struct published){.mean = moments.mean,
                                           .sd = moments.sd,
                                           .population_sd = moments.population_sd,
                                           .n = (double)histogram->n,
                                           .min = moments.min,
                                           .max = moments.max};
}

enum status stream_samples(const struct stream *stream, const struct grouping *grouping, const char *measure,
                           struct samples *samples, struct error *err)
{
    const struct stream_part *part = stream->idle;
    uint32_t code = dictionary_find(&part->measures, measure);
    size_t n_buckets = 0;
    for (size_t g = 0; g < part->n_groups; g++) {
        const struct tally *tally = find_tally(&part->groups[g], code);
        n_buckets += tally == NULL ? 0 : tally->histogram.cells_n;
    }
    *samples = (struct samples){.n = grouping->n};
    samples->samples = calloc(grouping->n + 1, sizeof *samples->samples);
    samples->buckets = calloc(n_buckets + 1, sizeof *samples->buckets);
    if (samples->samples == NULL || samples->buckets == NULL) {
        samples_release(samples);
        return error_no_memory(err);
    }
    struct bucket *buckets = samples->buckets;
    for (size_t g = 0; g < part->n_groups; g++) {
        const struct tally *tally = find_tally(&part->groups[g], code);
        struct sample *sample = &samples->samples[group_of_row(grouping, g)];
        *sample = (struct sample){.missing = part->groups[g].requests, .failed = part->groups[g].failed};
        if (tally != NULL) {
            fill_sample(tally, sample, buckets);
            buckets += tally->histogram.cells_n;
        }
    }
    return OK;
}
