/* Random text of hostile pieces: blocks and threads change nothing of it, and neither does who reads it:
 * libcsv, because the block holds a quote somewhere, or we ourselves. */
#include "hostile.h"

#include "stats/random.h"

static const struct head {
    const char *text;
    char separator;
    size_t cells;
    const char *measure, *named, *where; /* what may be asked for */
} heads[] = {
    {"model,latency_s\n", ',', 2, "latency_s", "latency_s", "latency_s>1"},
    {"a,b,c\n", ',', 3, "b", "a", "a=1"},
    {"latency_s\n", ',', 1, "latency_s", "latency_s", "latency_s!=0"},
    {"model;memory_mb;latency_ms\r\n", ';', 3, "latency_s", "model", "model=1"},
    {"n\tlatency_s\tstatus\tv\n", '\t', 4, "latency_s", "v", "v<=12"},
    {"# c\nstart_s|model\n", '|', 2, "start_s", "start_s", "start_s<2"},
};
enum { HEADS = sizeof heads / sizeof *heads };
static struct conditions conditions[HEADS]; /* their `where`, read once */

static const struct piece {
    const char *bytes;
    size_t n;
} pieces[] = {
#define PIECE(text)                                                                                          \
    {                                                                                                        \
        text, sizeof(text) - 1                                                                               \
    }
    /* Cells without a mistake. */
    PIECE("0"),
    PIECE("1"),
    PIECE("12.5"),
    PIECE("1e3"),
    PIECE("0.1000000000000000055511151231257827"),
    PIECE("NA"),
    PIECE("nan"),
    PIECE("NaN"),
    PIECE(" "),
    PIECE("  0.25 "),
    /* Those that are one in some column, or part of one. */
    PIECE("-3"),
    PIECE("+4"),
    PIECE("e"),
    PIECE("."),
    PIECE("1e999"),
    PIECE("0x10"),
    PIECE("inf"),
    PIECE("\t"),
    PIECE("a"),
    PIECE("resnet"),
    PIECE("\0"),
    PIECE("\xC3\xA9"),
    PIECE("\xC3"),
    PIECE("\xF0\x9F\x98\x80"),
    PIECE("\xED\xA0\x80"),
    PIECE("123456789012345678901234567890"),
    PIECE(
        "a cell of more bytes than a message shows, which is forty of them; and of more than a vector holds"),
    /* Those that break the row. */
    PIECE(","),
    PIECE(";"),
    PIECE("|"),
    PIECE("\r"),
    PIECE("\""),
    PIECE("\"\""),
};
/* How many of them text of each kind is made of. */
enum soup { TAME = 10, PLAIN = 27, WILD = sizeof pieces / sizeof *pieces };

static const struct piece ends[] = {PIECE("\n"),   PIECE("\n"),   PIECE("\n"),
                                    PIECE("\r\n"), PIECE("\n\n"), PIECE("\r")};
enum { LINE_ENDS = sizeof ends / sizeof *ends, FEEDS = LINE_ENDS - 1 };

static void add(struct text *text, const struct piece *piece)
{
    struct error err = {{0}};
    assert_int_equal(text_append(text, piece->bytes, piece->n, &err), OK);
}

static void add_byte(struct text *text, char c)
{
    add(text, &(struct piece){&c, 1});
}

/* Every fourth text is read strictly, and of every third one only some columns and rows are asked for. */
static struct import_options choose_options(const struct head *head, size_t round, size_t n,
                                            struct random *random)
{
    bool some = random_below(random, 3) == 0;
    return (struct import_options){
        .from = "csv",
        .lenient = round % 4 != 0,
        .threads = 1,
        .block_bytes = n + 1,
        .where = some ? conditions[head - heads] : (struct conditions){0},
        .wanted = {.measures = &head->measure, .n_measures = some, .named = &head->named, .n_named = some}};
}

/* Blocks from one byte to the whole file, among them those of the whole file and one byte fewer. */
static void check_blocks(const struct hostile_file *file, const struct text *text, struct random *random,
                         struct import_options options)
{
    struct text want = hostile_read(file, &options);
    const size_t blocks[] = {1, 1 + random_below(random, (uint32_t)text->n), text->n - 1, text->n};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        options.block_bytes = blocks[i];
        options.threads = 1 + random_below(random, 1 + random_below(random, 7));
        struct text got = hostile_read(file, &options);
        hostile_compare(&got, &want, text->bytes, &options);
        text_release(&got);
    }
    text_release(&want);
}

/* ---- any pieces at all ---- */

static const enum soup soups[] = {TAME, PLAIN, WILD};

/* A cell that is mostly a number. */
static void add_cell(struct text *text, struct random *random, enum soup soup)
{
    size_t n = soup != TAME && random_below(random, 6) == 0 ? random_below(random, 4) : 1;
    for (size_t i = 0; i < n; i++) {
        add(text, &pieces[random_below(random, random_below(random, 3) > 0 ? 3 : (uint32_t)soup)]);
    }
}

/* Lines of as many cells as there should be, and of others when it is not tame. */
static void add_soup(struct text *text, const struct head *head, struct random *random, enum soup soup)
{
    size_t rows = random_below(random, 12), tame_end = random_below(random, FEEDS);
    for (size_t row = 0; row < rows; row++) {
        size_t cells = soup != TAME && random_below(random, 12) == 0 ? random_below(random, 6) : head->cells;
        for (size_t cell = 0; cell < cells; cell++) {
            if (cell > 0) {
                add_byte(text, head->separator);
            }
            add_cell(text, random, soup);
        }
        add(text, &ends[soup == TAME ? tame_end : random_below(random, soup == WILD ? LINE_ENDS : FEEDS)]);
    }
}

