#include "read/aggregate.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "base/unit_name.h"
#include "table/tidy.h"

/* ---- other languages ---- */

/* The headings of JMeter's reports as its messages_*.properties have them (de, es, fr, ko, pl, pt_BR, ru,
 * tr, zh_CN, zh_TW), in English; its ja and no have none of them. */
static const struct {
    const char *heading, *english;
} headings[] = {
    {"Anz. der Proben", "# Samples"},
    {"# Echantillons", "# Samples"},
    {"# Muestras", "# Samples"},
    {"# Amostras", "# Samples"},
    {"# Liczba próbek", "# Samples"},
    {"# Örnek", "# Samples"},
    {"표본 수", "# Samples"},
    {"# 样本", "# Samples"},
    {"取樣數", "# Samples"},
    {"Сэмплов", "# Samples"},
    {"Durchschnitt", "Average"},
    {"Moyenne", "Average"},
    {"Media", "Average"},
    {"Média", "Average"},
    {"Średnia", "Average"},
    {"Ortalama", "Average"},
    {"평균", "Average"},
    {"平均值", "Average"},
    {"Среднее", "Average"},
    {"Mittel", "Median"},
    {"Médiane", "Median"},
    {"Mediana", "Median"},
    {"중간값", "Median"},
    {"中位数", "Median"},
    {"中間值", "Median"},
    {"Медиана", "Median"},
    {"Mín", "Min"},
    {"Mín.", "Min"},
    {"En Az", "Min"},
    {"최소값", "Min"},
    {"最小值", "Min"},
    {"Мин", "Min"},
    {"Máx", "Max"},
    {"Máx.", "Max"},
    {"Maksimum", "Max"},
    {"En Çok", "Max"},
    {"최대값", "Max"},
    {"最大值", "Max"},
    {"Макс", "Max"},
    {"Ecart type", "Std. Dev."},
    {"Desv. Estándar", "Std. Dev."},
    {"Desvio Padrão", "Std. Dev."},
    {"Odch. std.", "Std. Dev."},
    {"표준편차", "Std. Dev."},
    {"标准偏差", "Std. Dev."},
    {"СКО", "Std. Dev."},
    {"% Fehler", "Error %"},
    {"% Erreur", "Error %"},
    {"% de Erro", "Error %"},
    {"% błędów", "Error %"},
    {"Hata %", "Error %"},
    {"오류 %", "Error %"},
    {"异常 %", "Error %"},
    {"錯誤率", "Error %"},
    {"% ошибок", "Error %"},
    {"Durchsatz", "Throughput"},
    {"Débit", "Throughput"},
    {"Rendimiento", "Throughput"},
    {"Vazão", "Throughput"},
    {"Przepustowość", "Throughput"},
    {"Transfer Oranı", "Throughput"},
    {"처리량", "Throughput"},
    {"吞吐量", "Throughput"},
    {"處理量", "Throughput"},
    {"Пропускная способность", "Throughput"},
};

const char *aggregate_in_english(const char *name)
{
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
        if (strcasecmp(headings[i].heading, name) == 0) {
            return headings[i].english;
        }
    }
    return name;
}

/* ---- what a name says ---- */

/* What the words of a name add up to. */
struct reading {
    bool says[AGGREGATE_ROLES];
    bool percentile; /* a word says that a number is a percentage */
    bool share;      /* "%", "rate" */
    bool served;     /* "percentage served" */
    enum unit unit;  /* of times, that a word inside says: "latency_ms_mean" */
    bool other;      /* a word that is none of ours */
    double number;   /* a percentage, NaN: none */
    const char *stem;
};

