#include "figure/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/number.h"
#include "base/text.h"
#include "figure/script.h"

/* Starts gnuplot reading from `commands` and complaining into `complaints`. */
static enum status start(int commands, int complaints, pid_t *child, struct error *err)
{
    char program[] = "gnuplot";
    char *arguments[] = {program, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, commands, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
    int failure = posix_spawnp(child, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failure == 0 ? OK
                        : error_set(err, BAD_SERVICE, "cannot run gnuplot: %s%s", strerror(failure),
                                    failure == ENOENT ? "; install it, such as the package gnuplot-nox" : "");
}

/* Not a word on the figure: it is said of UTF-8 scripts in a locale without UTF-8, and the labels come out
 * right. */
static const char idle_warning[] = "iconv failed to convert degree sign";

/* What gnuplot said last that is no echo of a command: its verdict, such as `"x.gp" line 4: undefined
 * variable`. */
static void last_complaint(FILE *complaints, char *said, size_t size)
{
    char line[512];
    said[0] = '\0';
    rewind(complaints);
    while (fgets(line, sizeof line, complaints) != NULL) {
        size_t n = strcspn(line, "\n"), start = strspn(line, " \t");
        line[n] = '\0';
        if (start < n && strncmp(line, "gnuplot>", 8) != 0 && line[start] != '^' &&
            strstr(line, idle_warning) == NULL) {
            snprintf(said, size, "%s", line + start);
        }
    }
}

/* The few commands that come before the script's own: one write, smaller than any pipe. */
static enum status write_commands(int descriptor, const char *script, const char *temporary,
                                  const char *terminal, double scale, struct error *err)
{
    struct text commands = {0};
    char factor[NUMBER_TEXT];
    number_write(scale, factor);
    enum status status =
        text_print(&commands, err, "scale = %s\nterminal = '%s'\noutput = ", factor, terminal);
    if (status == OK) {
        status = gp_string(&commands, temporary, err);
    }
    if (status == OK) { /* load, because piped line by line gnuplot goes on behind an error */
        status = text_print(&commands, err, "\nload ");
    }
    if (status == OK) {
        status = gp_string(&commands, script, err);
    }
    if (status == OK) {
        status = text_append(&commands, "\n", 1, err);
    }
    if (status == OK && write(descriptor, commands.bytes, commands.n) != (ssize_t)commands.n) {
        status = error_set(err, BAD_SERVICE, "cannot write to gnuplot: %s", strerror(errno));
    }
    text_release(&commands);
    return status;
}

static enum status verdict(pid_t child, FILE *complaints, struct error *err)
{
    int ended;
    while (waitpid(child, &ended, 0) < 0 && errno == EINTR) {}
    char said[256];
    last_complaint(complaints, said, sizeof said);
    if (WIFSIGNALED(ended)) {
        return error_set(err, BAD_SERVICE, "gnuplot was ended by signal %d", WTERMSIG(ended));
    }
    if (WEXITSTATUS(ended) != 0 || said[0] != '\0') {
        return error_set(err, BAD_SERVICE, "gnuplot: %s", said[0] == '\0' ? "failed without a word" : said);
    }
    return OK;
}

static enum status run(const char *script, const char *temporary, const char *terminal, double scale,
                       struct error *err)
{
    int ends[2] = {-1, -1};
    pid_t child;
    FILE *complaints = tmpfile();
    enum status status = OK;
    /* Closed on exec, so that no gnuplot started meanwhile keeps this one's pipe open. */
    if (complaints == NULL || fcntl(fileno(complaints), F_SETFD, FD_CLOEXEC) != 0 ||
        pipe2(ends, O_CLOEXEC) != 0) {
        status = error_set(err, BAD_SERVICE, "cannot talk to gnuplot: %s", strerror(errno));
    }
    if (status == OK) {
        status = start(ends[0], fileno(complaints), &child, err);
    }
    if (status == OK) {
        enum status written = write_commands(ends[1], script, temporary, terminal, scale, err);
        close(ends[1]);
        ends[1] = -1;
        status = verdict(child, complaints, err);
        status = status == OK ? written : status;
    }
    for (int i = 0; i < 2; i++) {
        if (ends[i] >= 0) {
            close(ends[i]);
        }
    }
    if (complaints != NULL) {
        fclose(complaints);
    }
    return status;
}

enum status gnuplot_draw(const char *script, const char *image, const char *terminal, double scale,
                         struct error *err)
{
    struct text temporary = {0};
    enum status status = text_print(&temporary, err, "%s.tmp", image);
    if (status == OK) {
        status = run(script, temporary.bytes, terminal, scale, err);
    }
    if (status == OK && rename(temporary.bytes, image) != 0) {
        status = error_set(err, BAD_SERVICE, "cannot write '%s': %s", image, strerror(errno));
    }
    if (status != OK && temporary.bytes != NULL) { /* gnuplot leaves an empty image behind an error */
        unlink(temporary.bytes);
    }
    text_release(&temporary);
    return status;
}
