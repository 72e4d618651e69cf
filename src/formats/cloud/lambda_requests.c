#include "formats/cloud/lambda_requests.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"

void lambda_requests_init(struct lambda_requests *requests, const struct import_wanted *wanted)
{
    *requests = (struct lambda_requests){.hash_key = siphash_random_key()};
    for (size_t i = 0; i <= LAMBDA_ID_WORDS; i++) {
        requests->id_factors[i] = siphash_random_key();
    }
    lambda_rows_init(&requests->starts, wanted);
    lambda_rows_init(&requests->reports, wanted);
}

void lambda_requests_init_like(struct lambda_requests *requests, const struct lambda_requests *like)
{
    *requests = (struct lambda_requests){.hash_key = like->hash_key};
    memcpy(requests->id_factors, like->id_factors, sizeof like->id_factors);
    memcpy(requests->starts.keeps, like->starts.keeps, sizeof like->starts.keeps);
    memcpy(requests->reports.keeps, like->reports.keeps, sizeof like->reports.keeps);
}

/* ---- what lines say ---- */

static const uint64_t spread = 0x9e3779b97f4a7c15; /* odd, whose multiples are spread evenly */

/* The code of a text, 0 of none. */
static enum status keep_text(struct lambda_requests *requests, const char *text, uint32_t *code,
                             struct error *err)
{
    *code = 0;
    return text[0] == '\0' ? OK : dictionary_add(&requests->texts, text, strlen(text), code, err);
}

uint64_t lambda_requests_hash_texts(const struct lambda_requests *requests, const char *said,
                                    const char *error)
{
    const char *const texts[] = {said, error};
    uint64_t value = 0;
    for (size_t i = 0; i < 2; i++) {
        if (texts[i][0] != '\0') {
            value = value * spread ^ siphash(&requests->hash_key, texts[i], strlen(texts[i]));
        }
    }
    return value;
}

uint64_t lambda_requests_hash(const struct lambda_requests *requests, const struct lambda_figures *figures,
                              uint64_t texts)
{
    const double all[] = {figures->duration_s,       figures->billed_ms, figures->memory_mb,
                          figures->max_memory_mb,    figures->init_s,    figures->restore_s,
                          figures->billed_restore_ms};
    uint64_t value = requests->hash_key.halves[0];
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        uint64_t bits;
        memcpy(&bits, &all[i], sizeof bits);
        if (!isnan(all[i])) {
            value = (value ^ (bits + i)) * spread;
            value ^= value >> 32;
        }
    }
    return (value * spread ^ texts) >> 11;
}

static enum status add_start(struct lambda_rows *starts, const struct lambda_record *record,
                             struct error *err)
{
    size_t row = starts->table.rows;
    enum status status = table_open_row(&starts->table, err);
    if (status != OK ||
        (status = lambda_rows_set_text(starts, row, LAMBDA_ENVIRONMENT, text_span(record->environment),
                                       err)) != OK ||
        (status = lambda_rows_set_text(starts, row, LAMBDA_VERSION, text_span(record->version), err)) != OK ||
        (status = lambda_rows_set_text(starts, row, LAMBDA_REQUEST_ID, text_span(record->request_id), err)) !=
            OK ||
        (status = lambda_rows_set_number(starts, row, LAMBDA_END_S, record->end_s, err)) != OK) {
        return status;
    }
    table_close_row(&starts->table);
    return OK;
}

static enum status add_detail(struct lambda_requests *requests, const struct lambda_record *record,
                              struct error *err)
{
    struct lambda_events *rest = &requests->rest;
    struct lambda_detail *grown =
        array_reserve(rest->details, &rest->details_capacity, rest->n_details + 1, sizeof *grown);
    if (grown == NULL) {
        return error_no_memory(err);
    }
    rest->details = grown;
    struct lambda_detail *detail = &grown[rest->n_details];
    *detail = (struct lambda_detail){.start_s = NAN,
                                     .end_s = record->end_s,
                                     .duration_s = record->figures.duration_s,
                                     .init_s = record->figures.init_s,
                                     .restore_s = record->figures.restore_s,
                                     .waited_s = NAN,
                                     .tags_row = requests->tags_row};
    enum status status = keep_text(requests, record->environment, &detail->stream, err);
    if (status != OK || (status = keep_text(requests, record->version, &detail->version, err)) != OK ||
        (status = keep_text(requests, record->status, &detail->status, err)) != OK ||
        (status = keep_text(requests, record->error_type, &detail->error, err)) != OK ||
        (status = keep_text(requests, record->phase, &detail->phase, err)) != OK ||
        (status = keep_text(requests, record->function, &detail->function, err)) != OK) {
        return status;
    }
    if (requests->reports.keeps[LAMBDA_REQUEST_ID]) {
        status = keep_text(requests, record->request_id, &detail->id, err);
    }
    rest->n_details += status == OK;
    return status;
}