enum word_kind { FILLS, SAYS, IS_PERCENTILE, IS_SERVED, IS_SHARE, IS_STEM };
static const struct {
    const char *word;
    enum word_kind kind;
    enum aggregate_role role;
} words[] = {
    {"average", SAYS, AGGREGATE_MEAN},
    {"avg", SAYS, AGGREGATE_MEAN},
    {"mean", SAYS, AGGREGATE_MEAN},
    {"min", SAYS, AGGREGATE_LEAST},
    {"minimum", SAYS, AGGREGATE_LEAST},
    {"max", SAYS, AGGREGATE_MOST},
    {"maximum", SAYS, AGGREGATE_MOST},
    {"sd", SAYS, AGGREGATE_SD},
    {"std", SAYS, AGGREGATE_SD},
    {"stdev", SAYS, AGGREGATE_SD},
    {"stddev", SAYS, AGGREGATE_SD},
    {"deviation", SAYS, AGGREGATE_SD},
    {"count", SAYS, AGGREGATE_COUNT},
    {"counts", SAYS, AGGREGATE_COUNT},
    {"samples", SAYS, AGGREGATE_COUNT},
    {"sample", SAYS, AGGREGATE_COUNT},
    {"n", SAYS, AGGREGATE_COUNT},
    {"#", SAYS, AGGREGATE_COUNT},
    {"calls", SAYS, AGGREGATE_COUNT},
    {"hits", SAYS, AGGREGATE_COUNT},
    {"invocations", SAYS, AGGREGATE_COUNT},
    {"trials", SAYS, AGGREGATE_COUNT},
    {"runs", SAYS, AGGREGATE_COUNT},
    {"repetitions", SAYS, AGGREGATE_COUNT},
    {"success", SAYS, AGGREGATE_SUCCESSES},
    {"successes", SAYS, AGGREGATE_SUCCESSES},
    {"successful", SAYS, AGGREGATE_SUCCESSES},
    {"succeeded", SAYS, AGGREGATE_SUCCESSES},
    {"ok", SAYS, AGGREGATE_SUCCESSES},
    {"err", SAYS, AGGREGATE_FAILURES},
    {"errs", SAYS, AGGREGATE_FAILURES},
    {"error", SAYS, AGGREGATE_FAILURES},
    {"errors", SAYS, AGGREGATE_FAILURES},
    {"failure", SAYS, AGGREGATE_FAILURES},
    {"failures", SAYS, AGGREGATE_FAILURES},
    {"failed", SAYS, AGGREGATE_FAILURES},
    {"ko", SAYS, AGGREGATE_FAILURES},
    {"fails", SAYS, AGGREGATE_FAILURES},
    {"throughput", SAYS, AGGREGATE_RATE},
    {"rps", SAYS, AGGREGATE_RATE},
    {"qps", SAYS, AGGREGATE_RATE},
    {"tps", SAYS, AGGREGATE_RATE},
    {"percentile", IS_PERCENTILE, AGGREGATE_NOTHING},
    {"percentiles", IS_PERCENTILE, AGGREGATE_NOTHING},
    {"pct", IS_PERCENTILE, AGGREGATE_NOTHING},
    {"pctl", IS_PERCENTILE, AGGREGATE_NOTHING},
    {"perc", IS_PERCENTILE, AGGREGATE_NOTHING},
    {"quantile", IS_PERCENTILE, AGGREGATE_NOTHING},
    {"ile", IS_PERCENTILE, AGGREGATE_NOTHING},
    {"centile", IS_PERCENTILE, AGGREGATE_NOTHING},
    {"served", IS_SERVED, AGGREGATE_NOTHING},
    {"percentage", IS_SHARE, AGGREGATE_NOTHING},
    {"%", IS_SHARE, AGGREGATE_NOTHING},
    {"percent", IS_SHARE, AGGREGATE_NOTHING},
    {"rate", IS_SHARE, AGGREGATE_NOTHING},
    {"ratio", IS_SHARE, AGGREGATE_NOTHING},
    {"duration", IS_STEM, AGGREGATE_NOTHING},
    {"inference", IS_STEM, AGGREGATE_NOTHING},
    {"init", IS_STEM, AGGREGATE_NOTHING},
    {"connect", IS_STEM, AGGREGATE_NOTHING},
    {"latency", FILLS, AGGREGATE_NOTHING},
    {"latencies", FILLS, AGGREGATE_NOTHING},
    {"time", FILLS, AGGREGATE_NOTHING},
    {"times", FILLS, AGGREGATE_NOTHING},
    {"response", FILLS, AGGREGATE_NOTHING},
    {"resp", FILLS, AGGREGATE_NOTHING},
    {"elapsed", FILLS, AGGREGATE_NOTHING},
    {"rt", FILLS, AGGREGATE_NOTHING},
    {"request", FILLS, AGGREGATE_NOTHING},
    {"requests", FILLS, AGGREGATE_NOTHING},
    {"req", FILLS, AGGREGATE_NOTHING},
    {"execution", FILLS, AGGREGATE_NOTHING},
    {"total", FILLS, AGGREGATE_NOTHING},
    {"id", FILLS, AGGREGATE_NOTHING},
    {"report", FILLS, AGGREGATE_NOTHING},
    {"aggregate", FILLS, AGGREGATE_NOTHING},
    {"service", FILLS, AGGREGATE_NOTHING},
    {"line", FILLS, AGGREGATE_NOTHING},
    {"linii", FILLS, AGGREGATE_NOTHING},
    {"dev", FILLS, AGGREGATE_NOTHING},
    {"standard", FILLS, AGGREGATE_NOTHING},
    {"number", FILLS, AGGREGATE_NOTHING},
    {"num", FILLS, AGGREGATE_NOTHING},
    {"of", FILLS, AGGREGATE_NOTHING},
    {"in", FILLS, AGGREGATE_NOTHING},
};

