#include "analysis/ranks/groups_spread.h"

#include <stdint.h>
#include <stdlib.h>

#include "analysis/ranks/groups_bytes.h"
#include "base/ranks.h"

/* Adds the groups that a rank has sent. */
static enum status merge_sent(struct groups *groups, struct text *sent, struct error *err)
{
    struct bytes_reader from = {sent->bytes, sent->bytes + sent->n, false};
    struct groups theirs;
    enum status status = groups_init(&theirs, &groups->plan, err);
    status = status == OK ? groups_take(&from, &theirs, err) : status;
    if (status == OK && from.bad) {
        status = error_set(err, BAD_SERVICE, "found other bytes than expected of another rank");
    }
    text_release(sent);
    status = status == OK ? groups_merge(groups, &theirs, err) : status;
    groups_release(&theirs);
    return status;
}

/* Adds the groups of all ranks in their order; this one's are `own`, unless it has sent them, too. */
static enum status merge_all(struct groups *groups, struct groups *own, struct text *sent, struct error *err)
{
    enum status status = OK;
    for (size_t r = 0; status == OK && r < ranks.n; r++) {
        status = own != NULL && r == ranks.own ? groups_merge(groups, own, err)
                                               : merge_sent(groups, &sent[r], err);
    }
    return status;
}

struct load {
    size_t group, requests;
};

/* The largest first. */
static int compare_loads(const void *a, const void *b)
{
    const struct load *left = a, *right = b;
    return left->requests != right->requests
               ? (left->requests < right->requests) - (left->requests > right->requests)
               : (left->group > right->group) - (left->group < right->group);
}

/* Groups of fewer requests take less room on one rank than counts of them on all. */
enum { LEAST_APART = 1 << 16 };

/* Says which groups are apart, and forgets the counts by which that is told. */
static enum status choose_apart(struct groups *groups, struct error *err)
{
    groups->apart = groups->plan.apart ? calloc(groups->index.n + 1, sizeof *groups->apart) : NULL;
    for (size_t g = 0; g < groups->index.n; g++) {
        struct counts *counts = &groups->accumulators[g].counts;
        if (groups->apart != NULL) {
            groups->apart[g].is = counts->requests >= LEAST_APART && counts->cut_off == 0;
        }
        counts->cut_off = 0; /* they are counted again as they come */
    }
    return groups->plan.apart && groups->apart == NULL ? error_no_memory(err) : OK;
}

/* Gives each group an owner: the largest first, to the rank that has fewest requests so far. */
static enum status choose_owners(struct groups *groups, struct error *err)
{
    size_t n = groups->index.n;
    size_t *taken = calloc(ranks.n, sizeof *taken);
    struct load *loads = calloc(n + 1, sizeof *loads);
    groups->owners = calloc(n + 1, sizeof *groups->owners);
    bool has_memory = taken != NULL && loads != NULL && groups->owners != NULL;
    for (size_t g = 0; has_memory && g < n; g++) {
        size_t *requests = &groups->accumulators[g].counts.requests;
        loads[g] = (struct load){g, *requests};
        *requests = 0; /* they are counted again as they come */
    }
    if (has_memory) {
        qsort(loads, n, sizeof *loads, compare_loads);
    }
    for (size_t i = 0; has_memory && i < n; i++) {
        size_t least = 0;
        for (size_t r = 1; r < ranks.n; r++) {
            least = taken[r] < taken[least] ? r : least;
        }
        groups->owners[loads[i].group] = least;
        taken[least] += loads[i].requests;
    }
    free(taken);
    free(loads);
    return has_memory ? OK : error_no_memory(err);
}

/* All groups of all ranks, in the order in which one process would have found them, with their owners. */
static enum status find_all(const struct groups *own, struct groups *all, struct error *err)
{
    struct bytes_writer to = {0};
    struct text *sent = NULL;
    groups_put(&to, own, SIZE_MAX);
    enum status status = to.failed ? error_no_memory(err) : OK;
    status = ranks_pass(RANKS_TO_ALL, status, &to.text, &sent, err);
    text_release(&to.text);
    status = status == OK ? merge_all(all, NULL, sent, err) : status;
    ranks_release(sent);
    status = status == OK ? choose_apart(all, err) : status;
    return status == OK ? choose_owners(all, err) : status;
}