static enum status reserve(struct lambda_requests *requests, size_t more, struct error *err)
{
    uint64_t *keys =
        array_reserve(requests->keys, &requests->keys_capacity, requests->n + more, sizeof *keys);
    requests->keys = keys == NULL ? requests->keys : keys;
    uint8_t *said = array_reserve(requests->said, &requests->said_capacity, requests->n + more, sizeof *said);
    requests->said = said == NULL ? requests->said : said;
    return keys == NULL || said == NULL ? error_no_memory(err) : OK;
}

__extension__ typedef unsigned __int128 uint128;

/* As multilinear hashing is: two ids have the same hash with a probability of 2^-64, whatever they are, for
 * whoever does not know the random factors of 128 bits (Lemire and Kaser 2014, Strongly universal string
 * hashing is fast). */
static uint64_t hash_usual(const struct siphash_key factors[], const char *id)
{
    enum { WORD = 8, HALF = 64 };
    uint128 sum = (uint128)factors[0].halves[0] << HALF | factors[0].halves[1];
    for (size_t i = 0; i < LAMBDA_ID_WORDS; i++) {
        uint64_t word;
        size_t at = i * WORD < LAMBDA_USUAL_ID - WORD ? i * WORD : LAMBDA_USUAL_ID - WORD;
        memcpy(&word, id + at, sizeof word);
        sum += ((uint128)factors[i + 1].halves[0] << HALF | factors[i + 1].halves[1]) * word;
    }
    return (uint64_t)(sum >> HALF);
}

uint64_t lambda_requests_key(const struct lambda_requests *requests, const char *id, size_t n)
{
    uint64_t key = n == 0                 ? 0
                   : n == LAMBDA_USUAL_ID ? hash_usual(requests->id_factors, id)
                                          : siphash(&requests->hash_key, id, n);
    return n > 0 && key == 0 ? 1 : key;
}

enum status lambda_requests_say(struct lambda_requests *requests, uint64_t key, unsigned said,
                                struct error *err)
{
    if (requests->n == requests->keys_capacity || requests->n == requests->said_capacity) {
        enum status status = reserve(requests, 1, err);
        if (status != OK) {
            return status;
        }
    }
    requests->keys[requests->n] = key;
    requests->said[requests->n++] = (uint8_t)said;
    return OK;
}

enum status lambda_requests_add(struct lambda_requests *requests, enum lambda_said said,
                                const struct lambda_record *record, const struct place *place,
                                struct error *err)
{
    struct error why = {{0}};
    unsigned bits = said | (record->is_sure ? LAMBDA_IS_SURE : 0) | (record->inherits ? LAMBDA_INHERITS : 0);
    enum status status = reserve(requests, 1, err);
    if (status != OK) {
        return status;
    }
    status = said == LAMBDA_START ? add_start(&requests->starts, record, &why)
             : said == LAMBDA_REPORT
                 ? lambda_rows_add(&requests->reports, record,
                                   lambda_requests_hash(requests, &record->figures,
                                                        lambda_requests_hash_texts(requests, record->status,
                                                                                   record->error_type)),
                                   requests->tags_row, &why)
                 : add_detail(requests, record, &why);
    if (status != OK) {
        return status == BAD_DATA ? error_at(err, place, "%s", why.text)
                                  : error_set(err, status, "%s", why.text);
    }
    requests->has_versions |= record->version[0] != '\0' && strcmp(record->version, "$LATEST") != 0;
    uint64_t key = lambda_requests_key(requests, record->request_id, strlen(record->request_id));
    return lambda_requests_say(requests, key, bits, err);
}

