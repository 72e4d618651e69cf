/*
 * Gatling's simulation.log, as text: one request a line, milliseconds since the epoch. Its columns moved
 * between versions 2.0 and 3.5, so they are found by what is in them: two times and OK or KO behind them.
 */
#include <string.h>

#include "formats/formats.h"
#include "read/text_records.h"

enum { START_S, LATENCY_S, STATUS, ERROR, NAME, GROUP, SCENARIO, SIMULATION, COLUMNS };
static const struct record_column columns[COLUMNS] = {
    [START_S] = {"start_s", MEASURE},  [LATENCY_S] = {"latency_s", MEASURE},
    [STATUS] = {"status", FACTOR},     [ERROR] = {"error", FACTOR},
    [NAME] = {"name", FACTOR},         [GROUP] = {"group", FACTOR},
    [SCENARIO] = {"scenario", FACTOR}, [SIMULATION] = {"simulation", FACTOR},
};

enum { MOST_FIELDS = 32, TIME_DIGITS = 13 };

/* The text between two tabs. */
struct field {
    const char *text;
    size_t n;
};

/* A line in parts; `type` is where REQUEST or another word of the kind stands. */
struct fields {
    struct field fields[MOST_FIELDS];
    size_t n, type;
};

static bool is_field(const struct field *field, const char *text)
{
    return field->n == strlen(text) && memcmp(field->text, text, field->n) == 0;
}

static bool is_type(const struct field *field)
{
    static const char *const types[] = {"RUN", "USER", "REQUEST", "GROUP", "ASSERTION", "ERROR"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (is_field(field, types[i])) {
            return true;
        }
    }
    return false;
}

/* False when the line has none of Gatling's types: first as in all versions but 2.0, or third. */
static bool split(const char *line, size_t n, struct fields *fields)
{
    const char *end = line + n;
    fields->n = 0;
    while (fields->n < MOST_FIELDS) {
        const char *tab = memchr(line, '\t', (size_t)(end - line));
        tab = tab == NULL ? end : tab;
        fields->fields[fields->n++] = (struct field){line, (size_t)(tab - line)};
        if (tab == end) {
            break;
        }
        line = tab + 1;
    }
    for (fields->type = 0; fields->type < 3 && fields->type < fields->n; fields->type += 2) {
        if (is_type(&fields->fields[fields->type])) {
            return true;
        }
    }
    return false;
}

/* Milliseconds since the epoch, which have 13 digits from 2001 to 2286. */
static bool is_time(const struct field *field)
{
    for (size_t i = 0; i < field->n; i++) {
        if (field->text[i] < '0' || field->text[i] > '9') {
            return false;
        }
    }
    return field->n == TIME_DIGITS;
}

static struct place field_place(const struct text_line *line, const struct field *field)
{
    return (struct place){line->place.file, line->place.line, (size_t)(field->text - line->text) + 1};
}

/* Where OK or KO stands, behind two times at least; 0 when there is none. */
static size_t find_verdict(const struct fields *fields)
{
    for (size_t i = fields->type + 3; i < fields->n; i++) {
        const struct field *at = &fields->fields[i];
        if ((is_field(at, "OK") || is_field(at, "KO")) && is_time(at - 1) && is_time(at - 2)) {
            return i;
        }
    }
    return 0;
}

static enum status set_field(struct table *table, size_t column, const struct text_line *line,
                             const struct field *field, struct error *err)
{
    struct place place = field_place(line, field);
    bool is_blank = strspn(field->text, " ") >= field->n;
    return is_blank ? OK : record_set_text(table, column, field->text, field->n, &place, err);
}

/*
 * REQUEST [scenario] [user] groups name start end OK|KO [message]; in version 2.0 the type is third, behind
 * the scenario and the user, and there are four times: the request's start and end, the response's start and
 * end.
 */
static enum status set_texts(const struct text_line *line, const struct fields *fields, size_t verdict,
                             const struct record_sink *sink, struct error *err)
{
    bool is_old = fields->type == 2, is_ok = is_field(&fields->fields[verdict], "OK");
    size_t name = verdict - (is_old ? 5 : 3);
    const char *status_text = is_ok ? "ok" : "failed";
    enum status status = table_set_text(sink->table, STATUS, status_text, strlen(status_text), err);
    if (status != OK || (status = set_field(sink->table, NAME, line, &fields->fields[name], err)) != OK) {
        return status;
    }
    if (name > fields->type + 1) {
        status = set_field(sink->table, GROUP, line, &fields->fields[name - 1], err);
    }
    if (status == OK && is_old) {
        status = set_field(sink->table, SCENARIO, line, &fields->fields[0], err);
    } else if (status == OK && name == 4) { /* with the scenario and the user before the groups */
        status = set_field(sink->table, SCENARIO, line, &fields->fields[1], err);
    }
    if (status != OK) {
        return status;
    }
    if (!is_ok && verdict + 1 < fields->n) {
        status = set_field(sink->table, ERROR, line, &fields->fields[verdict + 1], err);
    }
    return status;
}

