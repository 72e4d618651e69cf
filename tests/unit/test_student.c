/* Student's t quantiles against R 4.2.2's qt(); tests/reference/student.R. */
#include "check.h"

#include "stats/student.h"

static void test_quantiles(void **state)
{
    (void)state;
    char line[128];
    double df, tail, t;
    size_t rows = 0;
    FILE *file = fopen("tests/reference/student.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the header */
    while (fgets(line, sizeof line, file) != NULL) {
        assert_int_equal(sscanf(line, "%lf,%lf,%lf", &df, &tail, &t), 3);
        check_close(student_quantile(tail, df), t, 1e-13);
        check_close(student_quantile(1 - tail, df), -t, tail < 1e-3 ? 1e-8 : 1e-12);
        check_close(student_tail(t, df), tail, 2e-12);
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_quantiles)};
    return cmocka_run_group_tests_name("student", tests, NULL, NULL);
}
