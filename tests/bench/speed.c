/*
 * Times faastat against other programs at the same job: n, mean, sd, min, max and five quantiles of latency_s
 * by model and memory size, of a dump that generate.c makes; or at comparisons. Whole processes, in turn.
 * Before that each program's numbers are compared with faastat's; one that disagrees is not timed, and the
 * exit status is 1; of those that write the rows, each cell is. Prints a table in Markdown for each job.
 * Usage: speed BUILD ROWS ROUNDS PEERS JOB ...
 */
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "numbers.h"
#include "race.h"

#define PEER_FOLDER "tests/bench/peers"

/* ---- who takes part in what ---- */

/* Words of a command that stand for others. */
static const char FAASTAT[] = "{faastat with its options}", STREAM[] = "{faastat --stream}",
                  COMPARE[] = "{faastat compare}", PICTURES[] = "{faastat --by model}", PLAIN[] = "{faastat}",
                  REPORTS[] = "{faastat of reports}", SAMPLES[] = "{faastat of JMeter's samples}",
                  NAMES[] = "{faastat by name}", IMPORT[] = "{faastat import}", DUMP[] = "{dump}",
                  EVERY_PEER[] = "{every peer}";

struct entrant {
    const char *label;
    const char *peer;     /* a file's name without its ending, or EVERY_PEER; NULL: words */
    const char *words[8]; /* the command */
    size_t rows_times;    /* of the job's rows; 0: 1 */
    bool says_more;       /* faastat with another output: the same numbers, not the same bytes */
};

static const char *const faastat_words[] = {
    "summary",  "--by", "model,memory_mb", "--measure", "latency_s", "--quantiles", "0.5,0.9,0.95,0.99,0.999",
    "--format", "csv",  "--quiet"};
enum { FAASTAT_WORDS = sizeof faastat_words / sizeof *faastat_words };

/* A log names no model. */
static const char *const reports_words[] = {"summary",
                                            "--set",
                                            "model=any",
                                            "--by",
                                            "model,memory_mb",
                                            "--measure",
                                            "duration_s",
                                            "--quantiles",
                                            "0.5,0.9,0.95,0.99,0.999",
                                            "--format",
                                            "csv",
                                            "--quiet"};
enum { REPORTS_WORDS = sizeof reports_words / sizeof *reports_words };

/* Tables of load generators name requests. */
static const char *const samples_words[] = {
    "summary",  "--by", "label",  "--measure", "latency_s", "--quantiles", "0.5,0.9,0.95,0.99,0.999",
    "--format", "csv",  "--quiet"};
enum { SAMPLES_WORDS = sizeof samples_words / sizeof *samples_words };
static const char *const names_words[] = {
    "summary",  "--by", "name",   "--measure", "latency_s", "--quantiles", "0.5,0.9,0.95,0.99,0.999",
    "--format", "csv",  "--quiet"};
enum { NAMES_WORDS = sizeof names_words / sizeof *names_words };

/* All effects of a pair: means, two quantiles, shift, delta, tests. */
static const char *const compare_words[] = {"compare",  "--by", "model,memory_mb", "--measure", "latency_s",
                                            "--format", "csv",  "--quiet"};
enum { COMPARE_WORDS = sizeof compare_words / sizeof *compare_words };

/* The rows, not numbers of them. */
static const char *const import_words[] = {"import", "--quiet"};
enum { IMPORT_WORDS = sizeof import_words / sizeof *import_words };

/* Behind the command, for each of those that draw, and for a summary of the same. */
static const char *const pictures_words[] = {"--by", "model", "--measure", "latency_s", "--quiet"};
enum { PICTURES_WORDS = sizeof pictures_words / sizeof *pictures_words };

#define ENTRANT_CAT                                                                                          \
    {                                                                                                        \
        "cat", NULL, {"cat", DUMP}, 0, false                                                                 \
    }
#define ENTRANT_WC                                                                                           \
    {                                                                                                        \
        "wc -l", NULL, {"wc", "-l", DUMP}, 0, false                                                          \
    }
