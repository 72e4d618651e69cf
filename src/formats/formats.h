/* The formats that can be read: a format is one file of a kind's folder that ends in one row, and one line
 * here. */
#ifndef FAASTAT_FORMATS_FORMATS_H
#define FAASTAT_FORMATS_FORMATS_H

#include "import/import.h"

/* In the order in which they are asked. */
#define FORMATS_READ(ROW)                                                                                    \
    ROW(pickle)                                                                                              \
    ROW(npy)                                                                                                 \
    ROW(lines)                                                                                               \
    ROW(collect_logs)                                                                                        \
    ROW(lambda_report)                                                                                       \
    ROW(lambda_json)                                                                                         \
    ROW(log_tail)                                                                                            \
    ROW(filter_log_events)                                                                                   \
    ROW(insights_json)                                                                                       \
    ROW(insights_csv)                                                                                        \
    ROW(emf)                                                                                                 \
    ROW(jmeter)                                                                                              \
    ROW(jmeter_xml)                                                                                          \
    ROW(locust_stats)                                                                                        \
    ROW(locust_history)                                                                                      \
    ROW(locust_json)                                                                                         \
    ROW(power_tuning)                                                                                        \
    ROW(bombardier)                                                                                          \
    ROW(fortio)                                                                                              \
    ROW(artillery)                                                                                           \
    ROW(go_bench)                                                                                            \
    ROW(ab)                                                                                                  \
    ROW(ab_percentiles)                                                                                      \
    ROW(hey_text)                                                                                            \
    ROW(mlperf)                                                                                              \
    ROW(siege)                                                                                               \
    ROW(phout)                                                                                               \
    ROW(wrk)                                                                                                 \
    ROW(hgrm)                                                                                                \
    ROW(hlog)                                                                                                \
    ROW(gatling)                                                                                             \
    ROW(gatling_binary)                                                                                      \
    ROW(columns)                                                                                             \
    ROW(json)                                                                                                \
    ROW(csv)
#define DECLARE_FORMAT(name) extern const struct importer formats_##name;
FORMATS_READ(DECLARE_FORMAT)
#undef DECLARE_FORMAT

#define TREES_READ(ROW)    ROW(study)
#define DECLARE_TREE(name) extern const struct import_tree formats_##name;
TREES_READ(DECLARE_TREE)
#undef DECLARE_TREE

extern const struct import_formats formats_coded;

/*
 * All of them: the user's own descriptions first, then those of templates/formats, which are in the program,
 * then the above.
 */
struct formats {
    struct import_formats known;
    const struct importer **importers;
    struct rule_importer *rules;
    size_t n_rules;
};
/* Reads the user's descriptions; BAD_USAGE with their places where they are wrong. Caller closes either way,
 * when nothing of what was read is needed any more. */
enum status formats_open(struct formats *formats, const char *const *paths, size_t n, struct error *err);
/* Has every format say what it says of itself, as a list of them needs it. */
enum status formats_complete(struct formats *formats, struct error *err);
void formats_close(struct formats *formats);

#endif
