/* Lambda's text log, as CloudWatch, `aws logs tail` or the local emulator print it: REPORT lines among
 * others. */
#include <string.h>

#include "formats/cloud/collect_logs.h"
#include "formats/cloud/insights.h"
#include "formats/cloud/lambda_lines.h"
#include "formats/cloud/lambda_log.h"
#include "formats/formats.h"
#include "import/json_members.h"

static enum match probe_lambda_report(const char *bytes, size_t n)
{
    static const char *const none[] = {NULL};
    bool is_json = json_looks_like(bytes, n, '{', none, 0) || json_looks_like(bytes, n, '[', none, 0);
    return !is_json && !collect_logs_begins(bytes, n) && !insights_is_header(bytes, n) &&
                   lambda_text_has_report(bytes, n) && memchr(bytes, '\0', n) == NULL
               ? MATCH
               : NO_MATCH;
}

const struct importer formats_lambda_report = {
    .origins = lambda_text_origins,
    .name = "lambda-report",
    .writes = "AWS Lambda's REPORT lines: CloudWatch, aws logs tail, the local emulator",
    .signs = "a line with REPORT RequestId:",
    .quality = EXACT,
    .probe = probe_lambda_report,
    .read = lambda_lines_read,
};