/* What the peers print too; faastat's own default is more: intervals, and tests of what they take for
 * granted. */
#define ENTRANT_NUMBERS                                                                                      \
    {                                                                                                        \
        "faastat --interval none", NULL, {FAASTAT, "--interval", "none", DUMP}, 0, false                     \
    }
#define ENTRANT_INTERVALS                                                                                    \
    {                                                                                                        \
        "faastat, with intervals", NULL, {FAASTAT, DUMP}, 0, true                                            \
    }
#define ENTRANT_STREAM(method)                                                                               \
    {                                                                                                        \
        "--stream --interval " method, NULL, {STREAM, "--interval", method, DUMP}, 0, true                   \
    }
#define ENTRANT_THREADS(n)                                                                                   \
    {                                                                                                        \
        "faastat --threads " n, NULL, {FAASTAT, "--interval", "none", "--threads", n, DUMP}, 0, false        \
    }
#define ENTRANT_PICKLE                                                                                       \
    {                                                                                                        \
        "faastat summary", NULL, {PLAIN, "summary", "--interval", "none", "-m", "latency_s", DUMP}, 0, true  \
    }
#define ENTRANT_PICKLE_LOAD                                                                                  \
    {                                                                                                        \
        "pickle.load", NULL,                                                                                 \
            {"python3", "-c", "import pickle, sys; pickle.load(open(sys.argv[1], 'rb'))", DUMP}, 0, false    \
    }
/* Without the load. */
#define ENTRANT_PYTHON                                                                                       \
    {                                                                                                        \
        "python3 that starts", NULL, {"python3", "-c", "import pickle, sys"}, 0, false                       \
    }

enum { MOST_ENTRANTS = 6 };