static enum status take_request(const struct text_line *line, const struct fields *fields,
                                const struct text *simulation, const struct record_sink *sink,
                                struct error *err)
{
    size_t verdict = find_verdict(fields), times = fields->type == 2 ? 4 : 2;
    if (verdict == 0 || verdict < fields->type + times + 2 || !is_time(&fields->fields[verdict - times])) {
        return error_at(err, &line->place,
                        "found a REQUEST without %zu times of %d digits and OK or KO, expected them", times,
                        TIME_DIGITS);
    }
    const struct field *start = &fields->fields[verdict - times], *end = &fields->fields[verdict - 1];
    struct place start_place = field_place(line, start), end_place = field_place(line, end);
    double start_ms, end_ms;
    enum status status = record_parse_number(start->text, start->n, &start_place, &start_ms, err);
    if (status != OK || (status = record_parse_number(end->text, end->n, &end_place, &end_ms, err)) != OK) {
        return status;
    }
    if (end_ms < start_ms) {
        return error_at(err, &end_place, "found '%.*s', expected a time that is not before the start",
                        TIME_DIGITS, end->text);
    }
    status = table_open_row(sink->table, err);
    if (status != OK || (status = set_texts(line, fields, verdict, sink, err)) != OK) {
        return status;
    }
    if (simulation->n > 0) {
        status =
            record_set_text(sink->table, SIMULATION, simulation->bytes, simulation->n, &line->place, err);
    }
    if (status != OK) {
        return status;
    }
    table_set_number(sink->table, START_S, unit_seconds_of_decimal(start_ms, MILLISECONDS));
    table_set_number(sink->table, LATENCY_S, unit_seconds_of_decimal(end_ms - start_ms, MILLISECONDS));
    table_close_row(sink->table);
    return OK;
}

static enum status take_gatling(const struct text_line *line, void *state, const struct record_sink *sink,
                                struct error *err)
{
    struct text *simulation = state;
    struct fields fields;
    if (line->n == 0) {
        return OK;
    }
    if (!split(line->text, line->n, &fields)) {
        return error_at(err, &line->place, "found '%.40s', expected a line of RUN, USER, REQUEST or the like",
                        line->text);
    }
    const struct field *type = &fields.fields[fields.type];
    if (is_field(type, "RUN") && fields.n >= 4) {
        const struct field *class = &fields.fields[fields.type == 2 ? 0 : 1];
        simulation->n = 0;
        return text_append(simulation, class->text, class->n, err);
    }
    return is_field(type, "REQUEST") ? take_request(line, &fields, simulation, sink, err) : OK;
}

/* One of the first lines is that of the run, which has its time in the fourth field; in versions 2.2 and 2.3
 * in the fifth, behind two names of the simulation (LogFileDataWriter.scala). */
static enum match probe_gatling(const char *bytes, size_t n)
{
    const char *at = bytes, *end = bytes + n, *line;
    size_t length;
    struct fields fields;
    for (int i = 0; i < 100 && text_next_line(&at, end, &line, &length); i++) {
        if (split(line, length, &fields) && is_field(&fields.fields[fields.type], "RUN") && fields.n >= 4 &&
            (is_time(&fields.fields[3]) || (fields.n > 4 && is_time(&fields.fields[4])))) {
            return MATCH;
        }
    }
    return NO_MATCH;
}

static enum status read_gatling(struct input *input, const struct import_options *options,
                                struct table *table, struct import_log *log, struct error *err)
{
    static const struct text_format format = {.columns = columns, .n_columns = COLUMNS, .take = take_gatling};
    const struct record_sink sink = {.options = options, .table = table, .log = log};
    struct text simulation = {0};
    enum status status = text_lines_read(input, &format, &simulation, &sink, err);
    text_release(&simulation);
    return status;
}

static const struct explain_row origins[] = {{"start_s", "first time of REQUEST in ms"},
                                             {"latency_s", "from the first time of REQUEST to the last"},
                                             {"status", "OK or KO of REQUEST"},
                                             {"error", "message of REQUEST"},
                                             {"name", "name of REQUEST"},
                                             {"group", "groups of REQUEST"},
                                             {"scenario", "scenario of REQUEST or USER"},
                                             {"simulation", "RUN"},
                                             {0}};

const struct importer formats_gatling = {
    .origins = origins,
    .name = "gatling",
    .writes = "Gatling's simulation.log, as text",
    .signs = "a line of RUN with its time, between tabs",
    .quality = EXACT,
    .probe = probe_gatling,
    .read = read_gatling,
};
