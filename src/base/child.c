#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* No handler of ours may run in the child. */
static void drop_handlers(void)
{
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_IGN &&
            action.sa_handler != SIG_DFL) {
            signal(number, SIG_DFL);
        }
    }
}

/* In the child: the program, or the number of why not into `why`. posix_spawn has no word for a program that
 * is to end with us. */
static _Noreturn void become(char **words, int complaints, pid_t parent, int why, const sigset_t *mask)
{
    int failure = 0;
    drop_handlers();
    pthread_sigmask(SIG_SETMASK, mask, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent) { /* else it ended before */
        int nothing = open("/dev/null", O_RDWR);
        if (nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 && dup2(nothing, STDOUT_FILENO) >= 0 &&
            dup2(complaints, STDERR_FILENO) >= 0) {
            if (nothing > STDERR_FILENO) {
                close(nothing);
            }
            execvp(words[0], words);
        }
        failure = errno;
        (void)!write(why, &failure, sizeof failure);
    }
    _exit(127);
}

/* What the child wrote before it became the program; 0: nothing. */
static int read_failure(int why)
{
    int failure = 0;
    ssize_t n;
    while ((n = read(why, &failure, sizeof failure)) < 0 && errno == EINTR) {}
    return n < 0 ? errno : failure;
}

static void reap(pid_t child, int *ended)
{
    while (waitpid(child, ended, 0) < 0 && errno == EINTR) {}
}

static void end_now(struct child *child)
{
    int ended;
    kill(child->number, SIGKILL);
    leftovers_forget(&child->leftover);
    reap(child->number, &ended);
}

enum status child_start(struct child *child, char **words, int complaints, int *failure, struct error *err)
{
    int why[2];
    sigset_t all, before;
    pid_t parent = getpid();
    *child = (struct child){0};
    *failure = 0;
    if (pipe2(why, O_CLOEXEC) != 0) {
        *failure = errno;
        return BAD_SERVICE;
    }
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    child->number = fork();
    if (child->number == 0) {
        become(words, complaints, parent, why[1], &before);
    }
    *failure = child->number < 0 ? errno : 0;
    enum status status = child->number < 0 ? BAD_SERVICE : OK;
    close(why[1]);
    if (status == OK) {
        status = leftovers_add_child(child->number, &child->leftover, err);
        *failure = status == OK ? read_failure(why[0]) : 0;
        if (status != OK || *failure != 0) {
            end_now(child);
            status = BAD_SERVICE;
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(why[0]);
    return status;
}

int child_wait(struct child *child, double most_ms)
{
    int ended = 0;
    siginfo_t seen;
    struct pollfd end = {(int)syscall(SYS_pidfd_open, child->number, 0), POLLIN, 0}; /* none: no limit */
    if (end.fd >= 0) {
        int ready;
        while ((ready = poll(&end, 1, (int)fmin(most_ms, INT_MAX))) < 0 && errno == EINTR) {}
        if (ready == 0) {
            kill(child->number, SIGXCPU);
        }
        close(end.fd);
    }
    while (waitid(P_PID, (id_t)child->number, &seen, WEXITED | WNOWAIT) < 0 && errno == EINTR) {}
    leftovers_forget(&child->leftover);
    reap(child->number, &ended);
    return ended;
}