/* All of faastat's outputs in a job are the same bytes, unless one says more. */
static const struct job {
    const char *name, *title;
    size_t rows;         /* 0: as many as asked for */
    size_t least_rounds; /* more, where a process takes little time */
    const char *kind;    /* of the dump, as generate.c knows it; "": the usual one */
    const char *threads; /* of the peers; NULL: all */
    struct entrant entrants[MOST_ENTRANTS];
} jobs[] = {
    {"all",
     "The job",
     0,
     0,
     "",
     NULL,
     {ENTRANT_CAT, ENTRANT_WC, ENTRANT_NUMBERS, ENTRANT_INTERVALS, {NULL, EVERY_PEER, {NULL}, 0, false}}},
    {"small",
     "A small file, numbers alone",
     100000,
     11,
     "",
     NULL,
     {ENTRANT_CAT, ENTRANT_WC, ENTRANT_NUMBERS, ENTRANT_INTERVALS, {NULL, EVERY_PEER, {NULL}, 0, false}}},
    {"threads",
     "Threads",
     0,
     0,
     "",
     NULL,
     {ENTRANT_NUMBERS, ENTRANT_THREADS("1"), ENTRANT_THREADS("2"), ENTRANT_THREADS("3"),
      ENTRANT_THREADS("7")}},
    {"one-thread",
     "One thread each",
     0,
     0,
     "",
     "1",
     {ENTRANT_WC, ENTRANT_THREADS("1"), {NULL, "duckdb", {NULL}, 0, false}}},
    {"portable",
     "Without AVX2",
     0,
     0,
     "",
     NULL,
     {ENTRANT_WC,
      ENTRANT_NUMBERS,
      {"faastat without AVX2",
       NULL,
       {"env", "FAASTAT_NO_AVX2=1", FAASTAT, "--interval", "none", DUMP},
       0,
       false}}},
    {"quoted",
     "Every field quoted",
     0,
     0,
     "quoted",
     NULL,
     {ENTRANT_WC, ENTRANT_NUMBERS, {NULL, "duckdb", {NULL}, 0, false}}},
    {"stdin",
     "Standard input",
     0,
     0,
     "",
     NULL,
     {{"wc -l, from cat", NULL, {"sh", "-c", "cat \"$0\" | wc -l", DUMP}, 0, false},
      {"faastat, from cat",
       NULL,
       {"sh", "-c", "cat \"$0\" | \"$@\" --interval none -", DUMP, FAASTAT},
       0,
       false}}},
    {"scale",
     "Ten times the rows",
     0,
     0,
     "",
     NULL,
     {ENTRANT_NUMBERS,
      {"faastat, ten times the rows", NULL, {FAASTAT, "--interval", "none", DUMP}, 10, false}}},
    {"dependent",
     "Requests that depend on one another, three groups",
     0,
     0,
     "dependent",
     NULL,
     {ENTRANT_NUMBERS,
      ENTRANT_INTERVALS,
      ENTRANT_STREAM("dependent"),
      ENTRANT_STREAM("independent"),
      {NULL, "duckdb", {NULL}, 0, false}}},
    {"dependent-small",
     "The same in a small file",
     100000,
     11,
     "dependent",
     NULL,
     {ENTRANT_NUMBERS, ENTRANT_INTERVALS, {NULL, "duckdb", {NULL}, 0, false}}},
    {"drifting",
     "Times that drift",
     1000000,
     0,
     "drifting",
     NULL,
     {ENTRANT_INTERVALS, {"ten times the rows", NULL, {FAASTAT, DUMP}, 10, true}}},
    {"report",
     "Lambda's REPORT lines",
     1000000,
     0,
     "report",
     NULL,
     {ENTRANT_WC,
      {"faastat --interval none", NULL, {REPORTS, "--interval", "none", DUMP}, 0, false},
      {NULL, "duckdb", {NULL}, 0, false}}},
    {"platform",
     "Lambda's JSON lines, a start and a report of each request",
     1000000,
     0,
     "platform",
     NULL,
     {ENTRANT_WC,
      {"faastat --interval none", NULL, {REPORTS, "--interval", "none", DUMP}, 0, false},
      {NULL, "duckdb", {NULL}, 0, false}}},
    {"k6",
     "k6's JSON lines, one metric",
     1000000,
     0,
     "k6",
     NULL,
     {ENTRANT_WC, ENTRANT_NUMBERS, {NULL, "duckdb", {NULL}, 0, false}}},
    {"mixed",
     "k6's JSON lines, fourteen metrics and fifty addresses",
     1000000,
     0,
     "mixed",
     NULL,
     {ENTRANT_WC, ENTRANT_NUMBERS, {NULL, "duckdb", {NULL}, 0, false}}},
    {"jtl",
     "JMeter's JTL as CSV",
     1000000,
     0,
     "jtl",
     NULL,
     {ENTRANT_WC,
      {"faastat --interval none", NULL, {SAMPLES, "--interval", "none", DUMP}, 0, false},
      {NULL, "duckdb", {NULL}, 0, false}}},
    {"k6csv",
     "k6's CSV, one metric",
     1000000,
     0,
     "k6csv",
     NULL,
     {ENTRANT_WC,
      {"faastat --interval none", NULL, {NAMES, "--interval", "none", DUMP}, 0, false},
      {NULL, "duckdb", {NULL}, 0, false}}},
    {"mixed-k6csv",
     "k6's CSV, fourteen metrics",
     1000000,
     0,
     "mixed-k6csv",
     NULL,
     {ENTRANT_WC,
      {"faastat --interval none", NULL, {NAMES, "--interval", "none", DUMP}, 0, false},
      {NULL, "duckdb", {NULL}, 0, false}}},
    {"two",
     "Two groups of a million requests that depend on one another, compared",
     2000000,
     0,
     "two",
     NULL,
     {{"faastat compare", NULL, {COMPARE, DUMP}, 0, true}}},
    {"pairs",
     "24 groups of 80,000, every pair of them compared",
     1920000,
     0,
     "",
     NULL,
     {{"faastat compare", NULL, {COMPARE, DUMP}, 0, true},
      {"--threads 1", NULL, {COMPARE, "--threads", "1", DUMP}, 0, false}}},
    {"page",
     "A picture, and a page, of requests that depend on one another in three groups",
     0,
     0,
     "dependent",
     NULL,
     {{"faastat summary", NULL, {PLAIN, "summary", PICTURES, DUMP}, 0, true},
      {"faastat plot", NULL, {PLAIN, "plot", PICTURES, DUMP, "-o", "build/bench/picture.svg"}, 0, true},
      {"faastat report", NULL, {PLAIN, "report", PICTURES, DUMP, "-o", "build/bench/page.html"}, 0, true}}},
    {"start",
     "Three lines",
     3,
     101,
     "",
     NULL,
     {ENTRANT_WC, {"faastat summary", NULL, {PLAIN, "summary", DUMP}, 0, true}}},
    {"import",
     "Rows read and written as CSV",
     0,
     0,
     "",
     NULL,
     {{"faastat import", NULL, {IMPORT, DUMP}, 0, false},
      {"--threads 1", NULL, {IMPORT, "--threads", "1", DUMP}, 0, false},
      {NULL, "duckdb", {NULL}, 0, false}}},
    {"floats",
     "A pickled list of floats",
     0,
     0,
     "floats",
     NULL,
     {ENTRANT_PICKLE, ENTRANT_PICKLE_LOAD, ENTRANT_PYTHON}},
    {"dicts",
     "A pickled list of dicts",
     100000,
     11,
     "dicts",
     NULL,
     {ENTRANT_PICKLE, ENTRANT_PICKLE_LOAD, ENTRANT_PYTHON}},
    {"groups",
     "100,000 groups of two",
     200000,
     0,
     "groups",
     NULL,
     {{"faastat summary", NULL, {PLAIN, "summary", "--format", "csv", PICTURES, DUMP}, 0, true},
      {"--stream", NULL, {PLAIN, "summary", "--stream", "--format", "csv", PICTURES, DUMP}, 0, true}}},
};
enum { JOBS = sizeof jobs / sizeof *jobs };

