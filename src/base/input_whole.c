#include "base/file.h"

enum status input_read_file(const char *path, const struct input_options *options, char **bytes, size_t *n,
                            struct error *err)
{
    struct input input;
    enum status status = input_open(&input, path, options, err);
    if (status == OK) {
        status = input_read_all(&input, bytes, n, err);
        input_close(&input);
    }
    return status;
}
