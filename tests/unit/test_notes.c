/* Notes are packed, and come back as they were added: numbers behind others that are 0, none, texts. */
#include "check.h"

#include <math.h>
#include <string.h>

#include "analysis/notes.h"

static const struct note added[] = {{.code = NOTE_SORTED, .text = ""},
                                    {.code = NOTE_CODES - 1},
                                    {.code = NOTE_GAP, .numbers = {0, 1.5, 0, NAN}},
                                    {.code = NOTE_NEEDS_N, .text = "p99", .numbers = {-0.0}},
                                    {.code = NOTE_KNEE, .text = "a\nb", .numbers = {1, 2, 3, 4, 5, 6}}};
enum { ADDED = sizeof added / sizeof *added };

static void check_note(const struct note *got, const struct note *want)
{
    assert_int_equal(got->code, want->code);
    assert_int_equal(got->text == NULL, want->text == NULL);
    if (want->text != NULL) {
        assert_string_equal(got->text, want->text);
    }
    for (size_t i = 0; i < NOTE_NUMBERS; i++) {
        double a = got->numbers[i], b = want->numbers[i];
        assert_true((isnan(a) && isnan(b)) || (a == b && !signbit(a) == !signbit(b)));
    }
}

static void test_packed(void **state)
{
    (void)state;
    struct notes notes = {0};
    struct error err = {{0}};
    for (size_t round = 0; round < 2; round++) { /* what is there is not added again */
        for (size_t i = 0; i < ADDED; i++) {
            assert_int_equal(notes_add(&notes, &added[i], &err), OK);
        }
    }
    assert_int_equal(notes.n, ADDED);
    for (size_t i = 0, place = 0; i < ADDED; i++) {
        const struct note note = notes_next(&notes, &place);
        check_note(&note, &added[i]);
    }
    notes_release(&notes);
    assert_int_equal(notes.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_packed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
