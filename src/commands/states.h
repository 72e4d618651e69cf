/* States of requests that were counted before: found among the operands, read, put together, and saved. */
#ifndef FAASTAT_COMMANDS_STATES_H
#define FAASTAT_COMMANDS_STATES_H

#include "analysis/state/state.h"
#include "base/opt.h"
#include "commands/query.h"
#include "import/import.h"

/* Zeroed: no states. */
struct states {
    struct paths paths;     /* of the states among the operands */
    struct paths dumps;     /* all other operands */
    struct state_head head; /* what is known of all that was put together */
    struct text bytes;      /* of the state that is to be saved */
};

/* Finds the states among the operands, by their first bytes. */
enum status states_find(struct states *states, const struct opt_result *operands, const char *from,
                        struct error *err);
/* Reads the first state, and has the query ask for what it has where nobody said what. BAD_DATA when it can't
 * answer the query. Nothing where there are none. */
enum status states_prepare(struct states *states, struct query *query, struct error *err);
/* What the requests are that were just read, which are in the groups: to be saved or put together with
 * others.
 */
enum status states_take_live(struct states *states, const struct query *query,
                             const struct imported *imported, struct groups *groups, struct error *err);
/* Adds the states to the groups, and to the table the columns that they have. */
enum status states_merge(struct states *states, struct query *query, struct groups *groups,
                         struct table *table, struct error *err);
/* Says on standard error which factors are mixed in the groups of a state, which can't be told apart any
 * more.
 */
enum status states_tell_mixed(const struct states *states, struct error *err);
/* Makes a state of finished groups, before anyone asks these for anything, as that changes what they hold. */
enum status states_make(struct states *states, const struct groups *groups, struct error *err);
/* Writes it to a file. */
enum status states_save(const struct states *states, const char *path, struct error *err);
void states_release(struct states *states);

#endif