/* ---- what is run ---- */

enum { MOST_RUNNERS = 32, MOST_WORDS = 32 };

struct runner {
    char label[64], script[512], dump[512];
    char *argv[MOST_WORDS];
    size_t rows;
    bool is_faastat, prints_numbers, says_more;
    struct usage rounds[MOST_ROUNDS], median;
};

struct bench {
    const char *build; /* the folder */
    size_t rows, rounds;
    const char *peers; /* "a,b": these alone; "": all */
    char faastat[512], output[512], first_output[512];
    struct runner runners[MOST_RUNNERS];
    size_t n;
    bool writes_rows; /* the job's runners do, its peers among them */
    struct numbers wanted;
    int status;
};

static bool make_dump(const struct bench *bench, size_t rows, const char *kind, char *path, size_t room)
{
    char generate[512], unfinished[520], rows_text[32], seed[] = "1", word[32];
    struct usage usage;
    snprintf(path, room, "%s/bench/%zu%s%s.csv", bench->build, rows, *kind == '\0' ? "" : "-", kind);
    snprintf(word, sizeof word, "%s", kind);
    if (access(path, R_OK) == 0) {
        return true;
    }
    snprintf(generate, sizeof generate, "%s/tests/bench/generate", bench->build);
    snprintf(unfinished, sizeof unfinished, "%s.tmp", path);
    snprintf(rows_text, sizeof rows_text, "%zu", rows);
    char *argv[] = {generate, rows_text, seed, word, NULL};
    fprintf(stderr, "writing %s\n", path);
    return run_measured(argv, unfinished, &usage) && rename(unfinished, path) == 0;
}

static void add_word(struct runner *runner, const char *word)
{
    size_t n = 0;
    while (runner->argv[n] != NULL) {
        n++;
    }
    if (n + 1 < MOST_WORDS) {
        runner->argv[n] = (char *)(uintptr_t)word; /* posix_spawn() does not write to it */
    }
}

static void add_words(struct runner *runner, const char *program, const char *const *words, size_t n)
{
    add_word(runner, program);
    for (size_t i = 0; i < n; i++) {
        add_word(runner, words[i]);
    }
}

