/*
 * Prints the most memory that importing k6's JSON lines takes, beside the table that is kept, and exits with
 * 1 when it is three times that table or more. The lines are made here, from a fixed seed, into a temporary
 * file. Usage: k6_memory [LINES [THREADS]], 1000000 and one thread for each processor.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "formats/formats.h"
#include "import/dumps.h"

enum { MOST_RATIO = 3 };

/* What the lines are like. */
static const struct scenario {
    const char *name;
    unsigned points; /* of other metrics between two of http_req_duration */
    bool urls;       /* each request has its own URL, which the script has given a common name */
    bool bound;      /* the table is large enough for the bound to say anything but how large a process is */
} scenarios[] = {
    {"requests alone", 0, false, true},
    {"requests with their own URLs", 0, true, true},
    {"all of k6's metrics", 8, false, false},
};

/* ---- the lines ---- */

/* A number in 0..1. Source: Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators. */
static double draw(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static void write_line(FILE *file, const struct scenario *scenario, size_t line, double end_s,
                       double value_ms)
{
    static const char *const others[] = {"http_reqs",        "http_req_blocked", "http_req_connecting",
                                         "http_req_sending", "http_req_waiting", "http_req_receiving",
                                         "http_req_failed",  "data_received"};
    size_t turn = line % (scenario->points + 1), request = line / (scenario->points + 1);
    time_t second = (time_t)end_s;
    struct tm date;
    char text[32], url[64];
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", gmtime_r(&second, &date));
    snprintf(url, sizeof url, "https://example.com/page/%zu", scenario->urls ? request : request % 7);
    fprintf(
        file,
        "{\"metric\":\"%s\",\"type\":\"Point\",\"data\":{\"time\":\"%s.%09.0fZ\",\"value\":%.6f,\"tags\":{"
        "\"expected_response\":\"true\",\"group\":\"\",\"method\":\"GET\",\"name\":\"%s\",\"proto\":\"HTTP/"
        "1.1\","
        "\"scenario\":\"default\",\"status\":\"200\",\"tls_version\":\"tls1.3\",\"url\":\"%s\"}}}\n",
        turn == 0 ? "http_req_duration" : others[turn - 1], text, floor((end_s - (double)second) * 1e9),
        value_ms, scenario->urls ? "page" : url, url);
}

static bool write_lines(FILE *file, const struct scenario *scenario, size_t lines)
{
    uint64_t state = 1;
    double end_s = 1614173830;
    fputs("{\"type\":\"Metric\",\"data\":{\"name\":\"http_req_duration\",\"type\":\"trend\",\"contains\":"
          "\"time\","
          "\"thresholds\":[],\"submetrics\":null},\"metric\":\"http_req_duration\"}\n",
          file);
    for (size_t line = 0; line < lines; line++) {
        end_s += -log1p(-draw(&state)) / 1000;
        write_line(file, scenario, line, end_s, 40 - 60 * log1p(-draw(&state)));
    }
    return fflush(file) == 0 && !ferror(file);
}

/* ---- what is measured ---- */

static size_t table_bytes(const struct table *table)
{
    size_t bytes = 0;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        const struct dictionary *dictionary = &column->dictionary;
        bytes += table->rows * (column->kind == MEASURE ? sizeof(double) : column->codes.width);
        bytes += dictionary->n * (sizeof *dictionary->texts + sizeof *dictionary->numbers) +
                 dictionary->slots_n * sizeof *dictionary->slots;
        for (size_t k = 0; k < dictionary->n; k++) {
            bytes += strlen(dictionary->texts[k]) + 1;
        }
    }
    return bytes;
}

/* In bytes; ru_maxrss is in units of 1024 of them. */
static double peak_bytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024;
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Imports in a process of its own, whose peak is that of the import. */
static int measure(const struct scenario *scenario, char *path, size_t threads)
{
    struct imported imported = {0};
    struct error err = {{0}};
    struct import_options options = {.from = "k6-json", .threads = threads};
    struct formats formats;
    double before = peak_bytes(), begun_s = now_s();
    if (formats_open(&formats, NULL, 0, &err) != OK ||
        dumps_read(&path, 1, &formats.known, &options, &imported, &err) != OK) {
        fprintf(stderr, "k6_memory: %s\n", err.text);
        return 2;
    }
    double seconds = now_s() - begun_s, peak = peak_bytes(), table = (double)table_bytes(&imported.table);
    bool is_bounded = peak < MOST_RATIO * table;
    printf("%s: %zu rows in %.1f s, table %.1f MB, peak %.1f MB (%.1f before), %.2f times the table%s\n",
           scenario->name, imported.table.rows, seconds, table / 1e6, peak / 1e6, before / 1e6, peak / table,
           is_bounded || !scenario->bound ? "" : ": too much");
    imported_release(&imported);
    formats_close(&formats);
    return is_bounded || !scenario->bound ? 0 : 1;
}

static int run(const struct scenario *scenario, size_t lines, size_t threads)
{
    const char *folder = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/k6_memory.XXXXXX", folder == NULL ? "/tmp" : folder);
    int descriptor = mkstemp(path), status = 2;
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (file == NULL) {
        perror("k6_memory: cannot make a temporary file");
        return 2;
    }
    bool written = write_lines(file, scenario, lines);
    fclose(file);
    pid_t child = written ? fork() : -1;
    if (child == 0) {
        status = measure(scenario, path, threads);
        fflush(stdout);
        _exit(status);
    }
    int ended = 0;
    if (child > 0 && waitpid(child, &ended, 0) == child && WIFEXITED(ended)) {
        status = WEXITSTATUS(ended);
    }
    unlink(path);
    return status;
}

int main(int argc, char **argv)
{
    size_t lines = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
    size_t threads = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    int status = 0;
    if (lines == 0 || argc > 3) {
        fputs("usage: k6_memory [LINES [THREADS]]\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        int got = run(&scenarios[i], lines, threads);
        status = got > status ? got : status;
    }
    return status;
}
