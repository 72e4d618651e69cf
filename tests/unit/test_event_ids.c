/* Ids of events: those that were added are there, and no others, however many. */
#include "check.h"

#include "collect/event_ids.h"

enum { MANY = 200000 };

static void name_id(size_t i, char id[64])
{
    snprintf(id, 64, "%056zu", i * 2654435761U);
}

static void test_many(void **state)
{
    struct event_ids ids = {0};
    struct error err = {{0}};
    char id[64];
    (void)state;
    assert_false(event_ids_has(&ids, "1"));
    for (int round = 0; round < 2; round++) { /* twice, as events may come */
        for (size_t i = 0; i < MANY; i++) {
            name_id(i, id);
            assert_int_equal(event_ids_has(&ids, id), round);
            assert_int_equal(event_ids_add(&ids, id, &err), OK);
        }
        assert_int_equal(ids.n, MANY);
    }
    for (size_t i = MANY; i < 2 * MANY; i++) {
        name_id(i, id);
        assert_false(event_ids_has(&ids, id));
    }
    event_ids_release(&ids);
    assert_false(event_ids_has(&ids, id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
