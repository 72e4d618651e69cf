#include "collect/logs_dump_head.h"

#include <stdlib.h>
#include <time.h>

#include "base/json_file.h"
#include "base/version.h"

const char logs_mark[] = "# faastat collect logs ", logs_asked[] = "# asked ", logs_event[] = "# event ",
           logs_page[] = "# page ", logs_complete[] = "# complete ";

enum status logs_dump_add_json(struct text *text, const char *begin, json_t *value, struct error *err)
{
    char *written = value == NULL ? NULL : json_write(value, JSON_COMPACT);
    json_decref(value);
    enum status status = written == NULL ? error_no_memory(err) : OK;
    if (status == OK) {
        status = text_print(text, err, "%s%s\n", begin, written);
    }
    free(written);
    return status;
}

static enum status add_time(struct text *head, const char *before, long long time_ms, struct error *err)
{
    struct tm utc = {0};
    char text[32] = "";
    time_t seconds = (time_t)(time_ms / 1000);
    if (gmtime_r(&seconds, &utc) != NULL) {
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    }
    return text_print(head, err, "%s%s.%03dZ", before, text, (int)(time_ms % 1000));
}

enum status logs_dump_head(struct text *head, const struct logs_wish *wish, struct error *err)
{
    enum status status = text_print(head, err, "%s%s; libcurl %s\n# log group %s, by %s", logs_mark,
                                    version_number, curl_version_info(CURLVERSION_NOW)->version, wish->group,
                                    wish->insights ? "Logs Insights" : "FilterLogEvents");
    if (status == OK) {
        status = add_time(head, ", from ", wish->range.from_ms, err);
    }
    if (status == OK) {
        status = add_time(head, " to ", wish->range.to_ms, err);
    }
    if (status == OK) {
        status = text_append(head, "\n", 1, err);
    }
    if (status == OK) {
        status = logs_dump_add_json(
            head, logs_asked,
            json_pack("{s:s, s:s, s:s?, s:s?, s:b, s:I, s:I}", "logGroup", wish->group, "service",
                      wish->service, "since", wish->since, "until", wish->until, "insights", wish->insights,
                      "from_ms", (json_int_t)wish->range.from_ms, "to_ms", (json_int_t)wish->range.to_ms),
            err);
    }
    return status;
}
