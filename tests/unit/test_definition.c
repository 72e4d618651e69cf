/* Quantiles by the definitions of tools: tests/reference/definitions.py has their algorithms written again.
 */
#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/definition.h"
#include "stats/quantile.h"

/* The sorted values of ResNet50's warm requests at one memory size; returns their number. */
static size_t read_requests(const char *memory_mb, bool inference, double *values)
{
    char line[256];
    size_t n = 0;
    FILE *dump = fopen("data/study/warm_requests_resnet50.csv", "r");
    assert_non_null(dump);
    while (fgets(line, sizeof line, dump) != NULL) {
        char *cells[6], *rest = line;
        for (size_t i = 0; i < 6; i++) {
            cells[i] = strsep(&rest, ",");
        }
        if (strcmp(cells[2], memory_mb) == 0) {
            values[n++] = strtod(cells[inference ? 5 : 4], NULL);
        }
    }
    fclose(dump);
    quantile_sort(values, n);
    return n;
}

static void test_definitions(void **state)
{
    (void)state;
    char line[256];
    size_t rows = 0, printed = 0;
    FILE *expected = fopen("tests/reference/definitions.csv", "r");
    assert_non_null(expected);
    assert_non_null(fgets(line, sizeof line, expected));
    while (fgets(line, sizeof line, expected) != NULL) {
        char *cells[5], *rest = line;
        double values[25];
        line[strcspn(line, "\n")] = '\0';
        for (size_t i = 0; i < 5; i++) {
            cells[i] = strsep(&rest, ",");
        }
        size_t n = read_requests(cells[0], strcmp(cells[1], "inference_s") == 0, values);
        const struct quantile_definition *definition = definition_find(cells[2]);
        assert_non_null(definition);
        double got = definition_quantile(definition, values, n, strtod(cells[3], NULL));
        if (cells[4][0] == '\0') {
            assert_true(isnan(got));
        } else {
            if (fabs(got - strtod(cells[4], NULL)) > 1e-14 * got) {
                print_error("%s, p = %s, %s MB\n", cells[2], cells[3], cells[0]);
            }
            check_close(got, strtod(cells[4], NULL), 1e-14);
            printed++;
        }
        rows++;
    }
    fclose(expected);
    assert_int_equal(rows, 3 * 8 * 7);
    assert_int_equal(printed, rows - 4);
}

static void test_names(void **state)
{
    (void)state;
    const double values[] = {1.25, 2.5, 7.75};
    char name[3] = "r1";
    for (int type = 1; type <= 9; type++, name[1]++) {
        const struct quantile_definition *definition = definition_find(name);
        assert_non_null(definition);
        check_close(definition_quantile(definition, values, 3, 0.7), quantile_sorted(values, 3, 0.7, type),
                    0);
    }
    assert_null(definition_find("r10"));
    assert_null(definition_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_definitions), cmocka_unit_test(test_names)};
    return cmocka_run_group_tests_name("definitions", tests, NULL, NULL);
}
