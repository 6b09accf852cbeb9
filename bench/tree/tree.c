// A tree of N processes for the benchmarks: this one and N - 1 children, which wait and cost next to nothing.
//
//   tree N [SECONDS]
//
// Prints the numbers of all N on one line, and ends after SECONDS or, without them, at the end of its standard input; the
// children end with it however it ends.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
    int count = argc > 1 ? atoi(argv[1]) : 0;
    int seconds = argc > 2 ? atoi(argv[2]) : 0;
    if (count < 1 || count > 100000) {
        fprintf(stderr, "usage: tree PROCESSES [SECONDS]\n");
        return 2;
    }

    pid_t self = getpid();
    pid_t *children = calloc((size_t)count, sizeof *children);
    if (!children) {
        perror("tree: calloc");
        return 1;
    }

    int status = 0;
    int started = 0;
    for (; started < count - 1; started++) {
        pid_t child = fork();
        if (child < 0) {
            perror("tree: fork");
            status = 1;
            break;
        }
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() != self) {
                _exit(0);
            }
            for (;;) {
                pause();
            }
        }
        children[started] = child;
    }

    if (status == 0) {
        printf("%d", (int)self);
        for (int i = 0; i < started; i++) {
            printf(" %d", (int)children[i]);
        }
        printf("\n");
        fflush(stdout);
        if (seconds > 0) {
            sleep((unsigned)seconds);
        } else {
            char byte;
            while (read(STDIN_FILENO, &byte, 1) > 0 || errno == EINTR) {
                errno = 0;
            }
        }
    }

    for (int i = 0; i < started; i++) {
        kill(children[i], SIGKILL);
    }
    while (wait(NULL) > 0 || errno == EINTR) {
    }
    return status;
}
