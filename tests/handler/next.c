/* next N: takes N events from AWS_LAMBDA_RUNTIME_API and prints each one's request id, its bytes and
 * _X_AMZN_TRACE_ID. */
#include <stdio.h>
#include <stdlib.h>

#include "runtime.h"

int main(int argc, char **argv)
{
    struct error err = {0};
    struct runtime *runtime;
    struct event event;
    int status = EXIT_SUCCESS;
    if (argc != 2 || runtime_new(&runtime, getenv("AWS_LAMBDA_RUNTIME_API"), &err) != OK) {
        return EXIT_FAILURE;
    }
    for (long n = strtol(argv[1], NULL, 10); n > 0; n--) {
        if (runtime_next(runtime, &event, &err) != OK) {
            puts(err.text);
            status = EXIT_FAILURE;
            break;
        }
        const char *trace = getenv("_X_AMZN_TRACE_ID");
        printf("%s %s %s\n", event.request_id, event.bytes, trace == NULL ? "unset" : trace);
    }
    runtime_free(runtime);
    return status;
}
