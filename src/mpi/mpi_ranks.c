#include "mpi/mpi_ranks.h"

#include <mpi.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/ranks.h"

/* A message of MPI holds as many bytes as an int counts: longer texts are several. */
enum { PIECE = 1 << 30, HOST = 64 };

/* `ranks` forgets them when rank 0 goes on alone. */
static struct {
    int n, own;
    bool failed; /* all ranks know of a failure, and end */
    enum status status;
} world;

/* ---- agreeing ---- */

/* The failure of one rank, as the others learn of it. */
struct failure {
    char host[HOST];
    struct error err;
};

/* "such and such (on host b)", unless no host matters: words are wrong, or all ranks failed alike. */
static void tell_failure(const struct failure *failure, bool everywhere, struct error *err)
{
    *err = (struct error){{0}};
    if (everywhere) {
        *err = failure->err;
    } else {
        const int most = (int)(sizeof err->text - sizeof failure->host - sizeof " (on host )");
        (void)error_set(err, BAD_SERVICE, "%.*s (on host %.*s)", most, failure->err.text, HOST,
                        failure->host);
    }
}

/* Sleeps until what was begun is done, where MPI would take a processor that other ranks compute on. */
static void await(MPI_Request request)
{
    const struct timespec nap = {.tv_nsec = 200000};
    int done = 0;
    MPI_Request_get_status(request, &done, MPI_STATUS_IGNORE);
    while (!done) {
        nanosleep(&nap, NULL);
        MPI_Request_get_status(request, &done, MPI_STATUS_IGNORE);
    }
}

