/* What the data say of one claim: a finding for each comparison, group or curve that it speaks of, and the
 * verdict that comes of them. */
#ifndef FAASTAT_ANALYSIS_EVIDENCE_H
#define FAASTAT_ANALYSIS_EVIDENCE_H

#include "analysis/claim.h"
#include "analysis/known_group.h"
#include "analysis/notes.h"
#include "table/factors.h"
#include "table/group.h"

enum verdict { HOLDS, FAILS, CANNOT_TELL, VERDICTS };

/* The number that a finding is about; NaN where the data don't support it, and a note says why. */
struct estimate {
    double value;
    struct interval interval;
    struct notes notes; /* one at most */
};

struct finding {
    size_t group; /* that it is about; of a curve the first */
    size_t base;  /* of a ratio: the group below the line */
    struct estimate estimate;
    enum verdict verdict;
    double margin; /* of one that holds: how far it is from failing to, relative to what is allowed */
};

struct evidence {
    const struct claim *claim; /* borrowed */
    struct grouping grouping;  /* by the claim's factors; borrows from the table */
    struct pooled pooled;      /* factors that these groups mix */
    size_t expected; /* how many findings there will be, for their correction; set before the first */
    struct finding *findings;
    size_t n, capacity;
    /* Of the whole: */
    size_t counts[VERDICTS];
    enum verdict verdict;
    size_t deciding; /* the first finding of that verdict, of those that hold the one with the least margin;
                        none when there are no findings */
};

struct question {
    size_t group, base;
    /* Estimates with an interval of that level. */
    enum status (*estimate)(const struct question *question, double level, struct estimate *estimate,
                            struct error *err);
    void *context; /* of the test */
};

/*
 * Adds one finding. The claim holds for it when the one-sided bounds at the claim's level are within what is
 * allowed; it is contradicted when they are outside even at a level that is corrected for all findings
 * (Bonferroni). A claim of many parts holds when each of them does, which needs no correction: an
 * intersection-union test (Berger 1982, Technometrics 24, 295-300).
 */
enum status evidence_ask(struct evidence *evidence, const struct question *question, struct error *err);
/* Adds a finding that cannot tell, to be filled in; NULL with err set. Borrowed until the next is added. */
struct finding *evidence_add(struct evidence *evidence, size_t group, struct error *err);
/* Counts the findings. The claim fails when one does; it holds when all do; there may be none. */
void evidence_conclude(struct evidence *evidence);
void evidence_release(struct evidence *evidence);

#endif
