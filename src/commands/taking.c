#include "commands/taking.h"

#include <string.h>

#include "analysis/accumulate/part.h"
#include "analysis/role.h"
#include "base/ranks.h"

/* Whether which factors make groups depends on the values of some that are not the usual ones. */
static bool has_other_factors(const struct query *query, const struct table *table)
{
    for (size_t i = 0; query->automatic && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        if (column->kind == FACTOR && !factors_is_outcome(column->name) &&
            !names_have(&query->factors, column->name) && !names_have(&query->clusters, column->name)) {
            return true;
        }
    }
    return false;
}

static bool declines(const struct taking *taking, const struct table *table)
{
    return !taking->groups->plan.bounded && has_other_factors(taking->query, table);
}

/* Before anything was taken, tables that are declined need not be read again. */
static bool leaves(void *context, const struct table *table)
{
    struct taking *taking = context;
    taking->declined |= !taking->took && declines(taking, table);
    return taking->declined;
}

static enum status decline(void *context, struct error *err)
{
    struct taking *taking = context;
    __atomic_store_n(&taking->declined, true, __ATOMIC_RELAXED);
    return error_set(err, BAD_DATA, "what is known of all rows is not known of a block's");
}

static enum status take(void *context, struct table *table, void **part, struct error *err)
{
    struct taking *taking = context;
    struct part *taken = NULL;
    __atomic_store_n(&taking->took, true, __ATOMIC_RELAXED);
    if (__atomic_load_n(&taking->declined, __ATOMIC_RELAXED) || declines(taking, table)) {
        __atomic_store_n(&taking->declined, true, __ATOMIC_RELAXED);
        return error_set(err, BAD_DATA, "the factors are not known before all rows are");
    }
    enum status status = OK;
    if (taking->sees) {
        pthread_mutex_lock(&taking->mutex);
        status = factors_see(&taking->seen, table, taking->groups->plan.by, taking->groups->plan.n_by, err);
        pthread_mutex_unlock(&taking->mutex);
    }
    status = status == OK ? part_take(taking->groups, table, &taken, err) : status;
    *part = taken;
    return status;
}

static enum status join(void *context, void *part, double more, struct error *err)
{
    const struct taking *taking = context;
    return part_join(taking->groups, part, more, err);
}

static void settle(void *context, void *part)
{
    const struct taking *taking = context;
    part_settle(taking->groups, part);
}

static void release(void *part)
{
    part_release(part);
}

/* What the statuses of all ranks are; the failure of one is that of all, unless they are what it failed for.
 */
static enum status pool_statuses(struct groups *groups, enum status status, struct error *err)
{
    const struct text own = {.bytes = (char *)&groups->statuses, .n = sizeof groups->statuses};
    struct text *sent = NULL;
    status = groups->statuses == ROLE_BOTH ? OK : status;
    status = ranks_pass(RANKS_TO_ALL, status, &own, &sent, err);
    for (size_t r = 0; status == OK && r < ranks.n; r++) {
        unsigned theirs;
        memcpy(&theirs, sent[r].bytes, sizeof theirs);
        groups->statuses |= theirs;
    }
    ranks_release(sent);
    return status;
}

/* Which factors make groups, and whether status 0 is a success, may be known only when all rows are. */
static enum import_retry retry(void *context, enum status *status, struct error *err)
{
    struct taking *taking = context;
    struct groups_plan plan = taking->groups->plan;
    if (ranks_are_several()) {
        *status = pool_statuses(taking->groups, *status, err);
    }
    if (taking->declined) {
        return IMPORT_WITHOUT;
    }
    if (taking->groups->statuses != ROLE_BOTH || !taking->can_be_again) {
        return IMPORT_FAILS;
    }
    plan.is_http = true;
    groups_release(taking->groups);
    *status = groups_init(taking->groups, &plan, err);
    return *status == OK ? IMPORT_WITH_SINK : IMPORT_FAILS;
}

struct import_sink taking_sink(struct taking *taking)
{
    /* Ranks would have to agree, and bounded groups have to take what there is. */
    bool may_decline = taking->can_be_again && !taking->groups->plan.bounded && !ranks_are_several();
    return (struct import_sink){.take = take,
                                .join = join,
                                .settle = settle,
                                .release = release,
                                .context = taking,
                                .retry = retry,
                                .leaves = leaves,
                                .takes_all = taking->groups->plan.bounded,
                                .decline = may_decline ? decline : NULL};
}
