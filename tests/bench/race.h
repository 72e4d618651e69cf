/* Whole processes, timed: how long, how much processor time, how much memory; and the scripts of others that
 * are. For the programs of `make bench`. */
#ifndef FAASTAT_TESTS_RACE_H
#define FAASTAT_TESTS_RACE_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

enum { MOST_ROUNDS = 101 };

static inline double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* What a process took, with those that it waited for; the memory is that of the largest of them. */
struct usage {
    double wall_s, cpu_s, peak_mib;
};

static inline double timeval_s(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

/* Runs argv, found along PATH, with standard output into a file; false when it could not, or did not end with
 * 0.
 */
static inline bool run_measured(char *const *argv, const char *output, struct usage *usage)
{
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status = 0;
    struct rusage rusage;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    double start_s = seconds_now();
    int failed = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0 || wait4(pid, &status, 0, &rusage) != pid) {
        return false;
    }
    usage->wall_s = seconds_now() - start_s;
    usage->cpu_s = timeval_s(rusage.ru_utime) + timeval_s(rusage.ru_stime);
    usage->peak_mib = (double)rusage.ru_maxrss / 1024;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- scripts of others ---- */

struct scripts {
    char names[32][NAME_MAX + 1];
    size_t n;
};

/* The scripts in the folder, by name. */
static inline struct scripts find_scripts(const char *folder)
{
    struct scripts scripts = {.n = 0};
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        if (entries[i]->d_name[0] != '.' && scripts.n < sizeof scripts.names / sizeof *scripts.names) {
            snprintf(scripts.names[scripts.n++], sizeof *scripts.names, "%s", entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    return scripts;
}

/* The first line that the script prints after --version; false when what it needs is not installed. */
static inline bool read_label(char *script, const char *output, char *label, size_t room)
{
    char version[] = "--version";
    char *argv[] = {script, version, NULL};
    struct usage usage;
    FILE *file = run_measured(argv, output, &usage) ? fopen(output, "r") : NULL;
    bool there = file != NULL && fgets(label, (int)room, file) != NULL;
    if (file != NULL) {
        fclose(file);
    }
    label[there ? strcspn(label, "\r\n") : 0] = '\0';
    return there;
}

/* ---- medians ---- */

static inline int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts the values. */
static inline double median_of(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_number);
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* The median of each number by itself. */
static inline struct usage median_usage(const struct usage *rounds, size_t n)
{
    double wall_s[MOST_ROUNDS], cpu_s[MOST_ROUNDS], peak_mib[MOST_ROUNDS];
    for (size_t i = 0; i < n; i++) {
        wall_s[i] = rounds[i].wall_s;
        cpu_s[i] = rounds[i].cpu_s;
        peak_mib[i] = rounds[i].peak_mib;
    }
    return (struct usage){median_of(wall_s, n), median_of(cpu_s, n), median_of(peak_mib, n)};
}

#endif
