/* What can go wrong, with the name under which Lambda reports it, and the message that explains it. */
#ifndef HANDLER_ERROR_H
#define HANDLER_ERROR_H

/* Lambda replaces an error type that does not begin with "Runtime." or "Function." and a capital. */
#define STATUSES(ROW)                                                                                        \
    ROW(OK, "")                                                                                              \
    ROW(BAD_CONFIG, "Function.ConfigError")        /* an environment variable */                             \
    ROW(BAD_MODEL, "Function.ModelLoad")           /* the network or its weights */                          \
    ROW(BAD_IMAGE, "Function.ImageError")          /* the picture of IMAGE */                                \
    ROW(BAD_RUN, "Function.ForwardPass")           /* the engine failed, or found no numbers */              \
    ROW(BAD_EVENT, "Runtime.UnmarshalError")       /* the event is not JSON */                               \
    ROW(BAD_REQUEST, "Function.BadRequest")        /* the options in the event; the client is told */        \
    ROW(EVENT_TOO_LARGE, "Function.EventTooLarge") /* more than Lambda says it would send */                 \
    ROW(ANSWER_TOO_LARGE, "Function.ResponseSizeTooLarge")                                                   \
    ROW(NO_MEMORY, "Function.OutOfMemory")                                                                   \
    ROW(NO_SERVICE, "Runtime.ApiError") /* the Runtime API is gone, or answers nonsense */

#define STATUS_VALUE(name, type) name,
enum status { STATUSES(STATUS_VALUE) };
#undef STATUS_VALUE

/* The first failure; zeroed before use. The text is printable ASCII. */
struct error {
    enum status status;
    char text[512];
};

/* Stores the message, unless an earlier one is there, and returns `status`, so that a failure is one
 * statement.
 */
enum status error_set(struct error *err, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "Function.ConfigError" and so on. */
const char *error_type(enum status status);

/* Said once more where it is called, for compilers and analysers, which do not look into error.c. */
static inline enum status status_same(enum status status)
{
    return status;
}
#define error_set(err, status, ...) (error_set((err), (status), __VA_ARGS__), status_same(status))
#define error_no_memory(err)        error_set((err), NO_MEMORY, "not enough memory")

#endif