/* "99.9", "99th" and "p99", "p999" for 99.9; false for words that are no percentage. */
static bool read_percentage(const char *word, size_t n, double *percent)
{
    bool named = n > 1 && (word[0] == 'p' || word[0] == 'q');
    const char *digits = word + named;
    size_t rest = n - named, length = strspn(digits, "0123456789.");
    length = length > rest ? rest : length;
    bool ordinal = !named && rest - length == 2 && strchr("snrt", digits[length]) != NULL;
    if (length == 0 || (length < rest && !ordinal) || !number_parse(digits, length, percent)) {
        return false;
    }
    for (size_t i = 2; named && *percent > 100 && digits[0] == '9' && i < length; i++) {
        *percent /= 10; /* p999 has no place for its point */
    }
    return *percent >= 0 && *percent <= 100;
}

static void read_word(const char *word, size_t n, struct reading *reading)
{
    double percent;
    if (read_percentage(word, n, &percent)) {
        reading->other |= !isnan(reading->number);
        reading->number = percent;
        reading->percentile |= isalpha((unsigned char)word[0]) || !isdigit((unsigned char)word[n - 1]);
        return;
    }
    if (n == 6 && memcmp(word, "median", n) == 0) {
        reading->number = 50;
        reading->percentile = true;
        return;
    }
    enum unit unit = unit_name_find(word, n);
    if (unit != NO_UNIT && unit <= SECONDS) { /* "min" is the least */
        reading->unit = unit;
        return;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i].word) == n && memcmp(words[i].word, word, n) == 0) {
            reading->says[words[i].role] |= words[i].kind == SAYS;
            reading->percentile |= words[i].kind == IS_PERCENTILE;
            reading->share |= words[i].kind == IS_SHARE;
            reading->served |= words[i].kind == IS_SERVED;
            reading->stem = words[i].kind == IS_STEM ? words[i].word : reading->stem;
            return;
        }
    }
    reading->other = true;
}

/* Cuts a name into words: at what is no letter or digit, and before the capitals of camelCase. */
static struct reading read_name(const char *name)
{
    enum { LONGEST = 16 };
    struct reading reading = {.number = NAN, .unit = NO_UNIT};
    reading.percentile = strstr(name, "перцентиль") != NULL; /* "90-й перцентиль", of JMeter's in Russian */
    char word[LONGEST + 1];
    size_t n = 0;
    for (const char *c = name;; c++) {
        bool point =
            *c == '.' && isdigit((unsigned char)c[1]) && n > 0 && isdigit((unsigned char)word[n - 1]);
        bool inside = isalnum((unsigned char)*c) || point;
        bool hump = n > 0 && isupper((unsigned char)*c) && islower((unsigned char)c[-1]);
        if (n > 0 && (!inside || hump || n == LONGEST)) {
            word[n] = '\0';
            read_word(word, n, &reading);
            n = 0;
        }
        if (*c == '%' || *c == '#') {
            read_word(c, 1, &reading);
        }
        if (*c == '\0') {
            return reading;
        }
        if (inside) {
            word[n++] = (char)tolower((unsigned char)*c);
        }
    }
}

static enum aggregate_role find_role(const char *name, struct reading *reading)
{
    name = aggregate_in_english(name);
    *reading = read_name(name);
    const bool *says = reading->says;
    bool is_quantile = !isnan(reading->number) && (reading->percentile || reading->share);
    if (reading->other || (!is_quantile && !isnan(reading->number))) {
        return AGGREGATE_NOTHING;
    }
    if (is_quantile) {
        return reading->number == 0     ? AGGREGATE_LEAST
               : reading->number == 100 ? AGGREGATE_MOST
                                        : AGGREGATE_QUANTILE;
    }
    if (says[AGGREGATE_FAILURES]) { /* "std err" is none */
        return says[AGGREGATE_SD] ? AGGREGATE_NOTHING
               : reading->share   ? AGGREGATE_FAILURE_SHARE
                                  : AGGREGATE_FAILURES;
    }
    if (says[AGGREGATE_SUCCESSES] && !says[AGGREGATE_RATE]) {
        return reading->share ? AGGREGATE_SUCCESS_SHARE : AGGREGATE_SUCCESSES;
    }
    if (says[AGGREGATE_RATE]) {
        return AGGREGATE_RATE;
    }
    for (enum aggregate_role role = AGGREGATE_MEAN; role <= AGGREGATE_MOST && !reading->share; role++) {
        if (says[role]) {
            return role;
        }
    }
    bool counts = says[AGGREGATE_COUNT] || strcasecmp(name, "requests") == 0;
    return counts && !reading->share && !says[AGGREGATE_MEAN] ? AGGREGATE_COUNT : AGGREGATE_NOTHING;
}