static enum status agree(enum status status, struct error *err)
{
    int failed = status == OK ? world.n : world.own, first;
    MPI_Request all;
    MPI_Iallreduce(&failed, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD, &all);
    await(all);
    MPI_Wait(&all, MPI_STATUS_IGNORE);
    if (first == world.n) {
        return OK;
    }
    struct failure failure = {.err = *err};
    int length, told = (int)status;
    char name[MPI_MAX_PROCESSOR_NAME];
    MPI_Get_processor_name(name, &length);
    memcpy(failure.host, name, (size_t)length < HOST ? (size_t)length : HOST - 1);
    MPI_Bcast(&failure, (int)sizeof failure, MPI_BYTE, first, MPI_COMM_WORLD);
    MPI_Bcast(&told, 1, MPI_INT, first, MPI_COMM_WORLD);
    int same = status != OK && strcmp(failure.err.text, err->text) == 0, of_all;
    MPI_Allreduce(&same, &of_all, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    tell_failure(&failure, of_all || told == BAD_USAGE, err);
    world.failed = true;
    world.status = (enum status)told;
    return world.status;
}

enum status mpi_ranks_agree_at_end(enum status status, struct error *err)
{
    bool waits = world.own > 0 && ranks.left; /* for what rank 0 makes of it */
    return world.failed ? world.status : agree(waits ? OK : status, err);
}

/* ---- exchanging ---- */

/* The pieces of a text, or of the room for one, are so many. */
static size_t count_pieces(uint64_t bytes)
{
    return (size_t)((bytes + PIECE - 1) / PIECE);
}

/* Begins to send a text, or to receive one, piece by piece; returns how many requests that is. */
static size_t begin(char *bytes, uint64_t n, int rank, bool sends, MPI_Request *requests)
{
    size_t pieces = 0;
    for (uint64_t at = 0; at < n; at += PIECE) {
        int size = (int)(n - at < PIECE ? n - at : PIECE);
        if (sends) {
            MPI_Isend(bytes + at, size, MPI_BYTE, rank, 0, MPI_COMM_WORLD, &requests[pieces++]);
        } else {
            MPI_Irecv(bytes + at, size, MPI_BYTE, rank, 0, MPI_COMM_WORLD, &requests[pieces++]);
        }
    }
    return pieces;
}

/* Gives each text room for what will come, with a NUL behind it. */
static enum status make_room(struct text *from, const uint64_t *sizes, struct error *err)
{
    for (int r = 0; r < world.n; r++) {
        from[r].bytes = malloc(sizes[r] + 1);
        if (from[r].bytes == NULL) {
            return error_no_memory(err);
        }
        from[r].n = sizes[r];
        from[r].capacity = sizes[r] + 1;
        from[r].bytes[sizes[r]] = '\0';
    }
    return OK;
}

static enum status move(const struct text *const *to, struct text *from, const uint64_t *sizes,
                        const uint64_t *coming, struct error *err)
{
    size_t pieces = 0, begun = 0;
    for (int r = 0; r < world.n; r++) {
        pieces += count_pieces(sizes[r]) + count_pieces(coming[r]);
    }
    MPI_Request *requests = calloc(pieces + 1, sizeof *requests);
    enum status status = requests == NULL ? error_no_memory(err) : make_room(from, coming, err);
    status = agree(status, err);
    for (int r = 0; status == OK && r < world.n; r++) {
        if (r == world.own && to[r] != NULL && sizes[r] > 0) {
            memcpy(from[r].bytes, to[r]->bytes, sizes[r]);
        } else if (r != world.own) {
            begun += begin(from[r].bytes, coming[r], r, false, requests + begun);
        }
    }
    for (int k = 1; status == OK && k < world.n; k++) { /* not all to the same one at once */
        int r = (world.own + k) % world.n;
        begun += to[r] == NULL ? 0 : begin(to[r]->bytes, sizes[r], r, true, requests + begun);
    }
    if (status == OK) {
        MPI_Waitall((int)begun, requests, MPI_STATUSES_IGNORE);
    }
    free(requests);
    return status;
}

static enum status exchange(const struct text *const to[], struct text from[], struct error *err)
{
    uint64_t *sizes = calloc(2 * (size_t)world.n, sizeof *sizes);
    enum status status = agree(sizes == NULL ? error_no_memory(err) : OK, err);
    if (status == OK && sizes != NULL) {
        for (int r = 0; r < world.n; r++) {
            sizes[r] = to[r] == NULL ? 0 : to[r]->n;
        }
        MPI_Alltoall(sizes, 1, MPI_UINT64_T, sizes + world.n, 1, MPI_UINT64_T, MPI_COMM_WORLD);
        status = move(to, from, sizes, sizes + world.n, err);
    }
    free(sizes);
    return status;
}

static void add_up(uint64_t *numbers, size_t n)
{
    for (size_t at = 0; at < n; at += PIECE) {
        MPI_Request all;
        int some = (int)(n - at < PIECE ? n - at : PIECE);
        MPI_Iallreduce(MPI_IN_PLACE, numbers + at, some, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD, &all);
        await(all);
        MPI_Wait(&all, MPI_STATUS_IGNORE);
    }
}

/* ---- beginning and ending ---- */

/* How many ranks have just the processors that this one has: those that were not told apart by who started
 * them. */
static size_t count_sharing(void)
{
    MPI_Comm here;
    int n, alike = 0;
    cpu_set_t own;
    CPU_ZERO(&own);
    sched_getaffinity(0, sizeof own, &own);
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here);
    MPI_Comm_size(here, &n);
    cpu_set_t *all = calloc((size_t)n, sizeof *all);
    if (all == NULL) { /* threads are no reason to fail */
        MPI_Abort(MPI_COMM_WORLD, BAD_SERVICE);
        return 1;
    }
    MPI_Allgather(&own, (int)sizeof own, MPI_BYTE, all, (int)sizeof own, MPI_BYTE, here);
    for (int r = 0; r < n; r++) {
        alike += CPU_EQUAL(&own, &all[r]) != 0;
    }
    free(all);
    MPI_Comm_free(&here);
    return (size_t)alike;
}

void mpi_ranks_begin(int *argc, char ***argv)
{
    int level; /* threads that read and compute leave MPI to the first one */
    MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &level);
    MPI_Comm_size(MPI_COMM_WORLD, &world.n);
    MPI_Comm_rank(MPI_COMM_WORLD, &world.own);
    ranks = (struct ranks){.n = (size_t)world.n,
                           .own = (size_t)world.own,
                           .sharing = count_sharing(),
                           .agree = agree,
                           .exchange = exchange,
                           .add_up = add_up};
}

void mpi_ranks_end(void)
{
    MPI_Finalize();
}
