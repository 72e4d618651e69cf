/* Feeds bytes to the readers of the files that people write: figure files, claims files, price tables, and
 * descriptions of formats, which then look at their own text. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analysis/claims.h"
#include "analysis/prices.h"
#include "figure/figure_file.h"
#include "formats/rules/rule_importer.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int file = -1;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    file = memfd_create("file", 0);
    return file < 0;
}

static void demand(enum status status, const struct error *err)
{
    if ((status == OK) != (err->text[0] == '\0')) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char path[64];
    struct error errors[4] = {{{0}}};
    struct figure_file figures;
    struct claims claims;
    struct prices prices;
    struct rule_importer importer = {0};
    if (ftruncate(file, 0) != 0 || pwrite(file, bytes, n, 0) != (ssize_t)n) {
        abort();
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    demand(figure_file_read(&figures, path, &errors[0]), &errors[0]);
    figure_file_release(&figures);
    demand(claims_read(&claims, path, &errors[1]), &errors[1]);
    claims_release(&claims);
    demand(prices_read(&prices, path, "x86_64", &errors[2]), &errors[2]);
    prices_release(&prices);
    enum status status = rule_importer_read(&importer, path, &errors[3]);
    demand(status, &errors[3]);
    if (status == OK && import_probe(&importer.importer, (const char *)bytes, n) == NO_MEMORY) {
        abort();
    }
    rule_importer_release(&importer);
    return 0;
}
