/* The opcodes that move values: the stack, containers, the memo. */
#include <string.h>

#include "base/number.h"
#include "formats/pickle/pickle_opcodes.h"

enum { HIGHEST_PROTOCOL = 5 };

static enum status out_of_memory(const struct pickle_machine *machine, struct error *err)
{
    return pickle_memory_error(&machine->memory, machine->file, err);
}

/* Puts a value of the kind in the place of the last n of the stack, which become its items. */
static enum status gather(struct pickle_machine *machine, enum pickle_kind kind, size_t n, struct error *err)
{
    struct pickle_value made;
    machine->n_stack -= n;
    const struct pickle_value *values = n == 0 ? NULL : machine->stack + machine->n_stack;
    enum status status = pickle_make_items(machine, kind, values, n, &made, err);
    return status == OK ? pickle_push(machine, made, err) : status;
}

/* ---- the stack ---- */

PICKLE_RUN(pickle_run_none)
{
    return pickle_push(machine, (struct pickle_value){.kind = argument->opcode->kind}, err);
}

PICKLE_RUN(pickle_run_mark)
{
    (void)argument;
    size_t *marks = pickle_memory_reserve(&machine->memory, machine->marks, &machine->marks_capacity,
                                          machine->n_marks + 1, sizeof *marks);
    if (marks == NULL) {
        return out_of_memory(machine, err);
    }
    machine->marks = marks;
    marks[machine->n_marks++] = machine->n_stack;
    return OK;
}

PICKLE_RUN(pickle_run_pop)
{
    (void)argument;
    if (machine->n_stack > pickle_fence(machine)) {
        machine->n_stack--;
    } else if (machine->n_marks > 0) {
        machine->n_marks--; /* a mark is popped like a value */
    } else {
        return pickle_error(machine, err, "found POP of an empty stack, expected a value before it");
    }
    return OK;
}

PICKLE_RUN(pickle_run_pop_mark)
{
    (void)argument;
    (void)err;
    machine->n_stack = machine->from;
    return OK;
}

PICKLE_RUN(pickle_run_dup)
{
    (void)argument;
    return pickle_push(machine, machine->stack[machine->n_stack - 1], err);
}

PICKLE_RUN(pickle_run_stop)
{
    (void)argument;
    if (machine->n_stack > 1 || machine->n_marks > 0) {
        return pickle_error(machine, err, "found STOP with more than one value, expected one");
    }
    machine->stopped = true;
    return OK;
}

/* ---- containers ---- */

static enum status check_pairs(struct pickle_machine *machine, enum pickle_kind kind, size_t n,
                               struct error *err)
{
    if (kind == PICKLE_DICT && n % 2 != 0) {
        return pickle_error(machine, err, "found a key without a value, expected pairs");
    }
    return OK;
}

PICKLE_RUN(pickle_run_empty)
{
    return gather(machine, argument->opcode->kind, 0, err);
}

PICKLE_RUN(pickle_run_gather)
{
    enum pickle_kind kind = argument->opcode->kind;
    size_t n = machine->n_stack - machine->from;
    enum status status = check_pairs(machine, kind, n, err);
    return status == OK ? gather(machine, kind, n, err) : status;
}

PICKLE_RUN(pickle_run_tuple)
{
    return gather(machine, argument->opcode->kind, argument->opcode->takes, err);
}

/* Moves the last n values of the stack to the container below them. */
static enum status append(struct pickle_machine *machine, enum pickle_kind kind, size_t n, struct error *err)
{
    const struct pickle_value *values = machine->stack + machine->n_stack - n;
    const struct pickle_value *to = values - 1;
    if (to->kind == PICKLE_OBJECT) {
        struct pickle_value *part = &to->items->values[kind == PICKLE_DICT ? PICKLE_PAIRS : PICKLE_ITEMS];
        enum status made =
            part->kind == PICKLE_NONE ? pickle_make_items(machine, kind, NULL, 0, part, err) : OK;
        if (made != OK) {
            return made;
        }
        to = part;
    }
    if (to->kind != kind) {
        char text[PICKLE_DESCRIPTION];
        return pickle_error(machine, err, "found an item for %s, expected %s", pickle_describe(to, text),
                            kind == PICKLE_DICT  ? "a dict"
                            : kind == PICKLE_SET ? "a set"
                                                 : "a list");
    }
    enum status status = check_pairs(machine, kind, n, err);
    if (status == OK) {
        status = pickle_items_append(machine, to->items, values, n, err);
    }
    machine->n_stack -= n;
    return status;
}

