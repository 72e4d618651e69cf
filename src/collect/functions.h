/* The functions of a plan, whose configurations are remembered, changed, and put back; and credentials for
 * addresses that are signed for. */
#ifndef FAASTAT_COLLECT_FUNCTIONS_H
#define FAASTAT_COLLECT_FUNCTIONS_H

#include "collect/aws.h"
#include "collect/lambda_api.h"
#include "collect/plan.h"

struct functions {
    struct lambda_api **apis; /* one for each subject; NULL of one without a function */
    struct aws *signers;      /* one for each subject; zeroed of one whose requests are not signed */
    size_t n;
};

/* For each subject with a function, or an address to sign for. Nothing is sent yet. Caller releases either
 * way. */
enum status functions_open(struct functions *functions, const struct plan *plan, struct error *err);
/* Remembers the configurations of those that the plan changes, or whose memory size only they tell. */
enum status functions_remember(struct functions *functions, const struct plan *plan, struct error *err);
/* Gives the function that size, unless it has it. */
enum status functions_resize(struct functions *functions, size_t subject, unsigned memory_mb,
                             struct error *err);
/* Makes its environments new, at that size (0: the one it has). */
enum status functions_renew(struct functions *functions, size_t subject, unsigned memory_mb,
                            struct error *err);
/* NULL: of a subject that AWS does not know. */
const char *functions_region(const struct functions *functions, size_t subject);
/* As last seen; NaN when it is not known. */
double functions_memory_mb(const struct functions *functions, size_t subject);
/* Puts all back; tells of the first that it failed for. */
enum status functions_restore(struct functions *functions, struct error *err);
void functions_release(struct functions *functions);

#endif