static void add_command(struct bench *bench, const struct entrant *entrant, struct runner *runner)
{
    snprintf(runner->label, sizeof runner->label, "%s", entrant->label);
    runner->says_more = entrant->says_more;
    for (size_t i = 0; i < sizeof entrant->words / sizeof *entrant->words && entrant->words[i] != NULL; i++) {
        if (entrant->words[i] == DUMP) {
            add_word(runner, runner->dump);
        } else if (entrant->words[i] == STREAM) { /* whose quantiles are bucketed */
            runner->is_faastat = true;
            add_words(runner, bench->faastat, faastat_words, FAASTAT_WORDS);
            add_word(runner, "--stream");
        } else if (entrant->words[i] == COMPARE) {
            runner->is_faastat = true;
            add_words(runner, bench->faastat, compare_words, COMPARE_WORDS);
        } else if (entrant->words[i] == IMPORT) {
            runner->is_faastat = bench->writes_rows = true;
            add_words(runner, bench->faastat, import_words, IMPORT_WORDS);
        } else if (entrant->words[i] == PLAIN) {
            runner->is_faastat = true;
            add_word(runner, bench->faastat);
        } else if (entrant->words[i] == PICTURES) {
            for (size_t w = 0; w < PICTURES_WORDS; w++) {
                add_word(runner, pictures_words[w]);
            }
        } else if (entrant->words[i] == REPORTS) {
            runner->is_faastat = runner->prints_numbers = true;
            add_words(runner, bench->faastat, reports_words, REPORTS_WORDS);
        } else if (entrant->words[i] == SAMPLES) {
            runner->is_faastat = runner->prints_numbers = true;
            add_words(runner, bench->faastat, samples_words, SAMPLES_WORDS);
        } else if (entrant->words[i] == NAMES) {
            runner->is_faastat = runner->prints_numbers = true;
            add_words(runner, bench->faastat, names_words, NAMES_WORDS);
        } else if (entrant->words[i] == FAASTAT) {
            runner->is_faastat = runner->prints_numbers = true;
            add_words(runner, bench->faastat, faastat_words, FAASTAT_WORDS);
        } else {
            add_word(runner, entrant->words[i]);
        }
    }
    bench->n++;
}

/* Whether "a,b" has the name among its words. */
static bool is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
        if (strcspn(at, ",") == length && strncmp(at, name, length) == 0) {
            return true;
        }
    }
    return *list == '\0';
}

static const char *peer_folder(const struct bench *bench)
{
    return bench->writes_rows ? PEER_FOLDER "/import" : PEER_FOLDER "/summary";
}

static void add_peer(struct bench *bench, const char *file, struct runner *runner)
{
    snprintf(runner->script, sizeof runner->script, "%s/%s", peer_folder(bench), file);
    if (!read_label(runner->script, bench->output, runner->label, sizeof runner->label)) {
        printf("%s is missing; `make deps-bench` installs it.\n\n", runner->script);
        return;
    }
    runner->prints_numbers = !bench->writes_rows;
    add_word(runner, runner->script);
    add_word(runner, runner->dump);
    bench->n++;
}

/* Adds the peer of this name, or all. */
static void add_peers(struct bench *bench, const char *wanted, const struct runner *blank)
{
    struct scripts scripts = find_scripts(peer_folder(bench));
    for (size_t i = 0; i < scripts.n; i++) {
        const char *file = scripts.names[i], *ending = strrchr(file, '.');
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)(ending == NULL ? strlen(file) : (size_t)(ending - file)),
                 file);
        bool is_wanted = wanted == EVERY_PEER ? is_listed(bench->peers, name) : strcmp(wanted, name) == 0;
        if (is_wanted && bench->n < MOST_RUNNERS) {
            bench->runners[bench->n] = *blank;
            add_peer(bench, file, &bench->runners[bench->n]);
        }
    }
}