/* Before a request that finds it done are those of provisioned environments and of snapshots. */
enum status lambda_requests_add_report(struct lambda_requests *requests, const struct lambda_record *record,
                                       const struct place *place, struct error *err)
{
    bool has_status = record->status[0] != '\0';
    if (!record->is_init) {
        return lambda_requests_add(requests, LAMBDA_REPORT, record, place, err);
    }
    if (!isnan(record->figures.restore_s) || strcmp(record->phase, "invoke") == 0 ||
        (has_status && strcmp(record->status, "success") != 0)) {
        return lambda_requests_add(requests, LAMBDA_INIT, record, place, err);
    }
    requests->inits_alone += !has_status;
    return OK;
}

/* ---- of one block behind those of others ---- */

static enum status inherit(struct lambda_requests *from, const char *stream, struct error *err)
{
    size_t starts = 0, reports = 0, rest = 0;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < from->n; i++) {
        bool inherits = (from->said[i] & LAMBDA_INHERITS) != 0;
        enum lambda_said said = from->said[i] & LAMBDA_SAID;
        size_t row = said == LAMBDA_START ? starts++ : said == LAMBDA_REPORT ? reports++ : rest++;
        if (!inherits) {
            continue;
        }
        if (said == LAMBDA_START || said == LAMBDA_REPORT) {
            struct lambda_rows *rows = said == LAMBDA_START ? &from->starts : &from->reports;
            status = lambda_rows_set_text(rows, row, LAMBDA_ENVIRONMENT, text_span(stream), err);
        } else {
            status = keep_text(from, stream, &from->rest.details[row].stream, err);
        }
    }
    return status;
}

static enum status join_details(struct lambda_requests *requests, const struct lambda_requests *from,
                                struct error *err)
{
    struct lambda_events *rest = &requests->rest;
    const struct lambda_events *more = &from->rest;
    if (more->n_details == 0) {
        return OK;
    }
    struct lambda_detail *grown = array_reserve(rest->details, &rest->details_capacity,
                                                rest->n_details + more->n_details, sizeof *grown);
    uint32_t *codes = calloc(from->texts.n + 1, sizeof *codes);
    enum status status = grown == NULL || codes == NULL ? error_no_memory(err) : OK;
    rest->details = grown == NULL ? rest->details : grown;
    for (size_t i = 0; status == OK && i < from->texts.n; i++) {
        status = keep_text(requests, from->texts.texts[i], &codes[i + 1], err);
    }
    for (size_t i = 0; status == OK && i < more->n_details; i++) {
        struct lambda_detail *detail = &grown[rest->n_details++];
        *detail = more->details[i];
        uint32_t *of[] = {&detail->id,     &detail->status,  &detail->error,   &detail->phase,
                          &detail->stream, &detail->version, &detail->function};
        for (size_t k = 0; k < sizeof of / sizeof *of; k++) {
            *of[k] = codes[*of[k]];
        }
    }
    free(codes);
    return status;
}

enum status lambda_requests_join(struct lambda_requests *requests, struct lambda_requests *from,
                                 const char *stream, struct error *err)
{
    enum status status = stream[0] == '\0' ? OK : inherit(from, stream, err);
    if (status != OK || (status = reserve(requests, from->n + 1, err)) != OK ||
        (status = join_details(requests, from, err)) != OK ||
        (status = lambda_rows_append(&requests->starts, &from->starts, err)) != OK ||
        (status = lambda_rows_append(&requests->reports, &from->reports, err)) != OK) {
        return status;
    }
    if (from->n > 0) {
        size_t n = requests->n, all = n + from->n, bytes = sizeof *from->keys;
        memory_fill_ahead(requests->keys, n * bytes, all * bytes, requests->keys_capacity * bytes);
        memory_fill_ahead(requests->said, n, all, requests->said_capacity);
        memcpy(requests->keys + n, from->keys, from->n * bytes);
        memcpy(requests->said + n, from->said, from->n);
    }
    requests->n += from->n;
    requests->inits_alone += from->inits_alone;
    requests->has_versions |= from->has_versions;
    requests->has_pairs |= from->has_pairs;
    return OK;
}

void lambda_requests_release(struct lambda_requests *requests)
{
    table_release(&requests->tags);
    dictionary_release(&requests->texts);
    lambda_rows_release(&requests->starts);
    lambda_rows_release(&requests->reports);
    lambda_events_release(&requests->rest);
    free(requests->keys);
    free(requests->said);
    *requests = (struct lambda_requests){0};
}
