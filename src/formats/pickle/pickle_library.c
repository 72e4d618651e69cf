#include "formats/pickle/pickle_library.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "formats/pickle/pickle_array.h"

/* Counter(), or Counter(dict). */
PICKLE_CALL(pickle_call_counter)
{
    if (call->n > 1 || (call->n == 1 && call->arguments[0].kind != PICKLE_DICT)) {
        return pickle_call_error(machine, call, "a dict", err);
    }
    return pickle_make_items(machine, PICKLE_DICT, call->n == 0 ? NULL : call->arguments[0].items->values,
                             call->n == 0 ? 0 : call->arguments[0].items->n, result, err);
}

/* deque(), deque(list), deque(list, longest): what is appended later is not cut, as it never was too much. */
PICKLE_CALL(pickle_call_deque)
{
    bool empty = call->n == 0;
    if (!empty && call->arguments[0].kind != PICKLE_LIST && call->arguments[0].kind != PICKLE_TUPLE) {
        return pickle_call_error(machine, call, "a list", err);
    }
    return pickle_make_items(machine, PICKLE_LIST, empty ? NULL : call->arguments[0].items->values,
                             empty ? 0 : call->arguments[0].items->n, result, err);
}

/* numpy.ma's masked: one value that is missing. */
PICKLE_CALL(pickle_call_missing)
{
    (void)machine;
    (void)call;
    (void)err;
    *result = (struct pickle_value){.kind = PICKLE_NONE};
    return OK;
}

/* How the elements of an array.array lie in memory, by the number that stands for it. */
static const struct {
    char kind;
    size_t size;
} array_types[] = {{'u', 1}, {'i', 1}, {'u', 2}, {'u', 2}, {'i', 2}, {'i', 2}, {'u', 4}, {'u', 4}, {'i', 4},
                   {'i', 4}, {'u', 8}, {'u', 8}, {'i', 8}, {'i', 8}, {'f', 4}, {'f', 4}, {'f', 8}, {'f', 8}};
enum { FIRST_OF_TEXT = sizeof array_types / sizeof *array_types, ARRAY_TYPES = FIRST_OF_TEXT + 4 };

/* _array_reconstructor(array, 'd', 16, bytes) */
static enum status make_numbers(struct pickle_machine *machine, const struct pickle_call *call, size_t type,
                                struct pickle_value *result, struct error *err)
{
    const struct pickle_text *bytes = call->arguments[3].text;
    const struct pickle_dtype dtype = {.kind = array_types[type].kind,
                                       .size = array_types[type].size,
                                       .big_endian = type > 1 && type % 2 == 1};
    enum status status = pickle_make_items(machine, PICKLE_LIST, NULL, 0, result, err);
    for (size_t i = 0; status == OK && i < bytes->n; i += dtype.size) {
        struct pickle_value number;
        status =
            pickle_element_value(&machine->memory, machine->file, &dtype, bytes->bytes + i, &number, err);
        if (status == OK && isinf(number.number)) {
            status = pickle_error(machine, err, "found inf, expected a finite number");
        }
        status = status == OK ? pickle_items_append(machine, result->items, &number, 1, err) : status;
    }
    return status;
}

/* array('d', [0.1, 0.2]), of protocols up to 2, or what _array_reconstructor gets: a list. One of characters
 * stays what it is, to be told of. */
PICKLE_CALL(pickle_call_array)
{
    const struct pickle_value *last = call->n == 0 ? call->arguments : &call->arguments[call->n - 1];
    size_t type = ARRAY_TYPES;
    bool restores = call->n == 4 && last->kind == PICKLE_BYTES && pickle_size(&call->arguments[2], &type);
    if (restores && type < FIRST_OF_TEXT && last->text->n % array_types[type].size == 0) {
        return make_numbers(machine, call, type, result, err);
    }
    bool is_text = (restores && type >= FIRST_OF_TEXT && type < ARRAY_TYPES) ||
                   (call->n == 2 && last->kind == PICKLE_TEXT);
    if (!is_text && (call->n != 2 || last->kind != PICKLE_LIST)) {
        return pickle_call_error(machine, call, "a type and its numbers", err);
    }
    *result = is_text ? (struct pickle_value){.kind = PICKLE_IMPORT, .import = call->constructor} : *last;
    return OK;
}