/* A last row of ones, quoted or not, its line end perhaps missing. */
static void add_row(struct text *text, const struct head *head, bool quoted, bool ended)
{
    for (size_t cell = 0; cell < head->cells; cell++) {
        add(text, quoted ? &(struct piece)PIECE("\"1\"") : &(struct piece)PIECE("1"));
        add_byte(text, cell + 1 < head->cells ? head->separator : '\n');
    }
    text->n -= !ended;
}

static void test_soup(void **state)
{
    (void)state;
    struct hostile_file file;
    struct random random;
    hostile_open(&file);
    random_init(&random, 6, 0, 0);
    for (size_t round = 0; round < 1500; round++) {
        const struct head *head = &heads[round % HEADS];
        struct text text = {0};
        add(&text, &(struct piece){head->text, strlen(head->text)});
        add_soup(&text, head, &random, soups[round / HEADS % 3]);
        hostile_set(&file, text.bytes, text.n);
        check_blocks(&file, &text, &random, choose_options(head, round, text.n, &random));
        text_release(&text);
    }
    hostile_close(&file);
}

/* The same rows in one block, with a quote in the last of them and without. */
static void test_soup_by_libcsv(void **state)
{
    (void)state;
    struct hostile_file file;
    struct random random;
    hostile_open(&file);
    random_init(&random, 7, 0, 0);
    for (size_t round = 0; round < 2500; round++) {
        const struct head *head = &heads[round % HEADS];
        struct import_options options = choose_options(head, round, 4096, &random);
        struct text text = {0}, told[2];
        add(&text, &(struct piece){head->text, strlen(head->text)});
        add_soup(&text, head, &random, soups[round / HEADS % 2]);
        size_t n = text.n;
        for (int quoted = 0; quoted < 2; quoted++) {
            text.n = n;
            add_row(&text, head, quoted == 1, round % 3 != 0);
            hostile_set(&file, text.bytes, text.n);
            told[quoted] = hostile_read(&file, &options);
        }
        hostile_compare(&told[0], &told[1], text.bytes, &options);
        text_release(&told[0]);
        text_release(&told[1]);
        text_release(&text);
    }
    hostile_close(&file);
}

/* ---- every cell in quotes ---- */

/* A row twice: as it is, with blanks around its cells, and with all cells in quotes, where blanks would
 * belong to them. A row of one cell with nothing in it is none, and stays so. */
static void add_cells(struct text *bare, struct text *quoted, const struct head *head, struct random *random,
                      enum soup soup)
{
    static const char *const blanks[] = {"", "", "", " ", "  "};
    size_t cells = soup != TAME && random_below(random, 15) == 0 ? 1 + random_below(random, 5) : head->cells;
    for (size_t cell = 0; cell < cells; cell++) {
        const char *before = blanks[random_below(random, 5)], *after = blanks[random_below(random, 5)];
        const struct piece *piece =
            &pieces[random_below(random, random_below(random, 3) > 0 ? 3 : (uint32_t)soup)];
        bool empty = piece->bytes[0] == ' ' || piece->bytes[0] == '\t' || random_below(random, 9) == 0 ||
                     memchr(piece->bytes, head->separator, piece->n) != NULL;
        add(bare, &(struct piece){before, strlen(before)});
        add(quoted, &(struct piece){"\"", cells > 1 || !empty});
        if (!empty) {
            add(bare, piece);
            add(quoted, piece);
        }
        add(bare, &(struct piece){after, strlen(after)});
        add(quoted, &(struct piece){"\"", cells > 1 || !empty});
        if (cell + 1 < cells) {
            add_byte(bare, head->separator);
            add_byte(quoted, head->separator);
        }
    }
    const struct piece *end = &ends[random_below(random, FEEDS)];
    add(bare, end);
    add(quoted, end);
}

static void test_all_quoted(void **state)
{
    (void)state;
    struct hostile_file file;
    struct random random;
    hostile_open(&file);
    random_init(&random, 8, 0, 0);
    for (size_t round = 0; round < 2500; round++) {
        const struct head *head = &heads[round % HEADS];
        struct text bare = {0}, quoted = {0};
        add(&bare, &(struct piece){head->text, strlen(head->text)});
        add(&quoted, &(struct piece){head->text, strlen(head->text)});
        for (size_t row = random_below(&random, 12); row > 0; row--) {
            add_cells(&bare, &quoted, head, &random, soups[round / HEADS % 2]);
        }
        struct import_options options = choose_options(head, round, 4096, &random);
        options.block_bytes = round % 2 == 0 ? 4096 : 1 + random_below(&random, (uint32_t)bare.n);
        hostile_set(&file, bare.bytes, bare.n);
        struct text got = hostile_read(&file, &options);
        hostile_set(&file, quoted.bytes, quoted.n);
        struct text want = hostile_read(&file, &options);
        hostile_compare(&got, &want, bare.bytes, &options);
        text_release(&got);
        text_release(&want);
        text_release(&bare);
        text_release(&quoted);
    }
    hostile_close(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_soup),
        cmocka_unit_test(test_soup_by_libcsv),
        cmocka_unit_test(test_all_quoted),
    };
    struct error err = {{0}};
    for (size_t i = 0; i < HEADS; i++) {
        if (conditions_add(&conditions[i], heads[i].where, &err) != OK) {
            return 1;
        }
    }
    int failed = cmocka_run_group_tests_name("hostile random text", tests, NULL, NULL);
    for (size_t i = 0; i < HEADS; i++) {
        conditions_release(&conditions[i]);
    }
    return failed;
}
