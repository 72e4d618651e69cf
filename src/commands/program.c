#include "commands/program.h"

#include <errno.h>
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/json_file.h"

void program_tell_line(const char *bytes, size_t n)
{
    fputs("faastat: ", stderr);
    for (size_t i = 0; i < n; i++) { /* messages quote bytes of strangers */
        putc((unsigned char)bytes[i] < ' ' || bytes[i] == 0x7F ? '?' : bytes[i], stderr);
    }
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
    signal(SIGPIPE, SIG_IGN); /* a program that reads us and ends is an error to report, not a sudden end */
}

int program_end(enum status status, struct error *err)
{
    if (fflush(stdout) == EOF || ferror(stdout)) { /* output that did not arrive is a failure */
        status = error_set(err, BAD_SERVICE, "cannot write the output: %s", strerror(errno));
    }
    if (status != OK) {
        program_tell(err->text);
    }
    return (int)status;
}