static bool parse(const struct pickle_value *value, double *number)
{
    if (value->kind == PICKLE_NUMBER) {
        *number = value->number;
        return true;
    }
    return pickle_is_text(value) && number_parse((const char *)value->text->bytes, value->text->n, number);
}

/* Decimal('0.1') */
PICKLE_CALL(pickle_call_decimal)
{
    double number;
    if (call->n == 1 && pickle_text_is(call->arguments, "NaN")) {
        *result = (struct pickle_value){.kind = PICKLE_NONE};
        return OK;
    }
    if (call->n != 1 || !parse(call->arguments, &number)) {
        return pickle_call_error(machine, call, "the text of a number", err);
    }
    *result = (struct pickle_value){.kind = PICKLE_NUMBER, .number = number};
    return OK;
}

/* Fraction('1/3'), or Fraction(1, 3). */
PICKLE_CALL(pickle_call_fraction)
{
    double over = NAN, under = 1;
    if (call->n == 2 && parse(call->arguments, &over) && parse(call->arguments + 1, &under)) {
        over /= under;
    } else if (call->n == 1 && pickle_is_text(call->arguments)) {
        const char *text = (const char *)call->arguments->text->bytes;
        size_t n = call->arguments->text->n;
        const char *slash = memchr(text, '/', n);
        size_t first = slash == NULL ? n : (size_t)(slash - text);
        bool good = number_parse(text, first, &over) &&
                    (slash == NULL || number_parse(slash + 1, n - first - 1, &under));
        over = good ? over / under : NAN;
    } else if (call->n == 1) {
        (void)parse(call->arguments, &over);
    }
    if (!isfinite(over)) {
        return pickle_call_error(machine, call, "a fraction", err);
    }
    *result = (struct pickle_value){.kind = PICKLE_NUMBER, .number = over};
    return OK;
}

/* The bytes of a date (4) or of a date and time (10), as text where Python 2 wrote them; else the fields. */
static bool find_fields(const struct pickle_call *call, int fields[7])
{
    static const int least[7] = {1, 1, 1, 0, 0, 0, 0}, most[7] = {9999, 12, 31, 23, 59, 59, 999999};
    if (call->n > 0 && pickle_is_text(call->arguments)) {
        const unsigned char *b = call->arguments->text->bytes;
        size_t n = call->arguments->text->n;
        if (n != 4 && n != 10) {
            return false;
        }
        fields[0] = b[0] << 8 | b[1];
        fields[1] = b[2] & 0x7F; /* the highest bit: the second of two equal times on the clock */
        fields[2] = b[3];
        for (size_t i = 3; i < 6; i++) {
            fields[i] = n == 10 ? b[i + 1] : 0;
        }
        fields[6] = n == 10 ? b[7] << 16 | b[8] << 8 | b[9] : 0;
    } else {
        for (size_t i = 0; i < 7; i++) {
            size_t field = 0;
            if (i < call->n && !pickle_size(&call->arguments[i], &field)) {
                return false;
            }
            fields[i] = field > 999999 ? -1 : (int)field;
        }
    }
    for (size_t i = 0; i < 7; i++) {
        if (fields[i] < least[i] || fields[i] > most[i]) {
            return false;
        }
    }
    return true;
}

/* The seconds that the clocks of a zone are ahead: of UTC and of what has a fixed offset. */
static bool find_offset(const struct pickle_value *zone, double *offset_s)
{
    const struct pickle_items *parts = zone->kind == PICKLE_OBJECT ? zone->items : NULL;
    const char *name = parts == NULL ? "" : parts->values[PICKLE_NAME].import->name;
    const struct pickle_items *given = parts == NULL ? NULL : parts->values[PICKLE_ARGUMENTS].items;
    *offset_s = 0;
    if (strcmp(name, "timezone") == 0 && given->n > 0 && given->values[0].kind == PICKLE_NUMBER) {
        *offset_s = given->values[0].number;
        return fabs(*offset_s) <= 86400;
    }
    return strcmp(name, "_UTC") == 0 || strcmp(name, "UTC") == 0 || strcmp(name, "tzutc") == 0;
}

