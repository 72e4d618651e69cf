/*
 * Starts and reports of a Lambda log, listed to be added many at once: a column at a time, and what is the
 * same for most of them once. Inside of lambda_lines.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_LIST_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_LIST_H

#include "base/date.h"
#include "formats/cloud/lambda_requests.h"

enum { LAMBDA_LIST = 128 }; /* so many are added at once */

/* What is said beside the message of lines of one kind: of 0 bytes, NaN, where nothing is. From the beginning
 * of each text, DICTIONARY_SLACK bytes can be read. */
struct lambda_before {
    struct span streams[LAMBDA_LIST], versions[LAMBDA_LIST];
    double times_s[LAMBDA_LIST];
    bool has_streams, has_versions, has_times; /* any has */
};

/* Lines that are to be added; their texts are borrowed. Zeroed: none. */
struct lambda_list {
    struct lambda_listed {
        const char *text; /* the whole line */
        size_t n, number; /* of the file, from 1 */
        struct span id;
        uint8_t said; /* as struct lambda_requests has it; of a start, or else of a report */
    } lines[LAMBDA_LIST];
    size_t n, n_reports;
    struct span durations[LAMBDA_LIST], billed[LAMBDA_LIST], memory[LAMBDA_LIST], most_memory[LAMBDA_LIST];
    struct span inits[LAMBDA_LIST];               /* of 0 bytes where there is none */
    const struct lambda_record *own[LAMBDA_LIST]; /* its status, error and phase; NULL: it has none */
    struct lambda_before before_reports, before_starts;
    struct date_minute minute; /* of the line before */
};

static inline bool lambda_list_is_start(const struct lambda_listed *line)
{
    return (line->said & LAMBDA_SAID) == LAMBDA_START;
}

/* Notes what is said beside the i-th message of its kind. */
void lambda_list_set_before(struct lambda_before *before, size_t i, double time_s, struct span stream,
                            struct span version);
/* Whether the text, of one byte at least, is that of its number as it will be written. */
bool lambda_list_is_whole(struct span number);
void lambda_list_empty(struct lambda_list *list);
/* Adds what is listed, where *added; if not, because a number is no usual one, nothing was done. */
enum status lambda_list_add(struct lambda_list *list, struct lambda_requests *requests, bool *added,
                            struct error *err);

#endif
