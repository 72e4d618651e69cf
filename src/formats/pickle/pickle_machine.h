/* The stack machine that a pickle is a program for: what its opcodes and constructors work on. Internal to
 * pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_MACHINE_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_MACHINE_H

#include <stdint.h>

#include "formats/pickle/pickle_value.h"

struct pickle_machine {
    const char *file;
    const unsigned char *bytes;
    size_t n;
    size_t at;   /* of the opcode at work */
    size_t next; /* of what follows it and its argument */
    struct pickle_memory memory;
    struct pickle_value *stack, *memo;
    size_t n_stack, stack_capacity, n_memo, memo_capacity;
    size_t *marks; /* how high the stack was at each MARK that is open */
    size_t n_marks, marks_capacity;
    size_t from; /* for an opcode that closes a mark: how high the stack was there */
    bool stopped;
    bool nested; /* a pickle in another one, where joblib has an array of objects */
    /* Reads a pickle; of pickle_opcodes.h, which knows what knows it. */
    enum status (*run)(struct pickle_machine *machine, struct pickle_value *result, struct error *err);
    struct error unknown; /* the first name that nothing is known of */
};

void pickle_machine_release(struct pickle_machine *machine);

/* "file: byte N: " and the message; BAD_DATA. */
enum status pickle_error(const struct pickle_machine *machine, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* How high the stack was at the last open mark. */
size_t pickle_fence(const struct pickle_machine *machine);
enum status pickle_push(struct pickle_machine *machine, struct pickle_value value, struct error *err);
enum status pickle_push_text(struct pickle_machine *machine, enum pickle_kind kind,
                             const unsigned char *bytes, size_t n, struct error *err);
/* A value of a kind that has items, with a copy of the n values. */
enum status pickle_make_items(struct pickle_machine *machine, enum pickle_kind kind,
                              const struct pickle_value *values, size_t n, struct pickle_value *made,
                              struct error *err);
enum status pickle_make_text(struct pickle_machine *machine, enum pickle_kind kind,
                             const unsigned char *bytes, size_t n, struct pickle_value *made,
                             struct error *err);
/* Adds n values at the end. */
enum status pickle_items_append(struct pickle_machine *machine, struct pickle_items *items,
                                const struct pickle_value *values, size_t n, struct error *err);

struct pickle_call {
    const struct pickle_constructor *constructor;
    const struct pickle_value *arguments; /* borrowed: what is kept is copied */
    size_t n;
};

/* A name that a pickle may import. */
struct pickle_constructor {
    const char *module, *name;
    enum pickle_kind
        made; /* of an empty object of this class, to be filled by its state; or of what call makes */
    /* NULL: cannot be called, such as a class that is only named. */
    enum status (*call)(struct pickle_machine *machine, const struct pickle_call *call,
                        struct pickle_value *result, struct error *err);
};

#define PICKLE_CALL(function)                                                                                \
    enum status function(struct pickle_machine *machine, const struct pickle_call *call,                     \
                         struct pickle_value *result, struct error *err)

/* The error for arguments that are not what the constructor takes. */
enum status pickle_call_error(const struct pickle_machine *machine, const struct pickle_call *call,
                              const char *expected, struct error *err);

#endif
