// Runs a command and writes what it cost by itself, whoever started us and whatever that does meanwhile.
//
//   cost FILE COMMAND [ARGUMENT…]
//
// Into FILE: user and system CPU time of the command and all children that it waited for, and wall time, microseconds.
// The exit code is the command's; 128 + n after signal n.
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: cost FILE COMMAND [ARGUMENT...]\n");
        return 2;
    }

    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    pid_t child = fork();
    if (child < 0) {
        perror("cost: fork");
        return 1;
    }
    if (child == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }

    int status;
    struct rusage used;
    if (wait4(child, &status, 0, &used) < 0) {
        perror("cost: wait4");
        return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    FILE *file = fopen(argv[1], "w");
    if (!file) {
        perror(argv[1]);
        return 1;
    }
    long long wall = (end.tv_sec - begin.tv_sec) * 1000000LL + (end.tv_nsec - begin.tv_nsec) / 1000;
    fprintf(file, "%lld %lld %lld\n", used.ru_utime.tv_sec * 1000000LL + used.ru_utime.tv_usec,
            used.ru_stime.tv_sec * 1000000LL + used.ru_stime.tv_usec, wall);
    fclose(file);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
