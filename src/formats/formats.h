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
    ROW(lambda_report)                                                                                       \
    ROW(lambda_json)                                                                                         \
    ROW(log_tail)                                                                                            \
    ROW(filter_log_events)                                                                                   \
    ROW(insights_json)                                                                                       \
    ROW(insights_csv)                                                                                        \
    ROW(emf)                                                                                                 \
    ROW(jmeter)                                                                                              \
    ROW(jmeter_xml)                                                                                          \
    ROW(k6_json)                                                                                             \
    ROW(k6_csv)                                                                                              \
    ROW(locust_stats)                                                                                        \
    ROW(locust_history)                                                                                      \
    ROW(locust_failures)                                                                                     \
    ROW(locust_json)                                                                                         \
    ROW(handler_reply)                                                                                       \
    ROW(power_tuning)                                                                                        \
    ROW(bombardier)                                                                                          \
    ROW(fortio)                                                                                              \
    ROW(artillery)                                                                                           \
    ROW(criterion)                                                                                           \
    ROW(hyperfine_csv)                                                                                       \
    ROW(stellar)                                                                                             \
    ROW(stellar_stats)                                                                                       \
    ROW(sebs_csv)                                                                                            \
    ROW(perf_analyzer)                                                                                       \
    ROW(lambda_perf)                                                                                         \
    ROW(sebs_json)                                                                                           \
    ROW(hey)                                                                                                 \
    ROW(hyperfine)                                                                                           \
    ROW(vegeta_json)                                                                                         \
    ROW(vegeta_csv)                                                                                          \
    ROW(vegeta_report)                                                                                       \
    ROW(oha_csv)                                                                                             \
    ROW(oha_json)                                                                                            \
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

extern const struct import_formats formats_known;

#endif
