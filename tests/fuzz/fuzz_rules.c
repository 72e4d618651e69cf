/* Feeds a description of a format and a dump to it: whatever both are, there is a table or a message. */
#include <sys/mman.h>

#include "formats/formats.h"
#include "formats/rules/rule_importer.h"
#include "halves.h"
#include "import/dumps.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int rules = -1, dump = -1;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    rules = memfd_create("rules", 0);
    dump = memfd_create("dump", 0);
    return rules < 0 || dump < 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char rules_path[64], path[64];
    char *paths[] = {path};
    struct halves halves = halves_of(bytes, n);
    struct rule_importer importer = {0};
    struct error err = {{0}}, why = {{0}};
    halves_fill(rules, halves.first, halves.n_first, rules_path);
    halves_fill(dump, halves.second, halves.n_second, path);
    enum status status = rule_importer_read(&importer, rules_path, &err);
    halves_demand(status, &err);
    if (status == OK) {
        const struct importer *importers[] = {&importer.importer};
        const struct import_formats formats = {.importers = importers, .n = 1, .n_own = 1};
        const struct import_options options = {.from = importer.importer.name,
                                               .explains = true,
                                               .threads = 1,
                                               .block_bytes = 1 << 14,
                                               .input = {.max_bytes = 1 << 24}};
        struct imported imported = {0};
        halves_demand(dumps_read(paths, 1, &formats, &options, &imported, &why), &why);
        imported_release(&imported);
    }
    rule_importer_release(&importer);
    return 0;
}