/* Text as pandas' to_csv writes it, in UTC when there is a zone. One in a zone whose rules only Python has is
 * not read. */
PICKLE_CALL(pickle_call_datetime)
{
    int fields[7] = {0};
    double offset_s = 0;
    bool zoned = call->n == 2 && pickle_is_text(call->arguments) && call->arguments[1].kind != PICKLE_NONE;
    if (zoned && !find_offset(&call->arguments[1], &offset_s)) {
        *result = (struct pickle_value){.kind = PICKLE_IMPORT, .import = call->constructor};
        return OK;
    }
    if (!find_fields(call, fields)) {
        return pickle_call_error(machine, call, "the bytes of a date", err);
    }
    struct tm day = {.tm_year = fields[0] - 1900,
                     .tm_mon = fields[1] - 1,
                     .tm_mday = fields[2],
                     .tm_hour = fields[3],
                     .tm_min = fields[4],
                     .tm_sec = fields[5]};
    const struct timespec time = {.tv_sec = timegm(&day) - (time_t)offset_s, .tv_nsec = fields[6] * 1000L};
    enum status status = pickle_time_text(&machine->memory, machine->file, &time, zoned, result, err);
    if (status == OK && strcmp(call->constructor->name, "date") == 0) {
        result->text->n = strlen("2024-01-01");
    }
    return status;
}

/* timedelta(days, seconds, microseconds) */
PICKLE_CALL(pickle_call_timedelta)
{
    double parts[3] = {0};
    for (size_t i = 0; i < call->n; i++) {
        if (i == 3 || call->arguments[i].kind != PICKLE_NUMBER) {
            return pickle_call_error(machine, call, "days, seconds and microseconds", err);
        }
        parts[i] = call->arguments[i].number;
    }
    double micro = (parts[0] * 86400 + parts[1]) * 1e6 + parts[2];
    *result = (struct pickle_value){.kind = PICKLE_NUMBER, .sort = PICKLE_DURATION, .number = micro / 1e6};
    return OK;
}

/* What one of pandas' times counts, in a second: nanoseconds, or by its last argument 7 to 10, s to ns. */
static double ticks_of(const struct pickle_call *call, size_t i)
{
    double unit = call->n > i && call->arguments[i].kind == PICKLE_NUMBER ? call->arguments[i].number : 10;
    return unit == 7 ? 1 : unit == 8 ? 1e3 : unit == 9 ? 1e6 : 1e9;
}

/* pandas' Timedelta: nanoseconds, unit. */
PICKLE_CALL(pickle_call_pandas_timedelta)
{
    if (call->n < 1 || call->arguments[0].kind != PICKLE_NUMBER || !isfinite(call->arguments[0].number)) {
        return pickle_call_error(machine, call, "nanoseconds", err);
    }
    *result = (struct pickle_value){.kind = PICKLE_NUMBER,
                                    .sort = PICKLE_DURATION,
                                    .number = call->arguments[0].number / ticks_of(call, 1)};
    return OK;
}

/* Nanoseconds since 1970, frequency, zone; of pandas 2 the unit, 10 for nanoseconds. */
PICKLE_CALL(pickle_call_timestamp)
{
    if (call->n < 1 || call->arguments[0].kind != PICKLE_NUMBER || !isfinite(call->arguments[0].number)) {
        return pickle_call_error(machine, call, "nanoseconds since 1970", err);
    }
    double each = ticks_of(call, 3);
    double seconds = floor(call->arguments[0].number / each);
    double rest = round((call->arguments[0].number - seconds * each) * (1e6 / each));
    if (!(fabs(seconds) < 1e12)) {
        return pickle_call_error(machine, call, "nanoseconds since 1970", err);
    }
    /* A double has the microseconds of a time in nanoseconds, and not always more. */
    const struct timespec time = {.tv_sec = (time_t)seconds, .tv_nsec = (long)fmin(rest, 999999) * 1000};
    bool zoned = call->n > 2 && call->arguments[2].kind != PICKLE_NONE; /* what is counted is UTC */
    return pickle_time_text(&machine->memory, machine->file, &time, zoned, result, err);
}
