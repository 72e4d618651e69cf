/* The stack machine that a pickle is a program for, and its opcodes. Internal to pickle_*.c. */
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
};

/* How an opcode's argument is written. */
enum pickle_form {
    PICKLE_NO_ARGUMENT,
    PICKLE_FIXED,   /* `width` bytes; also as a little-endian number */
    PICKLE_COUNTED, /* a length of `width` bytes, little-endian, and as many bytes */
    PICKLE_LINE,    /* up to a line feed */
    PICKLE_LINES    /* two of them */
};

struct pickle_argument {
    const struct pickle_opcode *opcode;
    unsigned char code;
    const unsigned char *bytes, *second; /* without lengths and line feeds; `second`: of two lines */
    size_t n, second_n;
    uint64_t number; /* of PICKLE_FIXED */
};

struct pickle_opcode {
    const char *name;
    enum pickle_form form;
    unsigned char width;
    bool closes;           /* takes all down to the last mark, and the mark */
    unsigned char takes;   /* values that must be there (below that mark) */
    unsigned char puts;    /* values that are there afterwards in their place */
    enum pickle_kind kind; /* of what it pushes, where several opcodes share a function */
    enum status (*run)(struct pickle_machine *machine, const struct pickle_argument *argument,
                       struct error *err);
    const char *refused; /* what it is, for an opcode that is not obeyed */
};

/* The opcode, or NULL. */
const struct pickle_opcode *pickle_opcode_find(unsigned char code);
/*
 * Reads the opcode at bytes[*at] and its argument, and moves *at behind it. False when the bytes end before
 * it does, or, with argument->opcode NULL, when it is none.
 */
bool pickle_argument_read(const unsigned char *bytes, size_t n, size_t *at, struct pickle_argument *argument);

/* Runs the pickle to its end; *result is what it leaves. */
enum status pickle_machine_run(struct pickle_machine *machine, struct pickle_value *result,
                               struct error *err);
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

/* ---- constructors ---- */

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

/* Pushes the name that was found; refused by name when the table does not have it. */
enum status pickle_import(struct pickle_machine *machine, const struct pickle_text *module,
                          const struct pickle_text *name, struct error *err);
enum status pickle_construct(struct pickle_machine *machine, const struct pickle_value *callee,
                             const struct pickle_value *arguments, size_t n, struct pickle_value *result,
                             struct error *err);
/* An empty object of a class, as object.__new__ makes it. */
enum status pickle_make_object(struct pickle_machine *machine, const struct pickle_value *callee,
                               struct pickle_value *result, struct error *err);
/* Gives an object the state that the pickle has for it. */
enum status pickle_build(struct pickle_machine *machine, struct pickle_value *object,
                         const struct pickle_value *state, struct error *err);
/* The error for arguments that are not what the constructor takes. */
enum status pickle_call_error(const struct pickle_machine *machine, const struct pickle_call *call,
                              const char *expected, struct error *err);

#define PICKLE_CALL(function)                                                                                \
    enum status function(struct pickle_machine *machine, const struct pickle_call *call,                     \
                         struct pickle_value *result, struct error *err)
PICKLE_CALL(pickle_call_dtype);
PICKLE_CALL(pickle_call_scalar);
PICKLE_CALL(pickle_call_reconstruct);
PICKLE_CALL(pickle_call_frombuffer);
enum status pickle_build_dtype(struct pickle_machine *machine, struct pickle_dtype *dtype,
                               const struct pickle_value *state, struct error *err);
enum status pickle_build_array(struct pickle_machine *machine, struct pickle_array *array,
                               const struct pickle_value *state, struct error *err);

/* ---- opcodes that push a number or a text; the others are pickle_machine.c's ---- */

#define PICKLE_RUN(function)                                                                                 \
    enum status function(struct pickle_machine *machine, const struct pickle_argument *argument,             \
                         struct error *err)
PICKLE_RUN(pickle_run_integer_line);
PICKLE_RUN(pickle_run_float_line);
PICKLE_RUN(pickle_run_integer);
PICKLE_RUN(pickle_run_long);
PICKLE_RUN(pickle_run_float);
PICKLE_RUN(pickle_run_bool);
PICKLE_RUN(pickle_run_text);
PICKLE_RUN(pickle_run_string_line);
PICKLE_RUN(pickle_run_unicode_line);

PICKLE_RUN(pickle_run_none);
PICKLE_RUN(pickle_run_mark);
PICKLE_RUN(pickle_run_pop);
PICKLE_RUN(pickle_run_pop_mark);
PICKLE_RUN(pickle_run_dup);
PICKLE_RUN(pickle_run_empty);
PICKLE_RUN(pickle_run_gather);
PICKLE_RUN(pickle_run_tuple);
PICKLE_RUN(pickle_run_append);
PICKLE_RUN(pickle_run_appends);
PICKLE_RUN(pickle_run_put);
PICKLE_RUN(pickle_run_get);
PICKLE_RUN(pickle_run_memoize);
PICKLE_RUN(pickle_run_global);
PICKLE_RUN(pickle_run_stack_global);
PICKLE_RUN(pickle_run_inst);
PICKLE_RUN(pickle_run_obj);
PICKLE_RUN(pickle_run_reduce);
PICKLE_RUN(pickle_run_newobj);
PICKLE_RUN(pickle_run_newobj_ex);
PICKLE_RUN(pickle_run_build);
PICKLE_RUN(pickle_run_proto);
PICKLE_RUN(pickle_run_frame);
PICKLE_RUN(pickle_run_stop);
PICKLE_RUN(pickle_run_refused);

#endif
