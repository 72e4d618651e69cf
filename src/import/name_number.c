#include "import/name_number.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"

enum { LONGEST = 200 };

static bool is_digit(char c)
{
    return isdigit((unsigned char)c) != 0;
}

/* Whether a number can't be cut before text[i]: within its digits, or at its decimal point. */
static bool is_inside(const char *text, size_t i)
{
    bool digit_before = i > 0 && is_digit(text[i - 1]), digit = is_digit(text[i]);
    bool point_before = i > 1 && text[i - 1] == '.' && is_digit(text[i - 2]);
    return (digit_before && (digit || (text[i] == '.' && is_digit(text[i + 1])))) || (point_before && digit);
}

/* How many bytes all paths begin with, up to a number. */
static size_t shared_start(const char *const *paths, size_t n)
{
    size_t shared = strlen(paths[0]);
    for (size_t i = 1; i < n; i++) {
        size_t same = 0;
        while (same < shared && paths[i][same] == paths[0][same]) {
            same++;
        }
        shared = same;
    }
    bool inside = true;
    while (shared > 0 && inside) {
        inside = false;
        for (size_t i = 0; i < n; i++) {
            inside |= is_inside(paths[i], shared);
        }
        shared -= inside;
    }
    return shared;
}

/* How many bytes all paths end in, from the end of a number on, behind the first `start` bytes. */
static size_t shared_end(const char *const *paths, size_t n, size_t start)
{
    size_t first = strlen(paths[0]), shared = first - start;
    for (size_t i = 1; i < n; i++) {
        size_t length = strlen(paths[i]), same = 0;
        while (same < shared && same < length - start &&
               paths[i][length - same - 1] == paths[0][first - same - 1]) {
            same++;
        }
        shared = same;
    }
    bool inside = true;
    while (shared > 0 && inside) {
        inside = false;
        for (size_t i = 0; i < n; i++) {
            inside |= is_inside(paths[i], strlen(paths[i]) - shared);
        }
        shared -= inside;
    }
    return shared;
}

/* The number that stands between them; false when anything else does. */
static bool number_between(const char *path, size_t start, size_t end, double *number)
{
    size_t n = strlen(path) - start - end;
    for (size_t i = 0; i < n; i++) {
        if (!is_digit(path[start + i]) && path[start + i] != '.') {
            return false;
        }
    }
    return n > 0 && is_digit(path[start]) && is_digit(path[start + n - 1]) &&
           number_parse(path + start, n, number);
}

/* Whether numbers in MB are sizes that a function can have, and one is told to have. */
static bool is_memory(double number)
{
    static const double sold[] = {1500, 1769, 1770, 1800, 2500, 3000};
    bool among = false;
    for (size_t i = 0; i < sizeof sold / sizeof *sold; i++) {
        among |= number == sold[i];
    }
    return number >= 128 && number <= 32768 && (among || (double)(long)(number / 64) * 64 == number);
}

/* The letters before the first `start` bytes' end, gaps aside: "users" of "k6_users-". */
static struct span word_before(const char *path, size_t start)
{
    while (start > 0 && strchr("_-. =", path[start - 1]) != NULL) {
        start--;
    }
    size_t n = 0;
    while (start > n && isalpha((unsigned char)path[start - n - 1])) {
        n++;
    }
    return (struct span){path + start - n, n};
}

/* Words before a number that say what it counts, and no memory. */
static bool is_other(const struct span *word)
{
    static const char *const words[] = {
        "user", "users", "vu", "vus",     "rate",  "rps",     "qps",    "batch",    "size",  "connections",
        "run",  "seed",  "n",  "threads", "round", "clients", "repeat", "requests", "trial", "concurrency"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) == word->n && strncasecmp(words[i], word->bytes, word->n) == 0) {
            return true;
        }
    }
    return false;
}

static enum status name_hole(const char *path, size_t start, const char *behind, bool memory,
                             struct text *hole, struct error *err)
{
    struct span word = word_before(path, start);
    if (strncasecmp(behind, "mb", 2) == 0 || (memory && !is_other(&word))) {
        return text_append(hole, "memory_mb", strlen("memory_mb"), err);
    }
    enum status status = word.n > 0 ? OK : text_append(hole, "number", strlen("number"), err);
    for (size_t i = 0; status == OK && i < word.n; i++) {
        char low = (char)tolower((unsigned char)word.bytes[i]);
        status = text_append(hole, &low, 1, err);
    }
    return status;
}

/* Whether the text can stand between single quotes of a shell, and in a pattern. */
static bool is_plain(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (iscntrl((unsigned char)*c) || strchr("'{}", *c) != NULL) {
            return false;
        }
    }
    return strlen(text) < LONGEST;
}

enum status name_number_find(const char *const *paths, size_t n, struct text *pattern, struct text *hole,
                             struct error *err)
{
    if (n < 2) {
        return OK;
    }
    size_t start = shared_start(paths, n), end = shared_end(paths, n, start), first = start;
    bool good = true, memory = true;
    for (size_t i = 0; good && i < n; i++) {
        double number;
        good = number_between(paths[i], start, end, &number);
        memory &= good && is_memory(number);
    }
    while (first > 0 && paths[0][first - 1] != '/') {
        first--;
    }
    const char *behind = paths[0] + strlen(paths[0]) - end;
    if (!good || !is_plain(paths[0] + first)) {
        return OK;
    }
    enum status status = name_hole(paths[0], start, behind, memory, hole, err);
    return status == OK ? text_print(pattern, err, "%.*s{%s}%s", (int)(start - first), paths[0] + first,
                                     hole->bytes, behind)
                        : status;
}
