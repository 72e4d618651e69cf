/*
 * Preloaded into faastat: lets one call of a kind fail, or all from one on, and counts the calls of that
 * kind.
 *
 *   FAULTS_KIND   memory, open, read, write, close, rename or sync; cut: the program ends before the k-th
 * open, write, close, rename or sync, or in the middle of it where it is a write FAULTS_END    how it is cut:
 * power, or a signal's number FAULTS_AT     the call that fails, from 1; 0: none FAULTS_ON     set: all calls
 * behind it fail too FAULTS_COUNT  a file of 8 bytes, the number of calls so far; it is kept by all processes
 * of one run FAULTS_TRACE  a file that gets the addresses on the stack where the first call failed
 *
 * Where the power fails, what was not synced is lost: files are cut off where they were when they were synced
 * last.
 *
 * Calls count from main() on, in faastat and faastat-collect only, so that gnuplot does not feel them.
 * Streams become streams of ours where reads, writes or closes are to fail: glibc's own do these where
 * nothing can come between.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { MEMORY, OPEN, READ, WRITE, CLOSE, RENAME, SYNC, CUT, KINDS };
static const char *const kind_names[KINDS] = {"memory", "open",   "read", "write",
                                              "close",  "rename", "sync", "cut"};
static const int kind_errors[KINDS] = {ENOMEM, EMFILE, EIO, ENOSPC, EIO, EIO, EIO, 0};

enum { LONGEST_RUN_S = 20 }; /* a hang ends by SIGALRM */

static bool counting;
static enum kind chosen;
static unsigned long first;
static bool and_on;
static _Atomic uint64_t *calls;

/* The function that is called in the place of ours. */
#define NEXT(type, name) (__extension__(type) dlsym(RTLD_NEXT, name))

