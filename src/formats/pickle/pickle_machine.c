#include "formats/pickle/pickle_machine.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

enum status pickle_error(const struct pickle_machine *machine, struct error *err, const char *format, ...)
{
    struct error message;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message.text, sizeof message.text, format, arguments);
    va_end(arguments);
    return error_set(err, BAD_DATA, "%s: byte %zu: %s", machine->file, machine->at, message.text);
}

enum status pickle_call_error(const struct pickle_machine *machine, const struct pickle_call *call,
                              const char *expected, struct error *err)
{
    return pickle_error(machine, err, "found '%s %s' with arguments that it does not take, expected %s",
                        call->constructor->module, call->constructor->name, expected);
}

static enum status out_of_memory(const struct pickle_machine *machine, struct error *err)
{
    return pickle_memory_error(&machine->memory, machine->file, err);
}

enum status pickle_push(struct pickle_machine *machine, struct pickle_value value, struct error *err)
{
    struct pickle_value *stack = pickle_memory_reserve(
        &machine->memory, machine->stack, &machine->stack_capacity, machine->n_stack + 1, sizeof *stack);
    if (stack == NULL) {
        return out_of_memory(machine, err);
    }
    machine->stack = stack;
    stack[machine->n_stack++] = value;
    return OK;
}

enum status pickle_make_text(struct pickle_machine *machine, enum pickle_kind kind,
                             const unsigned char *bytes, size_t n, struct pickle_value *made,
                             struct error *err)
{
    struct pickle_text *text = pickle_memory_get(&machine->memory, sizeof *text);
    if (text == NULL) {
        return out_of_memory(machine, err);
    }
    *text = (struct pickle_text){.bytes = bytes, .n = n};
    *made = (struct pickle_value){.kind = kind, .text = text};
    return OK;
}

enum status pickle_push_text(struct pickle_machine *machine, enum pickle_kind kind,
                             const unsigned char *bytes, size_t n, struct error *err)
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
    struct pickle_value *grown =
        pickle_memory_reserve(&machine->memory, items->values, &items->capacity, items->n + n, sizeof *grown);
    if (grown == NULL) {
        return out_of_memory(machine, err);
    }
    items->values = grown;
    memory_fill_ahead(grown, items->n * sizeof *grown, (items->n + n) * sizeof *grown,
                      items->capacity * sizeof *grown);
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

size_t pickle_fence(const struct pickle_machine *machine)
{
    return machine->n_marks == 0 ? 0 : machine->marks[machine->n_marks - 1];
}

void pickle_machine_release(struct pickle_machine *machine)
{
    pickle_blocks_free(machine->memory.blocks);
    *machine = (struct pickle_machine){0};
}