/* Moves a column of that name, if there is one, to the end of another table. */
static enum status move_column(struct table *from, const char *name, struct table *to, struct error *err)
{
    size_t index;
    struct column *column = name == NULL ? NULL : table_find_column(from, name);
    enum status status = column == NULL ? OK : table_add_column(to, column->name, column->kind, &index, err);
    if (status == OK && column != NULL) {
        const struct column moved = *column, empty = to->columns[index];
        to->columns[index] = moved;
        *column = from->columns[--from->n_columns];
        from->columns[from->n_columns] = empty;
        free(empty.name);
    }
    return status;
}

/* Leaves just what tells the order of requests. */
static enum status set_apart(const struct groups_plan *plan, struct table *values, struct table *apart,
                             struct error *err)
{
    const char *const names[] = {order_names[BY_START], order_names[BY_REQUEST], plan->order};
    enum status status = OK;
    *apart = *values;
    *values = (struct table){0};
    for (size_t i = 0; status == OK && i < sizeof names / sizeof *names; i++) {
        status = move_column(apart, names[i], values, err);
    }
    values->rows = apart->rows;
    values->capacity = apart->capacity;
    return status;
}

/* Tells the rank's own groups, which are some of all, who owns each, and sets apart what stays. */
static enum status tell_owners(struct groups *own, struct groups *all, struct error *err)
{
    enum status status = OK;
    own->owners = calloc(own->index.n + 1, sizeof *own->owners);
    if (own->owners == NULL) {
        return error_no_memory(err);
    }
    for (size_t g = 0; status == OK && g < own->index.n; g++) {
        const struct text spelled = {.bytes = own->index.texts[g]};
        size_t place = (size_t)(groups_find(all, &spelled) - all->accumulators);
        struct groups_apart *apart = all->apart == NULL ? NULL : &all->apart[place];
        own->owners[g] = all->owners[place];
        if (apart != NULL && apart->is) {
            status = set_apart(&own->plan, &own->accumulators[g].values, &apart->values, err);
        }
    }
    return status;
}

/* Lets go of the requests that were sent to others. */
static void forget_sent(struct groups *own)
{
    for (size_t g = 0; g < own->index.n; g++) {
        if (own->owners[g] != ranks.own) {
            accumulator_release(&own->accumulators[g]);
        }
    }
}

/* Sends each rank the requests of the groups that it owns, and adds those that come. */
static enum status pass_requests(struct groups *own, struct groups *all, struct error *err)
{
    struct bytes_writer to = {0};
    struct text *sent = NULL, *texts = calloc(ranks.n, sizeof *texts);
    enum status status = texts == NULL ? error_no_memory(err) : tell_owners(own, all, err);
    for (size_t r = 0; status == OK && r < ranks.n; r++) {
        to = (struct bytes_writer){0};
        if (r != ranks.own) {
            groups_put(&to, own, r);
        }
        texts[r] = to.text;
        status = to.failed ? error_no_memory(err) : OK;
    }
    if (status == OK) {
        forget_sent(own);
    }
    status = ranks_scatter(status, texts, &sent, err);
    ranks_release(texts);
    status = status == OK ? merge_all(all, own, sent, err) : status;
    ranks_release(sent);
    groups_release(own);
    return status;
}

enum status groups_spread(struct groups *groups, struct error *err)
{
    struct groups all;
    enum status status = groups_init(&all, &groups->plan, err);
    status = status == OK ? groups_merge_own(groups, err) : status;
    status = status == OK ? find_all(groups, &all, err) : status;
    if (status != OK) {
        groups_release(&all);
        return status;
    }
    status = pass_requests(groups, &all, err);
    *groups = all;
    return status;
}