static bool add_runners(struct bench *bench, const struct job *job)
{
    bench->n = 0;
    bench->writes_rows = false;
    for (size_t i = 0; i < MOST_ENTRANTS && (job->entrants[i].label != NULL || job->entrants[i].peer != NULL);
         i++) {
        const struct entrant *entrant = &job->entrants[i];
        struct runner *runner = &bench->runners[bench->n];
        *runner = (struct runner){.rows = job->rows == 0 ? bench->rows : job->rows};
        runner->rows *= entrant->rows_times == 0 ? 1 : entrant->rows_times;
        if (!make_dump(bench, runner->rows, job->kind, runner->dump, sizeof runner->dump)) {
            fprintf(stderr, "cannot write %s\n", runner->dump);
            return false;
        }
        if (entrant->peer == NULL) {
            add_command(bench, entrant, runner);
        } else {
            struct runner blank = *runner;
            add_peers(bench, entrant->peer, &blank);
        }
    }
    return true;
}

/* ---- checking ---- */

static bool run(const struct runner *runner, const char *output, struct usage *usage)
{
    return run_measured(runner->argv, output, usage);
}

static void complain(struct bench *bench, const struct runner *runner, const char *what)
{
    printf("%s is not timed: %s.\n\n", runner->label, what);
    bench->status = 1;
}

/* Takes one out, in its place. */
static void drop(struct bench *bench, size_t i)
{
    memmove(&bench->runners[i], &bench->runners[i + 1], (bench->n - i - 1) * sizeof *bench->runners);
    bench->n--;
}

static bool same_bytes(const char *path, const char *other_path)
{
    FILE *file = fopen(path, "r"), *other = fopen(other_path, "r");
    int byte = EOF, other_byte = EOF;
    bool same = file != NULL && other != NULL;
    while (same && (byte = getc(file)) == (other_byte = getc(other)) && byte != EOF) {}
    same = same && byte == other_byte;
    if (file != NULL) {
        fclose(file);
    }
    if (other != NULL) {
        fclose(other);
    }
    return same;
}

/* The first faastat: what the others are held against. */
static struct runner *find_base(struct bench *bench)
{
    size_t i = 0;
    while (i < bench->n && !bench->runners[i].is_faastat) {
        i++;
    }
    return i < bench->n ? &bench->runners[i] : NULL;
}

/* Whether the runner did what was asked, and agrees with the base on the rows that they share. */
static bool passes(struct bench *bench, const struct runner *runner, const struct runner *base)
{
    static struct numbers got;
    struct usage usage;
    char what[512];
    if (!run(runner, bench->output, &usage)) {
        complain(bench, runner, "it failed");
        return false;
    }
    if (bench->writes_rows && !rows_agree(bench->output, bench->first_output, what, sizeof what)) {
        complain(bench, runner, what);
        return false;
    }
    if (!runner->prints_numbers || runner->rows != base->rows) {
        return true;
    }
    if (runner->is_faastat && !runner->says_more && !same_bytes(bench->output, bench->first_output)) {
        complain(bench, runner, "its output is not that of the first");
        return false;
    }
    if (!read_numbers(bench->output, &got)) {
        complain(bench, runner, "its output is not what was asked for");
        return false;
    }
    if (!numbers_agree(&got, &bench->wanted, what, sizeof what)) {
        complain(bench, runner, what);
        return false;
    }
    if (*what != '\0') {
        printf("%s has %s.\n\n", runner->label, what);
    }
    return true;
}

/* Leaves those that agree; false when there is nothing to compare with. This also brings the dump into
 * memory. */
static bool check_runners(struct bench *bench)
{
    struct usage usage;
    const struct runner *base = find_base(bench);
    if (!run(base, bench->first_output, &usage) ||
        (base->prints_numbers && !read_numbers(bench->first_output, &bench->wanted))) {
        complain(bench, base, "it failed, or its output is not what was asked for");
        return false;
    }
    struct runner first = *base;
    for (size_t i = 0; i < bench->n;) {
        if (passes(bench, &bench->runners[i], &first)) {
            i++;
        } else {
            drop(bench, i);
        }
    }
    return find_base(bench) != NULL;
}

/* ---- timing ---- */

static void time_runners(struct bench *bench, size_t rounds)
{
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < bench->n; i++) {
            if (!run(&bench->runners[i], bench->output, &bench->runners[i].rounds[round])) {
                complain(bench, &bench->runners[i], "it failed in a later round");
                drop(bench, i--);
            }
        }
    }
    for (size_t i = 0; i < bench->n; i++) {
        bench->runners[i].median = median_usage(bench->runners[i].rounds, rounds);
    }
}

