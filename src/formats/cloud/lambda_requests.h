/*
 * What the lines of a Lambda log say, put together to requests, in whatever order the lines came: which
 * attempt of a request a line is of, which request an initialisation kept waiting, what failed. A report is a
 * row at once, and of a start little is kept, so that many requests have room. Inside of the importers of
 * Lambda's logs.
 */
#ifndef FAASTAT_FORMATS_CLOUD_LAMBDA_REQUESTS_H
#define FAASTAT_FORMATS_CLOUD_LAMBDA_REQUESTS_H

#include "base/siphash.h"
#include "formats/cloud/lambda_event.h"

/* What one line said, as bits. */
enum {
    LAMBDA_SAID = 3,        /* an enum lambda_said */
    LAMBDA_IS_SURE = 4,     /* the line is Lambda's own by its shape */
    LAMBDA_INHERITS = 8,    /* it has the stream of the line before, which is in the block before */
    LAMBDA_IS_ALONE = 16,   /* a START that no REPORT follows, when all is settled */
    LAMBDA_HAS_START = 32,  /* a REPORT: directly before it stood the START of that id, whose time, and
                               whose version unless it had none, are those of the row */
    LAMBDA_HAS_VERSION = 64 /* and the REPORT itself had one, which was the same */
};

enum {
    LAMBDA_USUAL_ID = 36, /* bytes of most ids: 8286a188-ba32-4475-8077-530cd35c09a9 */
    LAMBDA_ID_WORDS = (LAMBDA_USUAL_ID + 7) / 8
};

/* Zeroed but for what lambda_requests_init sets: none. */
struct lambda_requests {
    struct table tags;
    size_t tags_row; /* 1 and on: the row of `tags` that the next things said have; 0: none */
    struct siphash_key hash_key;
    struct siphash_key id_factors[LAMBDA_ID_WORDS + 1]; /* at random, for hashes of usual ids */
    uint64_t *keys; /* of all that was said, in that order: a hash of the request's id, 0 of none */
    uint8_t *said;
    size_t n, keys_capacity, said_capacity;
    struct lambda_rows
        starts; /* a row of each START: its stream, version, time, and id where that is asked for */
    struct lambda_rows reports; /* a row of each report */
    struct lambda_events rest;  /* the details of failures and initialisations, and no events */
    struct dictionary texts;    /* of these */
    size_t inits_alone;
    bool has_pairs;    /* of starts and reports in one row */
    bool has_versions; /* others than $LATEST, which alone tells nothing apart */
};

void lambda_requests_init(struct lambda_requests *requests, const struct import_wanted *wanted);
/* None, which can be joined to those of `like`. */
void lambda_requests_init_like(struct lambda_requests *requests, const struct lambda_requests *like);

/* A hash of a report's status and error, "": none. */
uint64_t lambda_requests_hash_texts(const struct lambda_requests *requests, const char *said,
                                    const char *error);
/* A hash, which has to tell apart nothing but reports of one id, of all that a report itself says, that of
 * its texts among it, in as many bits as a measure has. */
uint64_t lambda_requests_hash(const struct lambda_requests *requests, const struct lambda_figures *figures,
                              uint64_t texts);
/* The key of an id of n bytes. */
uint64_t lambda_requests_key(const struct lambda_requests *requests, const char *id, size_t n);
/* Notes that a line said what was just added. */
enum status lambda_requests_say(struct lambda_requests *requests, uint64_t key, unsigned said,
                                struct error *err);
/* Adds what a line says. `record` has its time in end_s, and its stream in `environment`. BAD_DATA at the
 * place. */
enum status lambda_requests_add(struct lambda_requests *requests, enum lambda_said said,
                                const struct lambda_record *record, const struct place *place,
                                struct error *err);
/* The same for a report, of a request or of an initialisation, which counts where a request waited for it. */
enum status lambda_requests_add_report(struct lambda_requests *requests, const struct lambda_record *record,
                                       const struct place *place, struct error *err);
/* Adds all that `from` has behind what is there, where what inherits a stream has this one, "": none. `from`
 * is left to be released. */
enum status lambda_requests_join(struct lambda_requests *requests, struct lambda_requests *from,
                                 const char *stream, struct error *err);
void lambda_requests_release(struct lambda_requests *requests);

#endif
