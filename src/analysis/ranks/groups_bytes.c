#include "analysis/ranks/groups_bytes.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/state/state_parts.h"
#include "table/table_bytes.h"

/* ---- writing ---- */

static void put_dictionary(struct bytes_writer *to, const struct dictionary *dictionary)
{
    bytes_put(to, dictionary->n);
    for (size_t i = 0; i < dictionary->n; i++) {
        bytes_put_text(to, dictionary->texts[i], strlen(dictionary->texts[i]));
    }
}

static void put_requests(struct bytes_writer *to, const struct accumulator *requests)
{
    static const struct table none;
    bytes_put_raw(to, (const char *)&requests->counts, sizeof requests->counts);
    table_put(to, &requests->values);
    table_put(to, requests->failed == NULL ? &none : requests->failed);
    state_put_starts(to, requests->times);
    bytes_put(to, requests->n_tallies);
    for (size_t i = 0; i < requests->n_tallies; i++) {
        const struct tally *tally = &requests->tallies[i];
        bytes_put(to, tally->censored);
        bytes_put_double(to, tally->censored > 0 ? tally->censored_from : 0);
        state_put_histogram(to, &tally->histogram, SIZE_MAX);
    }
}

void groups_put(struct bytes_writer *to, const struct groups *groups, size_t rank)
{
    const struct table *factors = &groups->factors;
    put_dictionary(to, &groups->measures);
    put_dictionary(to, &groups->figures);
    put_dictionary(to, &groups->mixed);
    for (size_t i = 0; i < MOST_CLUSTERS; i++) {
        put_dictionary(to, &groups->clusters[i]);
    }
    bytes_put(to, groups->index.n);
    for (size_t g = 0; g < groups->index.n; g++) {
        for (size_t i = 0; i < factors->n_columns; i++) {
            const char *text = column_text(&factors->columns[i], g);
            bytes_put(to, text != NULL);
            bytes_put_text(to, text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
        }
        struct accumulator none = {0};
        if (rank == SIZE_MAX) {
            none.counts.requests = groups->accumulators[g].counts.requests;
            none.counts.cut_off = groups->accumulators[g].counts.cut_off;
        }
        bool has_all = rank != SIZE_MAX && groups->owners[g] == rank;
        put_requests(to, has_all ? &groups->accumulators[g] : &none);
    }
}

/* ---- reading ---- */

static enum status get_dictionary(struct bytes_reader *from, struct dictionary *dictionary, struct error *err)
{
    size_t n = bytes_get_count(from, 1);
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n && !from->bad; i++) {
        struct span text = bytes_get_text(from);
        uint32_t code;
        status = dictionary_add(dictionary, text.bytes, text.n, &code, err);
    }
    return status;
}

static enum status get_tallies(struct bytes_reader *from, struct accumulator *requests, struct error *err)
{
    size_t n = bytes_get_count(from, 1);
    enum status status = OK;
    requests->tallies = calloc(n + 1, sizeof *requests->tallies);
    if (requests->tallies == NULL) {
        return error_no_memory(err);
    }
    requests->n_tallies = n;
    requests->capacity = n + 1;
    for (size_t i = 0; status == OK && i < n && !from->bad; i++) {
        struct tally *tally = &requests->tallies[i];
        tally->censored = (size_t)bytes_get(from);
        tally->censored_from = bytes_get_double(from);
        status = state_get_histogram(from, &tally->histogram, err);
    }
    return status;
}

static enum status get_requests(struct bytes_reader *from, struct accumulator *requests, struct error *err)
{
    struct span counts = bytes_get_raw(from, sizeof requests->counts);
    if (from->bad) {
        return OK;
    }
    memcpy(&requests->counts, counts.bytes, counts.n);
    enum status status = table_get(from, &requests->values, err);
    requests->failed = accumulator_part(requests->failed, sizeof *requests->failed, err);
    status = requests->failed == NULL ? BAD_SERVICE : status;
    status = status == OK ? table_get(from, requests->failed, err) : status;
    status = status == OK ? state_get_starts(from, requests, err) : status;
    return status == OK ? get_tallies(from, requests, err) : status;
}

/* The values of the group's factors, NULL where one is missing, in `values`, as copies for the caller to
 * free. */
static enum status get_values(struct bytes_reader *from, size_t n, char **values, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < n; i++) {
        bool is_there = bytes_get_up_to(from, 1) == 1;
        struct span text = bytes_get_text(from);
        values[i] = is_there ? text_copy(text.bytes, text.n, err) : NULL;
        status = is_there && values[i] == NULL ? BAD_SERVICE : OK;
    }
    return status;
}

static enum status get_group(struct bytes_reader *from, struct groups *groups, struct error *err)
{
    size_t n_by = groups->plan.n_by;
    struct text spelled = {0};
    struct accumulator *requests = NULL;
    char **values = calloc(n_by + 1, sizeof *values);
    enum status status = values == NULL ? error_no_memory(err) : get_values(from, n_by, values, err);
    if (status == OK && !from->bad) {
        status = groups_get(groups, (const char *const *)values, &spelled, &requests, err);
    }
    if (status == OK && requests != NULL) {
        status = get_requests(from, requests, err);
    }
    for (size_t i = 0; values != NULL && i < n_by; i++) {
        free(values[i]);
    }
    free(values);
    text_release(&spelled);
    return status;
}

enum status groups_take(struct bytes_reader *from, struct groups *groups, struct error *err)
{
    struct dictionary *dictionaries[] = {&groups->measures, &groups->figures, &groups->mixed};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof dictionaries / sizeof *dictionaries; i++) {
        status = get_dictionary(from, dictionaries[i], err);
    }
    for (size_t i = 0; status == OK && i < MOST_CLUSTERS; i++) {
        status = get_dictionary(from, &groups->clusters[i], err);
    }
    size_t n = bytes_get_count(from, 1);
    for (size_t g = 0; status == OK && g < n && !from->bad; g++) {
        status = get_group(from, groups, err);
    }
    return status;
}
