#include "commands/program.h"

#include <errno.h>
#include <gsl/gsl_errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json_file.h"
#include "base/leftovers.h"
#include "base/terminal.h"

void program_tell_line(const char *bytes, size_t n)
{
    fputs("faastat: ", stderr);
    terminal_put(bytes, n, stderr); /* messages quote bytes of strangers */
    putc('\n', stderr);
}

void program_tell(const char *text)
{
    program_tell_line(text, strlen(text));
}

void program_begin(void)
{
    gsl_set_error_handler_off();
    json_watch_memory();
    leftovers_watch();
    signal(SIGPIPE, SIG_IGN); /* a program that reads us and ends is an error to report, not a sudden end */
}

/* Whether nobody reads what is written any more: `| head` has seen enough. */
static bool is_reader_gone(void)
{
    struct pollfd output = {STDOUT_FILENO, POLLOUT, 0};
    return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

int program_end(enum status status, struct error *err)
{
    bool arrived = fflush(stdout) != EOF && !ferror(stdout);
    if (!arrived && is_reader_gone() && (status == OK || strstr(err->text, strerror(EPIPE)) != NULL)) {
        return OK;
    }
    if (!arrived) { /* output that did not arrive is a failure */
        status = error_set(err, BAD_SERVICE, "cannot write the output: %s", strerror(errno));
    }
    if (status != OK) {
        program_tell(err->text);
    }
    return (int)status;
}