static void trace(void)
{
    const char *path = getenv("FAULTS_TRACE");
    void *stack[64];
    if (path == NULL) {
        return;
    }
    counting = false; /* backtrace() takes memory */
    int fd = NEXT(int (*)(const char *, int, ...), "open")(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    backtrace_symbols_fd(stack, backtrace(stack, sizeof stack / sizeof *stack), fd);
    NEXT(int (*)(int), "close")(fd);
    counting = true;
}

/* ---- the end ---- */

/* Files with bytes that were not synced, and how many of their bytes were. */
enum { MOST_FILES = 64 };
static struct {
    bool used;
    ino_t inode;
    int fd; /* of our own */
    off_t synced;
} files[MOST_FILES];
static pthread_mutex_t files_lock = PTHREAD_MUTEX_INITIALIZER;

static void note_write(int fd)
{
    struct stat file;
    if (!counting || chosen != CUT || fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) {
        return;
    }
    pthread_mutex_lock(&files_lock);
    size_t i = 0;
    while (i < MOST_FILES && files[i].used && files[i].inode != file.st_ino) {
        i++;
    }
    if (i == MOST_FILES) {
        abort();
    }
    if (!files[i].used) {
        files[i].inode = file.st_ino;
        files[i].fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        files[i].synced = file.st_size;
        files[i].used = true;
    }
    pthread_mutex_unlock(&files_lock);
}

/* Under the lock, as the call itself is. */
static void note_sync(int fd)
{
    struct stat file;
    if (!counting || chosen != CUT || fstat(fd, &file) != 0) {
        return;
    }
    for (size_t i = 0; i < MOST_FILES; i++) {
        if (files[i].used && files[i].inode == file.st_ino) {
            files[i].synced = file.st_size;
        }
    }
}

static void end_here(void)
{
    const char *how = getenv("FAULTS_END");
    if (how == NULL) {
        abort();
    }
    if (strcmp(how, "power") != 0) {
        raise(atoi(how));
        return; /* who catches it goes on */
    }
    pthread_mutex_lock(&files_lock); /* for good: no other thread renames or syncs any more */
    for (size_t i = 0; i < MOST_FILES; i++) {
        if (files[i].used && ftruncate(files[i].fd, files[i].synced) != 0) {
            abort();
        }
    }
    raise(SIGKILL);
}

/* Whether the program is to be cut now. */
static bool is_end(enum kind kind)
{
    return counting && chosen == CUT && kind != MEMORY && kind != READ &&
           atomic_fetch_add(calls, 1) + 1 == first;
}

static bool fails(enum kind kind)
{
    if (chosen == CUT && is_end(kind)) {
        end_here();
    }
    if (!counting || kind != chosen) {
        return false;
    }
    uint64_t call = atomic_fetch_add(calls, 1) + 1;
    if (first == 0 || call < first || (call > first && !and_on)) {
        return false;
    }
    if (call == first) {
        trace();
    }
    errno = kind_errors[kind];
    return true;
}

/* ---- memory: glibc's own functions ask through these too, such as strdup and getline ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
    return fails(MEMORY) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails(MEMORY) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    return fails(MEMORY) ? NULL : __libc_realloc(old, size);
}

void *reallocarray(void *old, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, bytes);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails(MEMORY) ? NULL : __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size)
{
    return aligned_alloc(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    void *got = aligned_alloc(alignment, size);
    if (got != NULL) {
        *memory = got;
    }
    return got == NULL ? ENOMEM : 0;
}

/* ---- streams ---- */

enum { MOST_STREAMS = 64 };
static struct {
    FILE *stream;
    int fd;
} streams[MOST_STREAMS];
static pthread_mutex_t streams_lock = PTHREAD_MUTEX_INITIALIZER; /* threads open theirs at the same time */

static ssize_t stream_read(void *cookie, char *buffer, size_t size)
{
    return read((int)(intptr_t)cookie, buffer, size);
}

static ssize_t stream_write(void *cookie, const char *buffer, size_t size)
{
    ssize_t n = write((int)(intptr_t)cookie, buffer, size);
    return n < 0 ? 0 : n; /* what fopencookie() takes for a failure */
}

static int stream_seek(void *cookie, off64_t *at, int whence)
{
    *at = lseek((int)(intptr_t)cookie, *at, whence);
    return *at < 0 ? -1 : 0;
}

static int stream_close(void *cookie)
{
    pthread_mutex_lock(&streams_lock);
    for (size_t i = 0; i < MOST_STREAMS; i++) {
        if (streams[i].stream != NULL && streams[i].fd == (int)(intptr_t)cookie) {
            streams[i].stream = NULL;
        }
    }
    pthread_mutex_unlock(&streams_lock);
    return close((int)(intptr_t)cookie);
}

static FILE *make_stream(int fd, const char *mode)
{
    const char plain[] = {mode[0], strchr(mode, '+') != NULL ? '+' : '\0', '\0'};
    FILE *stream = fopencookie((void *)(intptr_t)fd, plain,
                               (cookie_io_functions_t){stream_read, stream_write, stream_seek, stream_close});
    pthread_mutex_lock(&streams_lock);
    for (size_t i = 0; stream != NULL && i < MOST_STREAMS; i++) {
        if (streams[i].stream == NULL) {
            streams[i].stream = stream;
            streams[i].fd = fd;
            break;
        }
    }
    pthread_mutex_unlock(&streams_lock);
    return stream;
}

static bool takes_streams(void)
{
    return counting && (chosen == READ || chosen == WRITE || chosen == CLOSE || chosen == CUT);
}

int fileno(FILE *stream)
{
    int fd = -1;
    pthread_mutex_lock(&streams_lock);
    for (size_t i = 0; i < MOST_STREAMS; i++) {
        fd = streams[i].stream == stream ? streams[i].fd : fd;
    }
    pthread_mutex_unlock(&streams_lock);
    return fd >= 0 ? fd : NEXT(int (*)(FILE *), "fileno")(stream);
}

FILE *fdopen(int fd, const char *mode)
{
    return takes_streams() ? make_stream(fd, mode) : NEXT(FILE * (*)(int, const char *), "fdopen")(fd, mode);
}

static FILE *remake_stream(FILE *stream, const char *mode)
{
    if (stream == NULL || !takes_streams()) {
        return stream;
    }
    int fd = dup(fileno(stream));
    fclose(stream); /* glibc's own, by its own close() */
    return make_stream(fd, mode);
}

FILE *fopen(const char *path, const char *mode)
{
    if (fails(OPEN)) {
        return NULL;
    }
    return remake_stream(NEXT(FILE * (*)(const char *, const char *), "fopen")(path, mode), mode);
}

FILE *tmpfile(void)
{
    return fails(OPEN) ? NULL : remake_stream(NEXT(FILE * (*)(void), "tmpfile")(), "w+");
}

/* ---- files ---- */

static mode_t mode_of(int flags, va_list arguments)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return fails(OPEN) ? -1 : NEXT(int (*)(const char *, int, ...), "open")(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return fails(OPEN) ? -1 : NEXT(int (*)(int, const char *, int, ...), "openat")(folder, path, flags, mode);
}

DIR *opendir(const char *path)
{
    return fails(OPEN) ? NULL : NEXT(DIR * (*)(const char *), "opendir")(path);
}

int mkdir(const char *path, mode_t mode)
{
    return fails(OPEN) ? -1 : NEXT(int (*)(const char *, mode_t), "mkdir")(path, mode);
}

struct dirent *readdir(DIR *folder)
{
    return fails(READ) ? NULL : NEXT(struct dirent * (*)(DIR *), "readdir")(folder);
}

ssize_t read(int fd, void *buffer, size_t size)
{
    return fails(READ) ? -1 : NEXT(ssize_t(*)(int, void *, size_t), "read")(fd, buffer, size);
}

ssize_t pread(int fd, void *buffer, size_t size, off_t from)
{
    return fails(READ) ? -1 : NEXT(ssize_t(*)(int, void *, size_t, off_t), "pread")(fd, buffer, size, from);
}

ssize_t write(int fd, const void *buffer, size_t size)
{
    ssize_t (*next)(int, const void *, size_t) = NEXT(ssize_t(*)(int, const void *, size_t), "write");
    note_write(fd);
    if (chosen == CUT && is_end(WRITE)) {
        ssize_t half = next(fd, buffer, size / 2);
        end_here();
        return half < 0 ? -1 : half + next(fd, (const char *)buffer + half, size - (size_t)half);
    }
    return chosen != CUT && fails(WRITE) ? -1 : next(fd, buffer, size);
}

/* What _FORTIFY_SOURCE makes of these. */
ssize_t __read_chk(int fd, void *buffer, size_t size, size_t room);
ssize_t __pread_chk(int fd, void *buffer, size_t size, off_t from, size_t room);
int __open_2(const char *path, int flags);

ssize_t __read_chk(int fd, void *buffer, size_t size, size_t room)
{
    return size <= room ? read(fd, buffer, size) : (abort(), -1);
}

ssize_t __pread_chk(int fd, void *buffer, size_t size, off_t from, size_t room)
{
    return size <= room ? pread(fd, buffer, size, from) : (abort(), -1);
}

int __open_2(const char *path, int flags)
{
    return open(path, flags);
}

int close(int fd)
{
    int closed = NEXT(int (*)(int), "close")(fd);
    return fails(CLOSE) ? -1 : closed;
}

int rename(const char *from, const char *to)
{
    if (fails(RENAME)) {
        return -1;
    }
    pthread_mutex_lock(&files_lock);
    int renamed = NEXT(int (*)(const char *, const char *), "rename")(from, to);
    pthread_mutex_unlock(&files_lock);
    return renamed;
}

int fsync(int fd)
{
    if (fails(SYNC)) {
        return -1;
    }
    pthread_mutex_lock(&files_lock);
    int synced = NEXT(int (*)(int), "fsync")(fd);
    note_sync(fd);
    pthread_mutex_unlock(&files_lock);
    return synced;
}

/* ---- around main() ---- */

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

static int (*program_main)(int, char **, char **);

/* By its file: what it calls itself is "collect" for faastat-collect. */
static bool is_faastat(void)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    path[n < 0 ? 0 : n] = '\0';
    const char *slash = strrchr(path, '/');
    return slash != NULL && strncmp(slash + 1, "faastat", strlen("faastat")) == 0;
}