PICKLE_RUN(pickle_run_append)
{
    return append(machine, argument->opcode->kind, argument->opcode->takes - 1u, err);
}

PICKLE_RUN(pickle_run_appends)
{
    return append(machine, argument->opcode->kind, machine->n_stack - machine->from, err);
}

/* ---- the memo ---- */

/* The index of the memo that the argument names, in binary or in decimal. */
static enum status read_index(const struct pickle_machine *machine, const struct pickle_argument *argument,
                              size_t *index, struct error *err)
{
    double number = (double)argument->number;
    const char *text = (const char *)argument->bytes;
    if (argument->opcode->form == PICKLE_LINE && !number_parse(text, argument->n, &number)) {
        number = -1;
    }
    /* No pickle has more entries than bytes, and so the memo's size is bounded before it grows. */
    const struct pickle_value value = {.kind = PICKLE_NUMBER, .number = number};
    if (!pickle_size(&value, index) || *index > machine->n) {
        return pickle_error(machine, err,
                            "found %s of a memo index that is out of range, expected at most %zu",
                            argument->opcode->name, machine->n);
    }
    return OK;
}

static enum status put(struct pickle_machine *machine, size_t index, struct error *err)
{
    if (index >= machine->n_memo) {
        struct pickle_value *memo = pickle_memory_reserve(&machine->memory, machine->memo,
                                                          &machine->memo_capacity, index + 1, sizeof *memo);
        if (memo == NULL) {
            return out_of_memory(machine, err);
        }
        machine->memo = memo;
        for (; machine->n_memo <= index; machine->n_memo++) {
            memo[machine->n_memo] = (struct pickle_value){.kind = PICKLE_UNSET};
        }
    }
    machine->memo[index] = machine->stack[machine->n_stack - 1];
    return OK;
}

PICKLE_RUN(pickle_run_put)
{
    size_t index;
    enum status status = read_index(machine, argument, &index, err);
    return status == OK ? put(machine, index, err) : status;
}

PICKLE_RUN(pickle_run_memoize)
{
    (void)argument;
    return put(machine, machine->n_memo, err);
}

PICKLE_RUN(pickle_run_get)
{
    size_t index;
    enum status status = read_index(machine, argument, &index, err);
    if (status != OK) {
        return status;
    }
    if (index >= machine->n_memo || machine->memo[index].kind == PICKLE_UNSET) {
        return pickle_error(machine, err, "found %s of memo index %zu, expected one that was put before",
                            argument->opcode->name, index);
    }
    return pickle_push(machine, machine->memo[index], err);
}

/* ---- the rest ---- */

PICKLE_RUN(pickle_run_proto)
{
    if (argument->number > HIGHEST_PROTOCOL) {
        return pickle_error(machine, err, "found pickle protocol %d, expected 0 to %d", (int)argument->number,
                            HIGHEST_PROTOCOL);
    }
    return OK;
}

PICKLE_RUN(pickle_run_frame)
{
    size_t left = machine->n - machine->next;
    if (argument->number > left) {
        return pickle_error(machine, err,
                            "found a frame of %llu bytes, expected at most the %zu that are left",
                            (unsigned long long)argument->number, left);
    }
    return OK;
}

PICKLE_RUN(pickle_run_refused)
{
    return pickle_error(machine, err, "found %s (%s), expected all of the data in the file itself",
                        argument->opcode->refused, argument->opcode->name);
}
