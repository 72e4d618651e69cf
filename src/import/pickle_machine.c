#include "import/pickle_machine.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

enum { HIGHEST_PROTOCOL = 5 };

enum status pickle_error(const struct pickle_machine *machine, struct error *err, const char *format, ...)
{
    struct error message;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message.text, sizeof message.text, format, arguments);
    va_end(arguments);
    return error_set(err, BAD_DATA, "%s: byte %zu: %s", machine->file, machine->at, message.text);
}

static enum status out_of_memory(const struct pickle_machine *machine, struct error *err)
{
    return pickle_memory_error(&machine->memory, machine->file, err);
}

/* ---- making values ---- */

enum status pickle_push(struct pickle_machine *machine, struct pickle_value value, struct error *err)
{
    struct pickle_value *stack = pickle_memory_reserve(&machine->memory, machine->stack, &machine->stack_capacity,
                                                       machine->n_stack + 1, sizeof *stack);
    if (stack == NULL) {
        return out_of_memory(machine, err);
    }
    machine->stack = stack;
    stack[machine->n_stack++] = value;
    return OK;
}

enum status pickle_make_text(struct pickle_machine *machine, enum pickle_kind kind, const unsigned char *bytes,
                             size_t n, struct pickle_value *made, struct error *err)
{
    struct pickle_text *text = pickle_memory_get(&machine->memory, sizeof *text);
    if (text == NULL) {
        return out_of_memory(machine, err);
    }
    *text = (struct pickle_text){.bytes = bytes, .n = n};
    *made = (struct pickle_value){.kind = kind, .text = text};
    return OK;
}

enum status pickle_push_text(struct pickle_machine *machine, enum pickle_kind kind, const unsigned char *bytes,
                             size_t n, struct error *err)
{
    struct pickle_value made;
    enum status status = pickle_make_text(machine, kind, bytes, n, &made, err);
    return status == OK ? pickle_push(machine, made, err) : status;
}

enum status pickle_items_append(struct pickle_machine *machine, struct pickle_items *items,
                                const struct pickle_value *values, size_t n, struct error *err)
{
    if (n == 0) {
        return OK;
    }
    struct pickle_value *grown = pickle_memory_reserve(&machine->memory, items->values, &items->capacity,
                                                       items->n + n, sizeof *grown);
    if (grown == NULL) {
        return out_of_memory(machine, err);
    }
    items->values = grown;
    memcpy(grown + items->n, values, n * sizeof *values);
    items->n += n;
    return OK;
}

