/*
 * What is left of requests that were counted, to be kept in a file and put together with that of others: the
 * groups, each of which takes at most 100 kB, and what they were made of. Knows no file.
 */
#ifndef FAASTAT_ANALYSIS_STATE_STATE_H
#define FAASTAT_ANALYSIS_STATE_STATE_H

#include "analysis/accumulate/groups.h"
#include "base/names.h"
#include "base/text.h"
#include "base/version.h"

enum { STATE_VERSION = 1 };
/* A digest of an input: the first half of its SHA-256, in hexadecimal. */
enum { STATE_DIGEST = 32 };

/* Zeroed: of nothing. */
struct state_head {
    struct names by; /* factors of the groups */
    bool by_named;   /* the user has named them; else they are the usual ones, of which some may be missing */
    struct names measures;    /* in the order of their columns */
    bool measures_named;      /* else they are all that there were */
    struct names where;       /* conditions that requests had to meet, as they were written */
    struct names clusters;    /* the factor that tells them */
    bool has_clock;           /* some request had one */
    struct dictionary inputs; /* digests of the files that the requests are of */
    struct names mixed; /* factors that the groups mix although nobody named factors, each as in groups.h
                           or, where it has several values, by its name alone */
};
void state_head_release(struct state_head *head);

/* Adds such a factor. */
enum status state_add_mixed(struct state_head *head, const char *entry, struct error *err);
/* The key of the strips of a part with these inputs. */
uint64_t state_key(const struct state_head *head);
/*
 * Adds what another head says of others, of the file `name`. BAD_DATA where they were made with other
 * options, or of the same input. `to` may be zeroed: then it becomes the same. Of different factors those
 * that both have stay, if the user names some that both have (`by_asked`).
 */
enum status state_head_merge(struct state_head *to, const struct state_head *from, const char *name,
                             bool by_asked, struct error *err);

/* A state that was read. */
struct state {
    struct state_head head;
    struct groups groups; /* of the head's factors, not finished; they borrow the head's names */
};
/* Reads the bytes of a file. BAD_DATA with the file's name where they are cut off, damaged, of another
 * version or what no faastat writes. Caller releases the state either way. */
enum status state_read(struct state *state, const char *name, const char *bytes, size_t n, struct error *err);
/* The same of what stands between the head of the file and its digest. */
enum status state_read_body(struct state *state, const char *name, const char *bytes, size_t n,
                            struct error *err);
void state_release(struct state *state);

/* Adds the bytes of a state of finished groups to a text. BAD_SERVICE when memory is out. */
enum status state_write(const struct state_head *head, const struct groups *groups, struct text *bytes,
                        struct error *err);

#endif
