#include "base/leftovers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"

/* In the order in which they are cleared away: a program might make its file once more. */
enum kind { FREE, BUSY, TAKEN, CHILD, A_FILE, FOLDER, KINDS };

/* Nodes are used again, and never freed, so that a handler can walk along them whenever it is called. */
struct leftover {
    _Atomic enum kind kind; /* BUSY: its owner changes it; TAKEN: the handler has it */
    char *path;
    pid_t child;
    struct leftover *next;
};

/* A signal handler has nothing but globals to look at. */
static _Atomic(struct leftover *) first;
static atomic_bool ending;

static const int watched[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGXCPU};
enum { WATCHED = sizeof watched / sizeof *watched };

/* ---- the handler: nothing here may take memory or a lock ---- */

/* What getdents64 writes. */
struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

static void remove_folder(const char *path)
{
    _Alignas(struct entry) char bytes[4096];
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    long n;
    while (folder >= 0 && (n = syscall(SYS_getdents64, folder, bytes, sizeof bytes)) > 0) {
        for (long at = 0; at < n;) {
            const struct entry *entry = (const void *)(bytes + at);
            unlinkat(folder, entry->name, 0);
            at += entry->length;
        }
    }
    if (folder >= 0) {
        close(folder);
    }
    rmdir(path);
}

static void clear_away(const struct leftover *leftover, enum kind kind)
{
    siginfo_t ended;
    if (kind == CHILD) {
        kill(leftover->child, SIGKILL);
        waitid(P_PID, (id_t)leftover->child, &ended, WEXITED | WNOWAIT);
    } else if (kind == A_FILE) {
        unlink(leftover->path);
    } else if (kind == FOLDER) {
        remove_folder(leftover->path);
    }
}

static _Noreturn void wait_for_end(void)
{
    for (;;) {
        pause();
    }
}

static void end(int number)
{
    sigset_t only;
    if (atomic_exchange(&ending, true)) { /* another thread is at it */
        wait_for_end();
    }
    for (enum kind kind = CHILD; kind < KINDS; kind++) {
        for (struct leftover *leftover = atomic_load(&first); leftover != NULL; leftover = leftover->next) {
            enum kind found = kind;
            if (atomic_compare_exchange_strong(&leftover->kind, &found, TAKEN)) {
                clear_away(leftover, kind);
            }
        }
    }
    signal(number, SIG_DFL);
    sigemptyset(&only);
    sigaddset(&only, number);
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
    raise(number);
    _exit(128 + number); /* the first process of a container is spared by signals */
}

void leftovers_watch(void)
{
    struct sigaction action = {.sa_handler = end, .sa_flags = SA_RESTART}, before;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < WATCHED; i++) {
        sigaddset(&action.sa_mask, watched[i]);
    }
    for (size_t i = 0; i < WATCHED; i++) {
        if (sigaction(watched[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            sigaction(watched[i], &action, NULL);
        }
    }
    signal(SIGXFSZ, SIG_IGN);
}

/* ---- the list ---- */

/* A node that is BUSY, ours. */
static struct leftover *find_node(void)
{
    for (struct leftover *node = atomic_load(&first); node != NULL; node = node->next) {
        enum kind kind = FREE;
        if (atomic_compare_exchange_strong(&node->kind, &kind, BUSY)) {
            return node;
        }
    }
    struct leftover *node = calloc(1, sizeof *node);
    if (node != NULL) {
        atomic_init(&node->kind, BUSY);
        node->next = atomic_load(&first);
        while (!atomic_compare_exchange_weak(&first, &node->next, node)) {}
    }
    return node;
}

/* From here on the handler sees it, or we see the handler, who would come too early for what we make next. */
static void publish(struct leftover *node, enum kind kind)
{
    atomic_store(&node->kind, kind);
    if (atomic_load(&ending)) {
        clear_away(node, kind);
        wait_for_end();
    }
}

static enum status add_path(enum kind kind, const char *path, struct leftover **leftover, struct error *err)
{
    struct leftover *node = find_node();
    if (node == NULL) {
        return error_no_memory(err);
    }
    node->path = text_copy(path, strlen(path), err);
    if (node->path == NULL) {
        atomic_store(&node->kind, FREE);
        return BAD_SERVICE;
    }
    *leftover = node;
    publish(node, kind);
    return OK;
}

enum status leftovers_add_file(const char *path, struct leftover **leftover, struct error *err)
{
    return add_path(A_FILE, path, leftover, err);
}

enum status leftovers_make_folder(const char *name, char **path, struct leftover **leftover,
                                  struct error *err)
{
    const char *place = getenv("TMPDIR");
    struct text text = {0};
    sigset_t all, before;
    place = place == NULL || place[0] == '\0' ? "/tmp" : place;
    enum status status = text_print(&text, err, "%s/%sXXXXXX", place, name);
    if (status != OK) {
        return status;
    }
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* its name is not known before it is there */
    if (mkdtemp(text.bytes) == NULL) {
        status = error_set(err, BAD_SERVICE, "cannot make a folder in '%s': %s", place, strerror(errno));
    } else {
        status = add_path(FOLDER, text.bytes, leftover, err);
        if (status != OK) {
            rmdir(text.bytes);
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (status != OK) {
        text_release(&text);
    }
    *path = text.bytes;
    return status;
}

enum status leftovers_add_child(pid_t child, struct leftover **leftover, struct error *err)
{
    struct leftover *node = find_node();
    if (node == NULL) {
        return error_no_memory(err);
    }
    node->child = child;
    *leftover = node;
    publish(node, CHILD);
    return OK;
}

void leftovers_forget(struct leftover **leftover)
{
    struct leftover *node = *leftover;
    if (node == NULL) {
        return;
    }
    if (atomic_exchange(&node->kind, BUSY) == TAKEN) {
        wait_for_end(); /* the handler looks at it */
    }
    free(node->path);
    node->path = NULL;
    atomic_store(&node->kind, FREE);
    *leftover = NULL;
}
