// The C floor: what it costs at the least to read what Vigil reads in one sample.
//
// Every file is opened once and read with pread at offset 0 at each tick; what is kept of it is turned into integers,
// found by its label or its place, with nothing else: no store, no rates, no looking for new processes, no roles, no
// file that Vigil reads less often than at each sample (smaps_rollup, the listing of /proc, free space).
//
// Standard input, one word and its argument a line, so that the benchmark decides what is read and when:
//   pid N      watch this process: stat, statm, status, io, and the size of its fd folder
//   file PATH  watch this file: the one who starts us names those that Vigil holds open
//   tick       read everything once; answers with the CPU time of it, nanoseconds
// Ends at the end of the input.
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STAT, STATM, STATUS, IO, FD, FILES };
static const char *const NAMES[FILES] = {"stat", "statm", "status", "io", "fd"};

enum { VALUES = 24, LABELS = 12 };

struct process {
    int files[FILES];
    int64_t values[VALUES];
};

// What is kept of the files whose text is long: found by label, as Vigil finds it. Of all others every integer is read.
static const struct {
    const char *suffix;
    const char *labels[LABELS];
} KEPT[] = {
    {"/meminfo",
     {"MemTotal:", "MemFree:", "MemAvailable:", "Buffers:", "\nCached:", "SwapTotal:", "SwapFree:", "Dirty:", "Shmem:",
      "SReclaimable:"}},
    {"/vmstat", {"pswpin", "pswpout", "pgmajfault", "oom_kill"}},
    {"/memory.stat", {"hierarchical_memory_limit", "total_cache", "total_rss", "total_shmem", "total_swap", "total_inactive_file"}},
};

struct machine_file {
    int file;
    const char *const *labels;
};

static struct process *processes;
static size_t process_count;
static struct machine_file *machine_files;
static size_t machine_file_count;
static char text[1 << 20];
static volatile int64_t sink;

static void *grow(void *array, size_t count, size_t size) {
    if ((count & (count - 1)) != 0) {
        return array;
    }
    void *grown = realloc(array, (count ? count * 2 : 1) * size);
    if (!grown) {
        perror("floor: realloc");
        exit(1);
    }
    return grown;
}

static int64_t number(const char **at) {
    const char *p = *at;
    while (*p && (unsigned)(*p - '0') > 9) {
        p++;
    }
    int64_t value = 0;
    while ((unsigned)(*p - '0') <= 9) {
        value = value * 10 + (*p++ - '0');
    }
    *at = p;
    return value;
}

static int64_t labelled(const char **at, const char *end, const char *label) {
    const char *found = memmem(*at, (size_t)(end - *at), label, strlen(label));
    if (!found) {
        return -1;
    }
    *at = found + strlen(label);
    return number(at);
}

static ssize_t read_text(int file) {
    ssize_t length = pread(file, text, sizeof text - 1, 0);
    text[length > 0 ? length : 0] = 0;
    return length;
}

static void read_process(struct process *p) {
    int64_t *values = p->values;
    ssize_t length = read_text(p->files[STAT]);
    if (length <= 0) {
        return;
    }
    // State, parent, group, session, then numbers to the wait status: 49 words after the name.
    const char *at = memrchr(text, ')', (size_t)length);
    if (at) {
        values[0] = at[2];
        at += 3;
        int64_t words[50];
        for (int i = 0; i < 49; i++) {
            words[i] = number(&at);
        }
        values[1] = words[10], values[2] = words[11], values[3] = words[12] + words[13];
        values[4] = words[6], values[5] = words[8], values[6] = words[16], values[7] = words[38];
        values[8] = words[0], values[9] = words[18];
    }

    read_text(p->files[STATM]);
    at = text;
    values[10] = number(&at), values[11] = number(&at), values[12] = number(&at);

    length = read_text(p->files[STATUS]);
    const char *end = text + (length > 0 ? length : 0);
    at = text;
    values[13] = labelled(&at, end, "\nVmSwap:");
    values[14] = labelled(&at, end, "\nvoluntary_ctxt_switches:");
    values[15] = labelled(&at, end, "\nnonvoluntary_ctxt_switches:");

    if (p->files[IO] >= 0) {
        length = read_text(p->files[IO]);
        end = text + (length > 0 ? length : 0);
        at = text;
        values[16] = labelled(&at, end, "rchar:"), values[17] = labelled(&at, end, "wchar:");
        values[18] = labelled(&at, end, "\nread_bytes:"), values[19] = labelled(&at, end, "\nwrite_bytes:");
    }

    struct statx status;
    values[20] = statx(p->files[FD], "", AT_EMPTY_PATH, STATX_SIZE, &status) == 0 ? (int64_t)status.stx_size : -1;
}

static void read_machine_file(const struct machine_file *f) {
    ssize_t length = read_text(f->file);
    const char *end = text + (length > 0 ? length : 0);
    int64_t sum = 0;
    if (f->labels) {
        for (int i = 0; i < LABELS && f->labels[i]; i++) {
            const char *at = text;
            sum += labelled(&at, end, f->labels[i]);
        }
    } else {
        for (const char *at = text; at < end && *at;) {
            sum += number(&at);
        }
    }
    sink = sum;
}

static void add_process(long pid) {
    processes = grow(processes, process_count, sizeof *processes);
    struct process *p = &processes[process_count];
    memset(p, 0, sizeof *p);
    for (int i = 0; i < FILES; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%ld/%s", pid, NAMES[i]);
        p->files[i] = open(path, (i == FD ? O_PATH : O_RDONLY) | O_CLOEXEC);
        if (p->files[i] < 0 && i != IO) {
            fprintf(stderr, "floor: %s: %s\n", path, strerror(errno));
            exit(1);
        }
    }
    process_count++;
}

static void add_file(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        fprintf(stderr, "floor: %s: %s\n", path, strerror(errno));
        exit(1);
    }
    machine_files = grow(machine_files, machine_file_count, sizeof *machine_files);
    struct machine_file *f = &machine_files[machine_file_count++];
    *f = (struct machine_file){.file = file, .labels = NULL};
    for (size_t i = 0; i < sizeof KEPT / sizeof *KEPT; i++) {
        size_t length = strlen(path), suffix = strlen(KEPT[i].suffix);
        if (length >= suffix && strcmp(path + length - suffix, KEPT[i].suffix) == 0) {
            f->labels = KEPT[i].labels;
        }
    }
}

static int64_t cpu_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }

    char line[4200];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, "pid ", 4) == 0) {
            add_process(atol(line + 4));
        } else if (strncmp(line, "file ", 5) == 0) {
            add_file(line + 5);
        } else if (strcmp(line, "tick") == 0) {
            int64_t before = cpu_nanoseconds();
            for (size_t i = 0; i < process_count; i++) {
                read_process(&processes[i]);
            }
            for (size_t i = 0; i < machine_file_count; i++) {
                read_machine_file(&machine_files[i]);
            }
            printf("%lld\n", (long long)(cpu_nanoseconds() - before));
            fflush(stdout);
        } else {
            fprintf(stderr, "floor: not understood: %s\n", line);
            return 2;
        }
    }
    return 0;
}
