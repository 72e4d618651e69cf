/*
 * What is to be measured: subjects (functions, addresses), experiments, and the order in which their requests
 * are made. Knows how a plan is written down, and nothing of how it is carried out.
 */
#ifndef FAASTAT_COLLECT_PLAN_H
#define FAASTAT_COLLECT_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"
#include "collect/experiment.h"
#include "collect/payload.h"
#include "collect/subject.h"

/* One experiment with one subject at one size. */
struct plan_cell {
    size_t subject;
    struct experiment experiment;
    unsigned memory_mb; /* 0: as it is found */
    size_t n;           /* requests; the most there can be when the experiment's duration decides */
    double *starts_s;   /* of an open load, else NULL */
    uint8_t *done;      /* of n requests: 1 when its row is there */
    size_t n_done;      /* how many that is */
    double spent_s;     /* of the experiment's duration, in sessions before this one */
    bool ended;         /* the duration is over */
    uint64_t seed;
};

/* Requests of a cell that are made in one go: [first, first + n). */
struct plan_block {
    size_t cell, first, n;
};

struct plan {
    uint64_t seed;
    size_t rounds;
    bool any_body;             /* an answer need not be the handler's */
    bool http2;                /* requests share connections */
    size_t connections;        /* the most at a time; 0: as many as requests are on their way */
    struct subject *subjects;  /* without payload_file and payload_dir */
    struct payloads *payloads; /* of each subject */
    struct plan_cell *cells;
    struct plan_block *blocks; /* in the order in which they are made */
    size_t n_subjects, n_cells, n_blocks, subjects_capacity, payloads_capacity, cells_capacity,
        blocks_capacity;
    char sha256[SHA256_HEX]; /* of all that decides on the requests */
};

/* Copies the texts, and reads the files. BAD_USAGE, without a place, for an address or a name that cannot be
 * used or is there twice. */
enum status plan_add_subject(struct plan *plan, const struct subject *subject, struct error *err);

/* The cells to add: all subjects when n_models is 0, the size that is found when n_sizes is 0. */
struct cell_choice {
    const char *const *models;
    size_t n_models;
    const unsigned *sizes_mb;
    size_t n_sizes;
};
/* BAD_USAGE, without a place, for a subject that does not bear the experiment and cells that are there. */
enum status plan_add_experiment(struct plan *plan, const struct experiment *experiment,
                                const struct cell_choice *choice, struct error *err);

/*
 * Puts the cells into blocks and these in order: the requests of a cell are spread over the rounds, a load
 * goes whole into one of them, and each round is shuffled by the seed. Then nothing more is added.
 */
enum status plan_finish(struct plan *plan, struct error *err);

/* Reads a plan from a JSON file; what is wrong is said with its place. Caller releases. */
enum status plan_read(struct plan *plan, const char *path, struct error *err);

/* Notes that the row of a request of the cell is there. */
void plan_cell_set_done(struct plan_cell *cell, size_t request);
/* How many of them have no row yet; 1 while nobody knows how many come until the duration is over. */
size_t plan_cell_missing(const struct plan_cell *cell);
/* All there are, as far as it is known. */
size_t plan_requests(const struct plan *plan);
size_t plan_missing(const struct plan *plan);
/* Whether it is known how many requests there are: no duration decides. */
bool plan_is_counted(const struct plan *plan);
/* Whether the cell's memory size or environments are changed through the function's configuration. */
bool plan_cell_changes_function(const struct plan_cell *cell);
void plan_release(struct plan *plan);

#endif
