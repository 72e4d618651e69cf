#include "collect/dump.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv_cell.h"
#include "collect/dump_resume.h"

/* ---- beginning and end ---- */

static enum status read_whole(const struct dump *dump, size_t size, char **bytes, size_t *n,
                              struct error *err)
{
    *n = 0;
    *bytes = malloc(size + 1);
    if (*bytes == NULL) {
        return error_no_memory(err);
    }
    ssize_t got = 1;
    while (*n < size && (got = pread(dump->file.fd, *bytes + *n, size - *n, (off_t)*n)) > 0) {
        *n += (size_t)got;
    }
    (*bytes)[*n] = '\0';
    return got < 0 ? error_set(err, BAD_SERVICE, "cannot read '%s': %s", dump->file.path, strerror(errno))
                   : OK;
}

static enum status resume(struct dump *dump, struct plan *plan, struct error *err)
{
    char *bytes = NULL;
    size_t n = 0, size = dump->file.size;
    struct dump_left left = {0};
    enum status status = read_whole(dump, size, &bytes, &n, err);
    if (status == OK) {
        status = dump_resume(dump->file.path, bytes, n, plan, &left, err);
        dump->file.end = left.end;
        dump->part = left.part + 1;
        dump->age = left.age;
    }
    free(bytes);
    return status == OK && left.end < size ? append_file_cut(&dump->file, left.end, err) : status;
}

enum status dump_open(struct dump *dump, const char *path, bool csv_safe, struct plan *plan,
                      struct error *err)
{
    *dump = (struct dump){.file = APPEND_FILE_NONE, .csv_safe = csv_safe, .part = 1};
    enum status status = append_file_open(&dump->file, path, err);
    if (status == OK && dump->file.size > 0) {
        status = resume(dump, plan, err);
    }
    if (status == OK && dump->file.end == 0) {
        dump->line.n = 0;
        status = dump_head(&dump->line, plan, err);
        if (status == OK) {
            status = append_file_put(&dump->file, &dump->line, err);
        }
    }
    if (status != OK) {
        struct error none = {{0}}; /* what failed first is told */
        dump_close(dump, &none);
    }
    return status;
}

enum status dump_close(struct dump *dump, struct error *err)
{
    enum status status = append_file_close(&dump->file, err);
    text_release(&dump->line);
    *dump = (struct dump){.file = APPEND_FILE_NONE};
    return status;
}

/* ---- rows ---- */

/* A number of 0 or 6 decimals and the comma behind it; nothing where it is NaN. What nearly all of them are,
 * printf() would take a quarter of the time of a request for. */
static enum status add_number(struct text *line, double number, int decimals, struct error *err)
{
    char cell[32], *begin = cell + sizeof cell;
    if (number < 0 || number >= 4e9) { /* from there on millionths are no longer exact */
        return text_print(line, err, "%.*f,", decimals, number);
    }
    *--begin = ',';
    if (!isnan(number)) {
        unsigned long long units = (unsigned long long)llrint(decimals == 0 ? number : number * 1e6);
        for (int digit = 0; digit <= decimals || units > 0; digit++, units /= 10) {
            if (digit > 0 && digit == decimals) {
                *--begin = '.';
            }
            *--begin = (char)('0' + units % 10);
        }
    }
    return text_append(line, begin, (size_t)(cell + sizeof cell - begin), err);
}

static enum status add_text(struct dump *dump, const char *text, const char *behind, struct error *err)
{
    enum status status = csv_cell_append(&dump->line, text, dump->csv_safe, err);
    return status == OK ? text_append(&dump->line, behind, strlen(behind), err) : status;
}

/* Seconds are told to the microsecond. */
static enum status add_numbers(struct text *line, const struct dump *dump, const struct plan_cell *cell,
                               const struct outcome *outcome, struct error *err)
{
    const struct {
        double number;
        int decimals;
    } cells[] = {{cell->memory_mb > 0 ? cell->memory_mb : outcome->facts.memory_mb, 0},
                 {(double)outcome->request + 1, 0},
                 {dump->part, 0},
                 {outcome->start_s, 6},
                 {outcome->latency_s, 6},
                 {outcome->facts.inference_s, 6},
                 {outcome->duration_s, 6},
                 {outcome->billed_ms, 0},
                 {outcome->facts.init_s, 6},
                 {outcome->restore_s, 6},
                 {outcome->max_memory_mb, 0}};
    enum status status = OK;
    for (size_t i = 0; status == OK && i < sizeof cells / sizeof *cells; i++) {
        status = add_number(line, cells[i].number, cells[i].decimals, err);
    }
    return status;
}

enum status dump_end_load(struct dump *dump, size_t cell, struct error *err)
{
    dump->line.n = 0;
    enum status status = text_print(&dump->line, err, "%s%zu of the plan is over\n", dump_load, cell + 1);
    return status == OK ? append_file_put(&dump->file, &dump->line, err) : status;
}

static enum status add_way(struct dump *dump, const struct outcome *outcome, struct error *err)
{
    const struct way *way = &outcome->way;
    const double seconds[] = {way->dns_s, way->connect_s, way->tls_s, way->first_byte_s, way->transfer_s};
    enum status status = add_text(dump, outcome->facts.environment, ",", err);
    for (size_t i = 0; status == OK && i < sizeof seconds / sizeof *seconds; i++) {
        status = add_number(&dump->line, seconds[i], 6, err);
    }
    if (status == OK) {
        status = add_number(&dump->line, way->bytes, 0, err);
    }
    if (status == OK) {
        status = add_text(dump, way->connection == NULL ? "" : way->connection, ",", err);
    }
    if (status == OK) {
        status = add_text(dump, way->http_version == NULL ? "" : way->http_version, ",", err);
    }
    if (status == OK) {
        status = add_text(dump, way->remote_address, dump->age >= DUMP_WITHOUT_REGION ? "\n" : ",", err);
    }
    return status == OK && dump->age < DUMP_WITHOUT_REGION
               ? add_text(dump, outcome->region == NULL ? "" : outcome->region, "\n", err)
               : status;
}

enum status dump_add(struct dump *dump, const struct plan *plan, const struct plan_cell *cell,
                     const struct outcome *outcome, struct error *err)
{
    static const char *const starts[] = {
        [START_UNKNOWN] = "", [START_WARM] = "false", [START_COLD] = "true", [START_RESTORED] = "restored"};
    struct text *line = &dump->line;
    line->n = 0;
    enum status status = add_text(dump, experiment_name(cell->experiment.kind), ",", err);
    if (status == OK) {
        status = add_text(dump, plan->subjects[cell->subject].model, ",", err);
    }
    if (status == OK) {
        status = add_numbers(line, dump, cell, outcome, err);
    }
    const char *texts[] = {outcome->status, outcome->cause == NULL ? "" : outcome->cause,
                           starts[outcome->facts.start], outcome->censored ? "true" : ""};
    for (size_t i = 0; status == OK && i < sizeof texts / sizeof *texts; i++) {
        status = add_text(dump, texts[i], ",", err);
    }
    if (status == OK) {
        status = add_number(line, outcome->delay_s, 6, err);
    }
    if (status == OK) {
        status = add_text(dump, outcome->detail, dump->age >= DUMP_WITHOUT_WAY ? "\n" : ",", err);
    }
    if (status == OK && dump->age < DUMP_WITHOUT_WAY) {
        status = add_way(dump, outcome, err);
    }
    return status == OK ? append_file_put(&dump->file, line, err) : status;
}
