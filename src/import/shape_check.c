#include <string.h>

#include "import/shape.h"
#include "table/select.h"

struct shape_use *shape_find_use(struct shape *shape, size_t step)
{
    if (step < shape->n_renames) {
        return &shape->renames[step].use;
    }
    step -= shape->n_renames;
    if (step < shape->n_melts) {
        return &shape->melts[step].use;
    }
    step -= shape->n_melts;
    if (step < shape->n_names) {
        return &shape->names[step].use;
    }
    step -= shape->n_names;
    return step < shape->n_joins ? &shape->joins[step].use : NULL;
}

void shape_forget(struct shape *shape)
{
    struct shape_use *use;
    for (size_t i = 0; (use = shape_find_use(shape, i)) != NULL; i++) {
        *use = (struct shape_use){0};
    }
}

/* Refuses a column that no data have. */
static enum status check_column(const struct shape_use *use, const struct table *table, const char *name,
                                const char *option, struct error *err)
{
    struct column *column;
    return use->tables > 0 ? OK : table_get_column(table, name, option, &column, err);
}

static enum status check_melt(const struct shape_melt *melt, const struct table *table, struct error *err)
{
    struct text pattern = {0};
    struct column *column;
    enum status status = text_print(&pattern, err, "%s*%s", melt->before, melt->behind);
    if (status == OK && melt->use.tables == 0) {
        status = table_get_measure(table, pattern.bytes, "--melt", &column, err);
    }
    text_release(&pattern);
    return status;
}

/* How many rows a step has nothing for, with an example of their texts; `words` are the option, the column,
 * and what was asked of it in two parts. */
static enum status tell_missed(const struct shape_use *use, const char *const words[4], struct text *notes,
                               struct error *err)
{
    if (use->missed == 0) {
        return OK;
    }
    enum status status =
        text_print(notes, err, "%s: %zu of %zu rows have no %s", words[0], use->missed, use->rows, words[1]);
    if (status == OK && use->text[0] != '\0') {
        status = text_print(notes, err, " that is %s%s, such as '%s'", words[2], words[3], use->text);
    }
    return status == OK ? text_append(notes, "\n", 1, err) : status;
}

static enum status check_names(const struct shape_names *names, const struct table *table, struct text *notes,
                               struct error *err)
{
    const struct shape_use *use = &names->use;
    enum status status = check_column(use, table, names->column, "--names-of", err);
    if (status == OK && use->tables == 0) {
        return error_set(err, BAD_USAGE, "--names-of: column '%.40s' has numbers, expected names",
                         names->column);
    }
    if (status == OK && use->rows > 0 && use->missed == use->rows) {
        return error_set(err, BAD_DATA, "--names-of: found '%s' in column '%.40s', expected its pattern",
                         use->text, names->column);
    }
    const char *const words[] = {"--names-of", names->column, "of its pattern", ""};
    return status == OK ? tell_missed(use, words, notes, err) : status;
}

static enum status check_join(const struct shape_join *join, const struct table *table, struct text *notes,
                              struct error *err)
{
    enum status status = check_column(&join->use, table, join->key, "--join", err);
    const char *const words[] = {"--join", join->key, "in ", join->path};
    return status == OK ? tell_missed(&join->use, words, notes, err) : status;
}

enum status shape_check(const struct shape *shape, const struct table *table, struct text *notes,
                        struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < shape->n_renames; i++) {
        status = check_column(&shape->renames[i].use, table, shape->renames[i].from, "--rename", err);
    }
    for (size_t i = 0; status == OK && i < shape->n_melts; i++) {
        status = check_melt(&shape->melts[i], table, err);
    }
    for (size_t i = 0; status == OK && i < shape->n_names; i++) {
        status = check_names(&shape->names[i], table, notes, err);
    }
    for (size_t i = 0; status == OK && i < shape->n_joins; i++) {
        status = check_join(&shape->joins[i], table, notes, err);
    }
    return status;
}
