/* The opcodes that import, call and build. What they come to is in pickle_build.c. */
#include <string.h>

#include "formats/pickle/pickle_build.h"
#include "formats/pickle/pickle_opcodes.h"

/* Puts a value in the place of the last n of the stack. */
static enum status replace(struct pickle_machine *machine, size_t n, struct pickle_value value,
                           struct error *err)
{
    machine->n_stack -= n;
    return pickle_push(machine, value, err);
}

PICKLE_RUN(pickle_run_global)
{
    const struct pickle_text module = {.bytes = argument->bytes, .n = argument->n};
    const struct pickle_text name = {.bytes = argument->second, .n = argument->second_n};
    return pickle_import(machine, &module, &name, err);
}

PICKLE_RUN(pickle_run_stack_global)
{
    (void)argument;
    machine->n_stack -= 2;
    const struct pickle_value *names = machine->stack + machine->n_stack;
    for (size_t i = 0; i < 2; i++) {
        if (names[i].kind != PICKLE_TEXT && names[i].kind != PICKLE_STRING) {
            char text[PICKLE_DESCRIPTION];
            return pickle_error(machine, err, "found %s, expected the text of a name to import",
                                pickle_describe(&names[i], text));
        }
    }
    return pickle_import(machine, names[0].text, names[1].text, err);
}

/* Calls what is below the last n values of the stack with these; all of them give way to the result. */
static enum status call(struct pickle_machine *machine, size_t n, struct error *err)
{
    struct pickle_value result;
    const struct pickle_value *arguments = machine->stack + machine->n_stack - n;
    enum status status = pickle_construct(machine, arguments - 1, arguments, n, &result, err);
    return status == OK ? replace(machine, n + 1, result, err) : status;
}

PICKLE_RUN(pickle_run_inst)
{
    size_t n = machine->n_stack - machine->from;
    enum status status = pickle_run_global(machine, argument, err);
    if (status != OK) {
        return status;
    }
    /* OBJ has the class below its arguments, INST names it behind them. */
    struct pickle_value *first = machine->stack + machine->from, class = first[n];
    memmove(first + 1, first, n * sizeof *first);
    *first = class;
    return call(machine, n, err);
}

PICKLE_RUN(pickle_run_obj)
{
    (void)argument;
    if (machine->n_stack == machine->from) {
        return pickle_error(machine, err, "found OBJ without a class, expected one");
    }
    return call(machine, machine->n_stack - machine->from - 1, err);
}

static enum status expect_tuple(const struct pickle_machine *machine, const struct pickle_value *value,
                                struct error *err)
{
    char text[PICKLE_DESCRIPTION];
    if (value->kind != PICKLE_TUPLE) {
        return pickle_error(machine, err, "found %s, expected a tuple of arguments",
                            pickle_describe(value, text));
    }
    return OK;
}

PICKLE_RUN(pickle_run_reduce)
{
    (void)argument;
    const struct pickle_value *pair = machine->stack + machine->n_stack - 2;
    struct pickle_value result;
    enum status status = expect_tuple(machine, &pair[1], err);
    if (status != OK) {
        return status;
    }
    status = pickle_construct(machine, &pair[0], pair[1].items->values, pair[1].items->n, &result, err);
    return status == OK ? replace(machine, 2, result, err) : status;
}

/* Makes an object of the class and the tuple of arguments that stand n values below the top of the stack. */
static enum status make_object(struct pickle_machine *machine, size_t n, struct error *err)
{
    const struct pickle_value *class = machine->stack + machine->n_stack - n;
    struct pickle_value result;
    enum status status = expect_tuple(machine, &class[1], err);
    if (status != OK) {
        return status;
    }
    size_t given = class[1].items->n;
    struct pickle_value *all = pickle_memory_get(&machine->memory, (given + 1) * sizeof *all);
    if (all == NULL) {
        return pickle_memory_error(&machine->memory, machine->file, err);
    }
    all[0] = class[0];
    if (given > 0) {
        memcpy(all + 1, class[1].items->values, given * sizeof *all);
    }
    status = pickle_make_object(machine, all, given + 1, &result, err);
    return status == OK ? replace(machine, n, result, err) : status;
}

PICKLE_RUN(pickle_run_newobj)
{
    (void)argument;
    return make_object(machine, 2, err);
}

/* What has names among its arguments is no class that is known, and nothing is made of these. */
PICKLE_RUN(pickle_run_newobj_ex)
{
    (void)argument;
    return make_object(machine, 3, err);
}

PICKLE_RUN(pickle_run_build)
{
    (void)argument;
    struct pickle_value *pair = machine->stack + machine->n_stack - 2;
    enum status status = pickle_build(machine, &pair[0], &pair[1], err);
    machine->n_stack--;
    return status;
}
