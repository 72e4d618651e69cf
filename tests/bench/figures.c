/*
 * Times `faastat figures` of all the report's figures, and a second run that has nothing to draw, against
 * each script in tests/bench/peers/figures, which draws the same points in one process: whole processes, in
 * turn. Prints a table in Markdown. Usage: figures BUILD ROUNDS.
 */
#include "race.h"

#define PEER_FOLDER "tests/bench/peers/figures"
enum { MOST_RUNNERS = 8 };

struct runner {
    char label[64], script[512];
    char *argv[8];
    struct usage rounds[MOST_ROUNDS];
};

struct contest {
    char faastat[512], folder[512], output[512];
    struct runner runners[MOST_RUNNERS];
    size_t n;
};

static struct runner *add_own(struct contest *contest, const char *label)
{
    static char figures[] = "figures", file[] = "templates/report.json", output[] = "--output",
                quiet[] = "--quiet";
    struct runner *runner = &contest->runners[contest->n++];
    snprintf(runner->label, sizeof runner->label, "%s", label);
    char *argv[] = {contest->faastat, figures, file, output, contest->folder, quiet};
    memcpy(runner->argv, argv, sizeof argv);
    return runner;
}

static void add_peers(struct contest *contest)
{
    struct scripts scripts = find_scripts(PEER_FOLDER);
    for (size_t i = 0; i < scripts.n && contest->n < MOST_RUNNERS; i++) {
        struct runner *runner = &contest->runners[contest->n];
        snprintf(runner->script, sizeof runner->script, "%s/%s", PEER_FOLDER, scripts.names[i]);
        if (read_label(runner->script, contest->output, runner->label, sizeof runner->label)) {
            runner->argv[0] = runner->script;
            runner->argv[1] = contest->folder;
            contest->n++;
        } else {
            printf("%s is missing; `make deps-bench` installs it.\n\n", runner->script);
        }
    }
}

static bool run_rounds(struct contest *contest, size_t rounds)
{
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < contest->n; i++) {
            struct runner *runner = &contest->runners[i];
            if (!run_measured(runner->argv, contest->output, &runner->rounds[round])) {
                fprintf(stderr, "figures: %s failed\n", runner->label);
                return false;
            }
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    static struct contest contest;
    static char force[] = "--force";
    size_t rounds = argc == 3 ? strtoull(argv[2], NULL, 10) : 0;
    if (rounds < 1 || rounds > MOST_ROUNDS) {
        fprintf(stderr, "usage: figures BUILD ROUNDS, 1 to %d rounds\n", MOST_ROUNDS);
        return 2;
    }
    snprintf(contest.faastat, sizeof contest.faastat, "%s/faastat", argv[1]);
    snprintf(contest.folder, sizeof contest.folder, "%s/bench/figures", argv[1]);
    snprintf(contest.output, sizeof contest.output, "%s/bench/output", argv[1]);
    add_own(&contest, "faastat figures")->argv[6] = force;
    add_own(&contest, "again, nothing changed");
    add_peers(&contest);
    printf("**Figures**: all of the report's, medians of %zu rounds.\n\n", rounds);
    /* One round that is not timed, and writes the scripts. */
    if (!run_rounds(&contest, 1) || !run_rounds(&contest, rounds)) {
        return 1;
    }
    struct usage base = median_usage(contest.runners[0].rounds, rounds);
    printf("| %-26s | %9s | %10s | %8s | %8s |\n", "program", "seconds", "to faastat", "CPU s", "peak MiB");
    puts("| --- | ---: | ---: | ---: | ---: |");
    for (size_t i = 0; i < contest.n; i++) {
        struct usage median = median_usage(contest.runners[i].rounds, rounds);
        printf("| %-26s | %9.4f | %10.2f | %8.3f | %8.1f |\n", contest.runners[i].label, median.wall_s,
               median.wall_s / base.wall_s, median.cpu_s, median.peak_mib);
    }
    putchar('\n');
    return 0;
}