enum status pickle_make_items(struct pickle_machine *machine, enum pickle_kind kind,
                              const struct pickle_value *values, size_t n, struct pickle_value *made,
                              struct error *err)
{
    struct pickle_items *items = pickle_memory_get(&machine->memory, sizeof *items);
    if (items == NULL) {
        return out_of_memory(machine, err);
    }
    *items = (struct pickle_items){0};
    *made = (struct pickle_value){.kind = kind, .items = items};
    return pickle_items_append(machine, items, values, n, err);
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

/* Puts a value in the place of the last n of the stack. */
static enum status replace(struct pickle_machine *machine, size_t n, struct pickle_value value, struct error *err)
{
    machine->n_stack -= n;
    return pickle_push(machine, value, err);
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

/* How high the stack was at the last open mark. */
static size_t fence(const struct pickle_machine *machine)
{
    return machine->n_marks == 0 ? 0 : machine->marks[machine->n_marks - 1];
}

PICKLE_RUN(pickle_run_pop)
{
    (void)argument;
    if (machine->n_stack > fence(machine)) {
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

static enum status check_pairs(struct pickle_machine *machine, enum pickle_kind kind, size_t n, struct error *err)
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
    if (to->kind != kind) {
        char text[PICKLE_DESCRIPTION];
        return pickle_error(machine, err, "found an item for %s, expected %s", pickle_describe(to, text),
                            kind == PICKLE_DICT ? "a dict" : kind == PICKLE_SET ? "a set" : "a list");
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
        return pickle_error(machine, err, "found %s of a memo index that is out of range, expected at most %zu",
                            argument->opcode->name, machine->n);
    }
    return OK;
}

static enum status put(struct pickle_machine *machine, size_t index, struct error *err)
{
    if (index >= machine->n_memo) {
        struct pickle_value *memo = pickle_memory_reserve(&machine->memory, machine->memo, &machine->memo_capacity,
                                                          index + 1, sizeof *memo);
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

/* ---- imports and calls ---- */

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
        return pickle_error(machine, err, "found %s, expected a tuple of arguments", pickle_describe(value, text));
    }
    return OK;
}

PICKLE_RUN(pickle_run_reduce)
{
    (void)argument;
    const struct pickle_value *pair = machine->stack + machine->n_stack - 2;
    struct pickle_value result;
    enum status status = expect_tuple(machine, &pair[1], err);
    if (status == OK) {
        status = pickle_construct(machine, &pair[0], pair[1].items->values, pair[1].items->n, &result, err);
    }
    return status == OK ? replace(machine, 2, result, err) : status;
}

PICKLE_RUN(pickle_run_newobj)
{
    (void)argument;
    const struct pickle_value *pair = machine->stack + machine->n_stack - 2;
    struct pickle_value result;
    enum status status = expect_tuple(machine, &pair[1], err);
    if (status == OK) {
        status = pickle_make_object(machine, &pair[0], &result, err);
    }
    return status == OK ? replace(machine, 2, result, err) : status;
}

PICKLE_RUN(pickle_run_newobj_ex)
{
    (void)argument;
    char text[PICKLE_DESCRIPTION];
    return pickle_error(machine, err, "found an object with named arguments of %s, expected numbers",
                        pickle_describe(&machine->stack[machine->n_stack - 3], text));
}

PICKLE_RUN(pickle_run_build)
{
    (void)argument;
    struct pickle_value *pair = machine->stack + machine->n_stack - 2;
    enum status status = pickle_build(machine, &pair[0], &pair[1], err);
    machine->n_stack--;
    return status;
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
        return pickle_error(machine, err, "found a frame of %llu bytes, expected at most the %zu that are left",
                            (unsigned long long)argument->number, left);
    }
    return OK;
}

PICKLE_RUN(pickle_run_refused)
{
    return pickle_error(machine, err, "found %s (%s), expected all of the data in the file itself",
                        argument->opcode->refused, argument->opcode->name);
}

/* Whether the values are there that the opcode takes; closes its mark. */
static enum status prepare(struct pickle_machine *machine, const struct pickle_opcode *opcode, struct error *err)
{
    size_t top = machine->n_stack;
    if (opcode->closes) {
        if (machine->n_marks == 0) {
            return pickle_error(machine, err, "found %s without MARK, expected one before it", opcode->name);
        }
        machine->from = top = fence(machine);
        machine->n_marks--;
    }
    if (top - fence(machine) < opcode->takes) {
        return pickle_error(machine, err, "found %s with %zu values before it, expected %d", opcode->name,
                            top - fence(machine), opcode->takes);
    }
    return OK;
}

enum status pickle_machine_run(struct pickle_machine *machine, struct pickle_value *result, struct error *err)
{
    enum status status = OK;
    while (status == OK && !machine->stopped) {
        struct pickle_argument argument;
        machine->at = machine->next;
        if (!pickle_argument_read(machine->bytes, machine->n, &machine->next, &argument)) {
            if (machine->at == machine->n) {
                return pickle_error(machine, err, "found the end of the file, expected STOP");
            }
            return argument.opcode == NULL
                       ? pickle_error(machine, err, "found byte 0x%02x, expected an opcode of a pickle",
                                      argument.code)
                       : pickle_error(machine, err, "found the end of the file within %s, expected its argument",
                                      argument.opcode->name);
        }
        status = prepare(machine, argument.opcode, err);
        if (status == OK) {
            status = argument.opcode->run(machine, &argument, err);
        }
    }
    if (status != OK) {
        return status;
    }
    *result = machine->stack[0];
    machine->at = machine->next;
    if (machine->next < machine->n) {
        return pickle_error(machine, err, "found %zu bytes after the end of the pickle, expected none",
                            machine->n - machine->next);
    }
    return OK;
}

void pickle_machine_release(struct pickle_machine *machine)
{
    pickle_blocks_free(machine->memory.blocks);
    *machine = (struct pickle_machine){0};
}
