/*
 * collect_server: the least that answers as the handler does, for tests/bench/collect_overhead. One thread on
 * epoll; prints the port that it listens on (loopback) and serves until its standard input ends.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 256 };

static const char reply[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\n0.091116";

static int watch(int epoll, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static int listen_on_loopback(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, n) != 0 || listen(fd, SOMAXCONN) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &n) != 0) {
        return -1;
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void accept_all(int epoll, int listener)
{
    int fd, yes = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (watch(epoll, fd) != 0) {
            close(fd);
        }
    }
}

/* A request without a body comes in one piece on loopback, and a client that waits sends one at a time. */
static void answer(int fd)
{
    char request[4096];
    ssize_t n = read(fd, request, sizeof request);
    if (n >= 4 && memcmp(request + n - 4, "\r\n\r\n", 4) == 0) {
        n = write(fd, reply, sizeof reply - 1);
    }
    if (n == 0 || (n < 0 && errno != EAGAIN)) {
        close(fd);
    }
}

int main(void)
{
    struct epoll_event events[EVENTS];
    int epoll = epoll_create1(EPOLL_CLOEXEC), listener = listen_on_loopback();
    if (epoll < 0 || listener < 0 || watch(epoll, listener) != 0 || watch(epoll, STDIN_FILENO) != 0) {
        perror("collect_server");
        return 1;
    }
    for (;;) {
        int n = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            if (events[i].data.fd == STDIN_FILENO) {
                return 0;
            }
            if (events[i].data.fd == listener) {
                accept_all(epoll, listener);
            } else {
                answer(events[i].data.fd);
            }
        }
    }
}
