/*
 * What there is to say beside a result's numbers, as codes with their numbers: why one can't be given, what
 * was left out, what to mind. Knows no sentences: output/words.c has one for each code.
 */
#ifndef FAASTAT_ANALYSIS_NOTES_H
#define FAASTAT_ANALYSIS_NOTES_H

#include <stddef.h>

#include "base/error.h"

enum note_code {
    NOTE_REASON, /* `text` is what an estimator says of a number that it can't give */
    /* of a summary; a text is the name of the statistic */
    NOTE_NEEDS_N,
    NOTE_TRIMMED,
    NOTE_CUT_OFF,
    NOTE_CUT_OFF_RESTRICTED,
    NOTE_NO_CLOCK,
    NOTE_STARTS_UNKNOWN, /* requests without a start, requests */
    NOTE_STARTS_AT_0,    /* requests */
    NOTE_STARTS_ALIKE,   /* starts that another one is at, starts */
    NOTE_STEPS_BACK,     /* requests, by how many seconds at most */
    NOTE_GAP,            /* its seconds, seconds from the first start on, the rate without it */
    NOTE_GAPS,           /* how many, seconds of all, and of the longest; the same */
    NOTE_GAPS_NO_INTERVAL,
    NOTE_NO_VALUE,
    NOTE_BOOTSTRAP_CLUSTERS,
    NOTE_ONE_CLUSTER,  /* a factor */
    NOTE_CLUSTERS,     /* a factor */
    NOTE_FEW_CLUSTERS, /* a factor; how many */
    NOTE_UNCLUSTERED,  /* a factor; requests */
    NOTE_FAILED_UNKNOWN,
    NOTE_FAILED_UNKNOWN_OF_SOME, /* requests of which it is not known; failures among the others */
    NOTE_FAILED_NOT_PUBLISHED,
    NOTE_FAILED_INSIDE, /* how many */
    NOTE_TELL_AS_MUCH,  /* requests, effective n */
    NOTE_TELL_AS_MUCH_IN_FILE,
    NOTE_SORTED, /* what the order was to come from */
    NOTE_STREAMED,
    NOTE_STREAMED_NO_INTERVALS,
    NOTE_STREAM_STRETCHES,    /* how many at most */
    NOTE_STREAM_CLUSTERS,     /* the most */
    NOTE_STREAM_BUNDLES,      /* how many; a factor */
    NOTE_STREAM_OUT_OF_ORDER, /* seconds */
    NOTE_BUCKETED,
    NOTE_BUCKETED_MEAN,
    NOTE_BUCKETED_FIGURES,
    NOTE_SD_NOT_PUBLISHED,
    NOTE_SD_PUBLISHED_OF_SAMPLE,
    NOTE_SD_PUBLISHED_OF_POPULATION,
    NOTE_PUBLISHED_FIGURES_N_UNKNOWN,
    NOTE_PUBLISHED_MEAN_N_UNKNOWN,
    NOTE_PUBLISHED_FIGURES,
    NOTE_PUBLISHED_MEAN,
    NOTE_PUBLISHED_SEVERAL,
    NOTE_PUBLISHED_POOLED, /* how many rows */
    NOTE_OTHER_MEAN,
    NOTE_NO_INTERVAL,
    NOTE_NO_UPPER_BOUND,
    NOTE_NO_LOWER_BOUND,
    NOTE_NO_INTERVAL_EFFECTIVE, /* effective n that is needed, effective n */
    NOTE_NO_UPPER_BOUND_EFFECTIVE,
    NOTE_NO_LOWER_BOUND_EFFECTIVE,
    NOTE_NO_UPPER_BOUND_CUT_OFF,
    NOTE_RANK_CUT_OFF,
    NOTE_PRINTS_NONE,
    NOTE_NOT_PUBLISHED,
    /* Of two groups: no interval of the effect on a mean, or on a quantile p, for the reason in `text`. */
    NOTE_MEAN_DIFFERENCE,
    NOTE_MEAN_RATIO,
    NOTE_QUANTILE_DIFFERENCE,
    NOTE_QUANTILE_RATIO,
    NOTE_MEANS_CUT_OFF,
    NOTE_QUANTILES_CUT_OFF, /* p */
    NOTE_QUANTILES_NEED,    /* p, the least n */
    NOTE_SIDE_TELLS_AS_MUCH,
    NOTE_SIDE_TELLS_AS_MUCH_IN_FILE, /* which, "a" or "b"; requests, effective n */
    NOTE_SHIFT_WITHOUT_INTERVAL,
    NOTE_RUN_PAIRS, /* the widest's coverage */
    /* Of a diagnosis; `text` is the measure. */
    NOTE_NO_DIAGNOSIS, /* the least n */
    NOTE_LJUNG_BOX,    /* p */
    NOTE_DRIFT,        /* the last tenth's difference */
    NOTE_CHANGE,       /* its position */
    NOTE_WARM_UP,      /* requests to cut, mean with and without them */
    NOTE_OUTLIERS,     /* low, high, the cutoff */
    NOTE_MODES,        /* requests that stand apart, their share, the smallest */
    /* of an audit */
    NOTE_GROUP_LEFT_OUT,    /* which, from 1; `text` is why */
    NOTE_CLOSED_LOOP,       /* share of starts behind an end, the most in flight */
    NOTE_TOO_FEW_REQUESTS,  /* users, wait, mean, the rate by Little's law, that measured, its share */
    NOTE_TOO_MANY_REQUESTS, /* the same */
    NOTE_FAILED_IN_FLIGHT,  /* how many */
    /* of a tuning; USD are of a million requests */
    NOTE_SIZE_LEFT_OUT,       /* MB, requests that were cut off */
    NOTE_NO_SIZE,             /* rows without a memory size that is a number above 0 */
    NOTE_NO_FIT,              /* `text` is why */
    NOTE_NO_KNEE_CONSTANT,    /* seconds */
    NOTE_NO_KNEE_HYPERBOLA,   /* its a and b */
    NOTE_KNEE,                /* MB, the level, the interval's bounds, seconds from there on */
    NOTE_KNEE_BOUNDED_BELOW,  /* the same without the upper bound */
    NOTE_KNEE_BOUNDED_ABOVE,  /* without the lower one */
    NOTE_KNEE_UNBOUNDED,      /* without both */
    NOTE_NONE_MEETS,          /* `text` is the objective */
    NOTE_NONE_MEETS_OR_TELLS, /* the same, and sizes can't tell */
    NOTE_CHEAPEST,            /* MB, seconds, USD */
    NOTE_CHEAPEST_THAT_MEETS, /* the same */
    NOTE_CHEAPER_FASTER,      /* by which share each, and the MB in use */
    NOTE_CHEAPER_SLOWER,
    NOTE_DEARER_FASTER,
    NOTE_DEARER_SLOWER,
    NOTE_NO_SUCH_SIZE, /* the MB in use */
    NOTE_CHOICE_FULL,  /* MB of the choice */
    NOTE_CHOICE_TIGHT, /* the same, the share above what was used, the headroom */
    /* Of the memory of a tuning: of one function */
    NOTE_USED,           /* least and most MB that were used, the headroom, the size with it */
    NOTE_USED_TOO_LARGE, /* least and most MB, the headroom, the largest size */
    NOTE_USED_APART,     /* least MB, and the most of those that did not use all of the size */
    NOTE_USED_FULL,      /* MB of the size, requests whose environment had used all of it, requests */
    NOTE_USED_MISSING,   /* MB of the size, requests without, requests */
    NOTE_BILL_MISSING,   /* the same of bills */
    /* of all */
    NOTE_USED_IS_OF_ENVIRONMENTS,
    NOTE_COLD_CHOSEN,         /* a column */
    NOTE_COLD_UNTOLD,         /* requests of which it is not known, requests */
    NOTE_INIT_BILLED,         /* bills that tell so */
    NOTE_INIT_NOT_BILLED,     /* the same */
    NOTE_INIT_BILLED_BY_SOME, /* bills that have it, those that do not */
    NOTE_INIT_UNTOLD,
    NOTE_INIT_UNTOLD_OF_SOME, /* cold starts whose bill doesn't tell */
    NOTE_INIT_MISSING,        /* cold starts without the time, cold starts */
    NOTE_RESTORED,            /* how many */
    NOTE_MONTH_BY_RATE,       /* hours of the month, the shortest and the longest span in seconds */
    NOTE_MONTH_GIVEN,         /* requests */
    NOTE_MONTH_NO_CLOCK,      /* sizes without, sizes */
    /* Of a claim's group: */
    NOTE_MEAN_CUT_OFF,
    NOTE_MEAN_WITHOUT_N,
    NOTE_MEAN_WITHOUT_SPREAD,
    NOTE_MEANS_WITHOUT_N, /* of two */
    NOTE_MEANS_WITHOUT_SPREAD,
    NOTE_QUANTILE_OF_PUBLISHED,
    NOTE_TREND,       /* tau, groups, first and last mean, p */
    NOTE_TREND_NEEDS, /* groups, the least */
    NOTE_KNEE_WITHOUT_N,
    NOTE_MEMORY_CONSTANT,  /* a */
    NOTE_MEMORY_HYPERBOLA, /* a, b of a + b / m */
    NOTE_CODES
};

enum { NOTE_NUMBERS = 6 };

struct note {
    enum note_code code;
    const char *text; /* a name or a reason; NULL without */
    double numbers[NOTE_NUMBERS];
};

/* In the order in which they came. Zeroed: none. They are packed, as each of a hundred thousand groups has
 * several. */
struct notes {
    char *bytes;
    size_t n, n_bytes;
};

/* Adds a note, unless the same is there; its text is copied. */
enum status notes_add(struct notes *notes, const struct note *note, struct error *err);
/* The note at *place, 0 for the first of n, and moves *place to the next. Its text is borrowed until another
 * one is added. */
struct note notes_next(const struct notes *notes, size_t *place);
/*
 * Adds the note when an estimator has failed with BAD_DATA, with what it says as text: the number is not
 * given then, and all goes on. Any other status is passed on.
 */
enum status notes_explain(struct notes *notes, enum status status, const struct note *note, struct error *why,
                          struct error *err);
void notes_release(struct notes *notes);

#endif