static int by_time(const void *a, const void *b)
{
    const struct runner *x = a, *y = b;
    return by_number(&x->median.wall_s, &y->median.wall_s);
}

static const struct runner *find_wc(const struct bench *bench)
{
    for (size_t i = 0; i < bench->n; i++) {
        if (strstr(bench->runners[i].label, "wc -l") != NULL) {
            return &bench->runners[i];
        }
    }
    return NULL;
}

static void print_table(const struct bench *bench, const struct usage *base, const struct usage *wc)
{
    printf("| %-26s | %9s | %10s | %10s | %8s | %8s | %8s |\n", "program", "seconds", "to faastat",
           "to wc -l", "CPU s", "peak MiB", "ns a row");
    puts("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (size_t i = 0; i < bench->n; i++) {
        const struct runner *runner = &bench->runners[i];
        const struct usage *median = &runner->median;
        char to_wc[32] = "";
        if (wc != NULL) {
            snprintf(to_wc, sizeof to_wc, "%.2f", median->wall_s / wc->wall_s);
        }
        printf("| %-26s | %9.4f | %10.2f | %10s | %8.3f | %8.1f | %8.1f |\n", runner->label, median->wall_s,
               median->wall_s / base->wall_s, to_wc, median->cpu_s, median->peak_mib,
               median->wall_s / (double)runner->rows * 1e9);
    }
    putchar('\n');
}

static void run_job(struct bench *bench, const struct job *job)
{
    size_t rows = job->rows == 0 ? bench->rows : job->rows;
    size_t rounds = bench->rounds < job->least_rounds ? job->least_rounds : bench->rounds;
    setenv("BENCH_THREADS", job->threads == NULL ? "" : job->threads, 1);
    printf("**%s**: %zu rows, medians of %zu rounds.\n\n", job->title, rows, rounds);
    if (!add_runners(bench, job) || !check_runners(bench)) {
        bench->status = 1;
        return;
    }
    fflush(stdout);
    time_runners(bench, rounds);
    if (find_base(bench) == NULL) {
        return;
    }
    struct usage base = find_base(bench)->median;
    qsort(bench->runners, bench->n, sizeof *bench->runners, by_time);
    const struct runner *wc = find_wc(bench);
    print_table(bench, &base, wc == NULL ? NULL : &wc->median);
    fflush(stdout);
}

static const struct job *find_job(const char *name)
{
    for (size_t i = 0; i < JOBS; i++) {
        if (strcmp(jobs[i].name, name) == 0) {
            return &jobs[i];
        }
    }
    return NULL;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    if (argc < 6) {
        fputs("usage: speed BUILD ROWS ROUNDS PEERS JOB ...; PEERS: a,b or '' for all; jobs:", stderr);
        for (size_t i = 0; i < JOBS; i++) {
            fprintf(stderr, " %s", jobs[i].name);
        }
        fputc('\n', stderr);
        return 2;
    }
    bench.build = argv[1];
    bench.rows = strtoull(argv[2], NULL, 10);
    bench.rounds = strtoull(argv[3], NULL, 10);
    bench.peers = argv[4];
    if (bench.rows < 1 || bench.rounds < 1 || bench.rounds > MOST_ROUNDS) {
        fprintf(stderr, "speed: expected at least 1 row and 1 to %d rounds\n", MOST_ROUNDS);
        return 2;
    }
    snprintf(bench.faastat, sizeof bench.faastat, "%s/faastat", bench.build);
    snprintf(bench.output, sizeof bench.output, "%s/bench/output", bench.build);
    snprintf(bench.first_output, sizeof bench.first_output, "%s/bench/first-output", bench.build);
    for (int i = 5; i < argc; i++) {
        const struct job *job = find_job(argv[i]);
        if (job == NULL) {
            fprintf(stderr, "speed: no job '%s'\n", argv[i]);
            return 2;
        }
        run_job(&bench, job);
    }
    return bench.status;
}