static bool read_orders(void)
{
    const char *kind = getenv("FAULTS_KIND"), *at = getenv("FAULTS_AT"), *count = getenv("FAULTS_COUNT");
    if (kind == NULL || at == NULL || count == NULL || !is_faastat()) {
        return false;
    }
    while (chosen < KINDS && strcmp(kind_names[chosen], kind) != 0) {
        chosen++;
    }
    first = strtoul(at, NULL, 10);
    and_on = getenv("FAULTS_ON") != NULL;
    int fd = open(count, O_RDWR | O_CLOEXEC);
    calls = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return chosen < KINDS && calls != MAP_FAILED;
}

/* What is started is not the program that is counted, nor is a copy of it on the way there. */
static void stop_counting(void)
{
    counting = false;
}

static int counted_main(int argc, char **argv, char **environment)
{
    counting = read_orders();
    pthread_atfork(NULL, NULL, stop_counting);
    alarm(LONGEST_RUN_S);
    if (counting && (chosen == WRITE || chosen == CUT)) {
        stdout = make_stream(STDOUT_FILENO, "w");
    }
    return program_main(argc, argv, environment);
}

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
    typedef int (*start)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void),
                         void (*)(void), void *);
    program_main = main;
    return NEXT(start, "__libc_start_main")(counted_main, argc, argv, init, fini, rtld_fini, stack_end);
}
