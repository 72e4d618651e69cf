/* JMeter's JTL as XML: recognised, and refused with advice. */
#include <string.h>

#include "formats/formats.h"
#include "import/import.h"

static enum match probe_jmeter_xml(const char *bytes, size_t n)
{
    return memmem(bytes, n, "<testResults", 12) != NULL ? MATCH : NO_MATCH;
}

static enum status read_jmeter_xml(struct input *input, const struct import_options *options,
                                   struct table *table, struct import_log *log, struct error *err)
{
    (void)options, (void)table, (void)log;
    return error_set(
        err, BAD_DATA,
        "%s: found JMeter's XML, expected its CSV: set jmeter.save.saveservice.output_format=csv, or "
        "save the results as CSV from a listener",
        input->name);
}

const struct importer formats_jmeter_xml = {
    .name = "jmeter-xml",
    .writes = "JMeter's JTL as XML: refused, with advice",
    .signs = "<testResults",
    .quality = EXACT,
    .probe = probe_jmeter_xml,
    .read = read_jmeter_xml,
};
