/* Text dumps that are read line by line, in order, by an importer that may remember what came before. */
#ifndef FAASTAT_READ_TEXT_RECORDS_H
#define FAASTAT_READ_TEXT_RECORDS_H

#include "import/record.h"

struct text_line {
    const char *text; /* without its line end; a NUL behind it */
    size_t n;
    struct place place; /* its file and line, column 0 */
};

struct text_format {
    const struct record_column *columns;
    size_t n_columns;
    /* Takes one line, blank ones too; what it returns is judged as a row. A NUL byte within a line never gets
     * here. */
    enum status (*take)(const struct text_line *line, void *state, const struct record_sink *sink,
                        struct error *err);
    /* Called once behind the last line, unless NULL; what it returns is judged as a row. */
    enum status (*finish)(const struct place *end, void *state, const struct record_sink *sink,
                          struct error *err);
};

/* `state` is the importer's own, handed to take and finish. */
enum status text_lines_read(struct input *input, const struct text_format *format, void *state,
                            const struct record_sink *sink, struct error *err);

/* The line that follows in text that is being probed, trimmed of its CR; false at the end. *at moves on. */
bool text_next_line(const char **at, const char *end, const char **line, size_t *n);

#endif
