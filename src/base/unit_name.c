#include "base/unit_name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct spelling {
    const char *text;
    enum unit unit;
} spellings[] = {
    {"ns", NANOSECONDS},
    {"nsec", NANOSECONDS},
    {"nsecs", NANOSECONDS},
    {"nanos", NANOSECONDS},
    {"nanosecond", NANOSECONDS},
    {"nanoseconds", NANOSECONDS},
    {"us", MICROSECONDS},
    {"\xC2\xB5s", MICROSECONDS},
    {"\xCE\xBCs", MICROSECONDS},
    {"usec", MICROSECONDS},
    {"usecs", MICROSECONDS},
    {"micros", MICROSECONDS},
    {"microsec", MICROSECONDS},
    {"microsecond", MICROSECONDS},
    {"microseconds", MICROSECONDS},
    {"ms", MILLISECONDS},
    {"msec", MILLISECONDS},
    {"msecs", MILLISECONDS},
    {"millis", MILLISECONDS},
    {"millisec", MILLISECONDS},
    {"millisecs", MILLISECONDS},
    {"millisecond", MILLISECONDS},
    {"milliseconds", MILLISECONDS},
    {"s", SECONDS},
    {"sec", SECONDS},
    {"secs", SECONDS},
    {"second", SECONDS},
    {"seconds", SECONDS},
    {"min", MINUTES},
    {"mins", MINUTES},
    {"minute", MINUTES},
    {"minutes", MINUTES},
    {"hour", HOURS},
    {"hours", HOURS},
    {"hrs", HOURS},
};
enum { SPELLINGS = sizeof spellings / sizeof *spellings };

enum unit unit_name_find(const char *text, size_t n)
{
    for (size_t i = 0; i < SPELLINGS; i++) {
        if (strlen(spellings[i].text) == n && strncasecmp(spellings[i].text, text, n) == 0) {
            return spellings[i].unit;
        }
    }
    return NO_UNIT;
}

static bool is_gap(char c)
{
    return c == ' ' || c == '_' || c == '-' || c == '.' || c == ':' || c == '\t';
}

/* Whether the word in name[start..end) begins where another one ends: behind a gap, or in camelCase. */
static bool begins_word(const char *name, size_t start)
{
    unsigned char before = (unsigned char)name[start - 1], first = (unsigned char)name[start];
    return is_gap(name[start - 1]) || (islower(before) && isupper(first)) ||
           (isdigit(before) && isupper(first));
}

/* The unit that the first *stem bytes end in, which are cut to what stands before it. */
static enum unit cut_unit(const char *name, size_t *stem)
{
    size_t n = *stem;
    char last = name[n - 1];
    if (last == ')' || last == ']' || last == '>') {
        const char opening = last == ')' ? '(' : last == ']' ? '[' : '<';
        const char *open = memrchr(name, opening, n);
        size_t start = open == NULL ? n : (size_t)(open - name) + 1;
        const char *in =
            start + 3 < n && strncasecmp(name + start, "in ", 3) == 0 ? name + start + 3 : name + start;
        enum unit unit = start >= n ? NO_UNIT : unit_name_find(in, (size_t)(name + n - 1 - in));
        *stem = unit == NO_UNIT ? n : start - 1;
        return unit;
    }
    for (size_t start = n - 1; start > 0 && n - start <= 12; start--) {
        /* "latency_min" is a least latency, and "classS" no time. */
        bool is_other =
            n - start == 1 ? name[start] != 's' : strncasecmp(name + start, "min", 3) == 0 && n - start < 6;
        enum unit unit =
            begins_word(name, start) && !is_other ? unit_name_find(name + start, n - start) : NO_UNIT;
        if (unit != NO_UNIT) {
            *stem = start;
            return unit;
        }
        if (is_gap(name[start])) {
            break;
        }
    }
    return NO_UNIT;
}

/* Drops gaps, and the words "in" and "the" before a unit, at the end; false where what is left ends in a word
 * that makes a rate of it. */
static bool trim_stem(const char *name, size_t *stem)
{
    while (*stem > 0 && is_gap(name[*stem - 1])) {
        (*stem)--;
    }
    if (*stem > 3 && strncasecmp(name + *stem - 2, "in", 2) == 0 && is_gap(name[*stem - 3])) {
        *stem -= 3;
        return trim_stem(name, stem);
    }
    bool rate = *stem > 0 && name[*stem - 1] == '/';
    rate |= *stem >= 3 && strncasecmp(name + *stem - 3, "per", 3) == 0 &&
            (*stem == 3 || is_gap(name[*stem - 4]) || isupper((unsigned char)name[*stem - 3]));
    return !rate;
}

/* "ResponseTime" and "Response Time" are "response_time". */
static enum status append_snake(struct text *text, const char *name, size_t n, struct error *err)
{
    enum status status = OK;
    bool gap = false;
    for (size_t i = 0; status == OK && i < n; i++) {
        unsigned char c = (unsigned char)name[i];
        bool hump = i > 0 && isupper(c) && islower((unsigned char)name[i - 1]);
        if ((gap || hump) && text->n > 0) {
            status = text_append(text, "_", 1, err);
        }
        bool point = c == '.' && i > 0 && isdigit((unsigned char)name[i - 1]) && i + 1 < n &&
                     isdigit((unsigned char)name[i + 1]);
        gap = is_gap((char)c) && !point;
        char low = (char)tolower(c);
        if (status == OK && !gap) {
            status = text_append(text, &low, 1, err);
        }
    }
    return status;
}

static char *memory_in_mb(const char *name, struct error *err)
{
    static const char *const names[] = {
        "memory (mb)", "memorymb",  "memory size (mb)",  "memory_size_mb", "memorysize (mb)",
        "memory [mb]", "memory-mb", "memory size in mb", "memory mb",      "memorysizemb"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return text_copy("memory_mb", strlen("memory_mb"), err);
        }
    }
    return NULL;
}

char *unit_name_in_seconds(const char *name, enum unit *unit, struct error *err)
{
    size_t stem = strlen(name);
    struct text text = {0};
    *unit = NO_UNIT;
    char *memory = memory_in_mb(name, err);
    if (memory != NULL || err->text[0] != '\0' || stem < 2) {
        return memory;
    }
    enum unit found = cut_unit(name, &stem);
    if (found == NO_UNIT || !trim_stem(name, &stem) || stem == 0) {
        return NULL;
    }
    enum status status = append_snake(&text, name, stem, err);
    if (status == OK) {
        status = text_append(&text, "_s", 2, err);
    }
    if (status != OK) {
        text_release(&text);
        return NULL;
    }
    *unit = found;
    return text.bytes;
}