enum aggregate_role aggregate_find_role(const char *name, enum unit *unit)
{
    struct reading reading;
    enum aggregate_role role = find_role(name, &reading);
    *unit = reading.unit;
    return role;
}

bool aggregate_is_percentile(const char *name)
{
    const struct reading reading = read_name(name);
    bool says = false;
    for (size_t i = 0; i < AGGREGATE_ROLES; i++) {
        says |= reading.says[i];
    }
    return !reading.other && !says && isnan(reading.number) &&
           (reading.percentile || (reading.share && reading.served));
}

bool aggregate_is_bucket(const char *name, bool *counts)
{
    static const char *const buckets[] = {"bucket", "bin", "upper_bound", "bin_edge", "bucket_upper"};
    static const char *const counted[] = {"count",   "counts", "frequency",  "freq", "cumulative_count",
                                          "samples", "hits",   "occurrences"};
    bool found = strcmp(name, "le") == 0;
    *counts = false;
    for (size_t i = 0; i < sizeof buckets / sizeof *buckets; i++) {
        size_t n = strlen(buckets[i]);
        found |=
            strncasecmp(name, buckets[i], n) == 0 && (name[n] == '\0' || !islower((unsigned char)name[n]));
    }
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        *counts |= strcasecmp(name, counted[i]) == 0;
    }
    return found;
}

enum status aggregate_spell(const char *written, const char *of, bool seconds, struct text *name,
                            struct error *err)
{
    static const char *const figures[AGGREGATE_ROLES] = {[AGGREGATE_MEAN] = "mean",
                                                         [AGGREGATE_SD] = "sd",
                                                         [AGGREGATE_LEAST] = "min",
                                                         [AGGREGATE_MOST] = "max"};
    static const char *const whole[AGGREGATE_ROLES] = {
        [AGGREGATE_COUNT] = tidy_published_n,      [AGGREGATE_FAILURES] = tidy_failed_n,
        [AGGREGATE_FAILURE_SHARE] = tidy_failed_n, [AGGREGATE_SUCCESSES] = tidy_failed_n,
        [AGGREGATE_SUCCESS_SHARE] = tidy_failed_n, [AGGREGATE_RATE] = "requests_per_s"};
    struct reading reading;
    enum aggregate_role role = find_role(written, &reading);
    const char *unit = seconds ? "_s" : "", *stem = reading.stem == NULL ? of : reading.stem;
    if (whole[role] != NULL) {
        return text_print(name, err, "%s", whole[role]);
    }
    return role == AGGREGATE_QUANTILE ? text_print(name, err, "%s_p%.10g%s", stem, reading.number, unit)
                                      : text_print(name, err, "%s_%s%s", stem, figures[role], unit);
}

bool aggregate_has(const size_t n[AGGREGATE_ROLES], bool times)
{
    size_t means = n[AGGREGATE_MEAN], quantiles = n[AGGREGATE_QUANTILE];
    bool ends = n[AGGREGATE_LEAST] > 0 && n[AGGREGATE_MOST] > 0;
    bool counted = n[AGGREGATE_COUNT] > 0 && means + quantiles > 0;
    bool spread = ends && n[AGGREGATE_SD] > 0; /* whatever the mean is called */
    ends |= n[AGGREGATE_SD] > 0 || n[AGGREGATE_RATE] > 0;
    return counted || (!times && (quantiles > 1 || spread || (means > 0 && (quantiles > 0 || ends))));
}

bool aggregate_parse(const char *cell, size_t n, double of_one, double *number)
{
    char digits[64];
    size_t length = strspn(cell, "0123456789.,eE+-");
    length = length < n ? length : n;
    const char *rest = cell + length;
    bool percent = strcmp(rest, "%") == 0, known = percent || *rest == '\0';
    if (length >= sizeof digits) {
        return false;
    }
    memcpy(digits, cell, length);
    digits[length] = '\0';
    /* Three digits behind it may be thousands, but for a share. */
    char *comma = strchr(digits, ',');
    if (comma != NULL && (percent || *digits == '0' || length - (size_t)(comma - digits) != 4)) {
        *comma = '.';
    }
    if (!number_parse(digits, length, number)) {
        return false;
    }
    double factor = percent ? 0.01 : of_one;
    known |= strcmp(rest, "/sec") == 0 || strcmp(rest, "/min") == 0 || strcmp(rest, "/hour") == 0;
    *number *= strcmp(rest, "/min") == 0 ? 1.0 / 60 : strcmp(rest, "/hour") == 0 ? 1.0 / 3600 : factor;
    return known;
}
