// A stand-in for libnvidia-ml.so.1 that answers what a script says. It has the functions of NVML that Vigil calls, with
// the signatures and structure layouts of the real ones, so that the real calls are what is tested.
//
// The script is the file that FAKE_NVML_SCRIPT names, else the one beside this library with ".script" after its name.
// Each line is: DEVICE KEY[@N] VALUE
//   DEVICE  0, 1 ... for devices; 0.0, 0.1 ... for MIG instances of device 0; * for the library itself
//   KEY     * has: init, count, driver. Devices have: handle, name, uuid, pci, arch, mig (1 = cut up), instance,
//           utilization, bus, memory, memory_total, temperature, power, power_limit, energy, clock_sm, clock_mem,
//           throttle, ecc0, ecc1, encoder, decoder, fan, pcie_tx, pcie_rx, process, process_busy, xid, events
//   @N      the line counts from the Nth call of that function on that device, the first being 1; later lines win
//   VALUE   a number or text; or one of: unsupported, permission, lost, reset, unknown, hang, absent
// Special lines:
//   DEVICE gone@N lost|reset      from the Nth call of utilization on, every call on the device answers that
//   DEVICE process compute|graphics PID BYTES      one process; BYTES may be "none"
//   DEVICE process_busy PID PERCENT
//   DEVICE xid@N NUMBER [INSTANCE]                 one event, taken at the Nth look for events or later
// A key without a line is unsupported. "hang" waits until a file named like the script with ".release" after it appears.
//
// Compiled with -DOLD_DRIVER it lacks what drivers before 450 lack: _v2 and _v3 of memory and processes, the newer name of
// the throttle reasons, MIG and events. With -DLONG_ENTRIES it answers _v3 like the drivers 535.43 to 535.86.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OK = 0, INVALID = 2, UNSUPPORTED = 3, PERMISSION = 4, NOT_FOUND = 6, TOO_SMALL = 7, TIMEOUT = 10, LOST = 15, RESET = 16, UNKNOWN = 999 };
enum { LIBRARY = 0, FIRST_DEVICE = 1, MOST_DEVICES = 16, MOST_INSTANCES = 8, NOBODY = -1 };
enum { SUBJECTS = FIRST_DEVICE + MOST_DEVICES * (MOST_INSTANCES + 1) };

typedef struct { int subject; char key[48]; long from; char value[128]; int used; } rule;
typedef struct { int subject; char key[32]; long calls; } counter;

static rule rules[512];
static int rule_count;
static counter counters[2048];
static int counter_count;
static char script_path[4096];
static char handles[SUBJECTS];

// Devices come first, then the instances of each.
static int subject_of(const char *word) {
    int device = 0, instance = 0;
    if (strcmp(word, "*") == 0) { return LIBRARY; }
    if (sscanf(word, "%d.%d", &device, &instance) == 2) { return FIRST_DEVICE + MOST_DEVICES + device * MOST_INSTANCES + instance; }
    return FIRST_DEVICE + device;
}

static int parent_of(int subject) {
    return subject < FIRST_DEVICE + MOST_DEVICES ? subject : FIRST_DEVICE + (subject - FIRST_DEVICE - MOST_DEVICES) / MOST_INSTANCES;
}

static int subject_of_handle(void *handle) {
    char *place = handle;
    return place >= handles && place < handles + SUBJECTS ? (int)(place - handles) : NOBODY;
}

static void load(void) {
    Dl_info info;
    const char *named = getenv("FAKE_NVML_SCRIPT");
    if (named) {
        snprintf(script_path, sizeof script_path, "%s", named);
    } else if (dladdr((void *)load, &info)) {
        snprintf(script_path, sizeof script_path, "%s.script", info.dli_fname);
    }

    rule_count = 0;
    FILE *file = fopen(script_path, "r");
    char line[512];
    while (file && rule_count < 512 && fgets(line, sizeof line, file)) {
        char who[16], key[48];
        int rest = 0;
        if (line[0] == '#' || sscanf(line, "%15s %47s %n", who, key, &rest) < 2) { continue; }
        rule *r = &rules[rule_count++];
        memset(r, 0, sizeof *r);
        r->subject = subject_of(who);
        char *at = strchr(key, '@');
        r->from = at ? atol(at + 1) : 1;
        if (at) { *at = 0; }
        snprintf(r->key, sizeof r->key, "%s", key);
        line[strcspn(line, "\n")] = 0;
        snprintf(r->value, sizeof r->value, "%s", line + rest);
    }

    if (file) { fclose(file); }
}

static counter *count_of(int subject, const char *key) {
    for (int i = 0; i < counter_count; i++) {
        if (counters[i].subject == subject && strcmp(counters[i].key, key) == 0) { return &counters[i]; }
    }

    counter *c = &counters[counter_count < 2047 ? counter_count++ : 2047];
    c->subject = subject;
    snprintf(c->key, sizeof c->key, "%s", key);
    return c;
}

// How often a function was called on a subject; for tests.
long fake_nvml_calls(const char *who, const char *key) { return count_of(subject_of(who), key)->calls; }

static int wait_for_release(void) {
    char release[4200];
    snprintf(release, sizeof release, "%s.release", script_path);
    while (access(release, F_OK) != 0) { usleep(2000); }
    return UNKNOWN;
}

static int code_of(const char *word) {
    if (strcmp(word, "unsupported") == 0) { return UNSUPPORTED; }
    if (strcmp(word, "permission") == 0) { return PERMISSION; }
    if (strcmp(word, "absent") == 0) { return NOT_FOUND; }
    if (strcmp(word, "lost") == 0) { return LOST; }
    if (strcmp(word, "reset") == 0) { return RESET; }
    if (strcmp(word, "unknown") == 0) { return UNKNOWN; }
    if (strcmp(word, "hang") == 0) { return wait_for_release(); }
    return OK;
}

// Counts a call and says whether the device is still there.
static int enter(int subject, const char *key, long *call) {
    if (subject == NOBODY) { return INVALID; }
    *call = ++count_of(subject, key)->calls;
    int board = parent_of(subject);
    long passes = count_of(board, "utilization")->calls;
    for (int i = 0; i < rule_count; i++) {
        if (rules[i].subject == board && strcmp(rules[i].key, "gone") == 0 && passes >= rules[i].from) { return code_of(rules[i].value); }
    }

    return OK;
}

static int answer(int subject, const char *key, const char **value) {
    long call = 0;
    int code = enter(subject, key, &call);
    if (code != OK) { return code; }
    const rule *found = NULL;
    for (int i = 0; i < rule_count; i++) {
        if (rules[i].subject == subject && strcmp(rules[i].key, key) == 0 && rules[i].from <= call) { found = &rules[i]; }
    }

    if (!found) { return UNSUPPORTED; }
    *value = found->value;
    return code_of(found->value);
}

static int number(int subject, const char *key, unsigned long long *out) {
    const char *value = "";
    int code = answer(subject, key, &value);
    if (code == OK) { *out = strtoull(value, NULL, 10); }
    return code;
}

static int number32(void *device, const char *key, unsigned *out) {
    unsigned long long wide = 0;
    int code = number(subject_of_handle(device), key, &wide);
    if (code == OK) { *out = (unsigned)wide; }
    return code;
}

static int number64(void *device, const char *key, unsigned long long *out) { return number(subject_of_handle(device), key, out); }

static int text(int subject, const char *key, char *out, unsigned length) {
    const char *value = "";
    int code = answer(subject, key, &value);
    if (code == OK) { snprintf(out, length, "%s", value); }
    return code;
}

int nvmlInit_v2(void) {
    const char *value = "";
    load();
    int code = answer(LIBRARY, "init", &value);
    return code == UNSUPPORTED ? OK : code == OK ? atoi(value) : code;
}

int nvmlShutdown(void) { count_of(LIBRARY, "shutdown")->calls++; return OK; }
int nvmlSystemGetDriverVersion(char *out, unsigned length) { return text(LIBRARY, "driver", out, length); }

int nvmlDeviceGetCount_v2(unsigned *out) {
    unsigned long long count = 0;
    int code = number(LIBRARY, "count", &count);
    *out = (unsigned)count;
    return code;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **out) {
    const char *value = "";
    if (index >= MOST_DEVICES) { return INVALID; }
    *out = &handles[FIRST_DEVICE + index];
    int code = answer(FIRST_DEVICE + (int)index, "handle", &value);
    return code == UNSUPPORTED ? OK : code;
}

int nvmlDeviceGetName(void *device, char *out, unsigned length) { return text(subject_of_handle(device), "name", out, length); }
int nvmlDeviceGetUUID(void *device, char *out, unsigned length) { return text(subject_of_handle(device), "uuid", out, length); }
int nvmlDeviceGetArchitecture(void *device, unsigned *out) { return number32(device, "arch", out); }

typedef struct { char legacy[16]; unsigned domain, bus, device, id, subsystem; char bus_id[32]; } pci_info;
int nvmlDeviceGetPciInfo_v3(void *device, pci_info *out) {
    memset(out, 0, sizeof *out);
    return text(subject_of_handle(device), "pci", out->bus_id, sizeof out->bus_id);
}

typedef struct { unsigned gpu, memory; } utilization;
int nvmlDeviceGetUtilizationRates(void *device, utilization *out) {
    int code = number32(device, "utilization", &out->gpu);
    if (code == OK && number32(device, "bus", &out->memory) != OK) { out->memory = 0; }
    return code;
}

typedef struct { unsigned long long total, free, used; } memory_v1;
int nvmlDeviceGetMemoryInfo(void *device, memory_v1 *out) {
    int code = number64(device, "memory", &out->used);
    if (code == OK) { code = number64(device, "memory_total", &out->total); }
    return code;
}

int nvmlDeviceGetTemperature(void *device, int sensor, unsigned *out) { return sensor == 0 ? number32(device, "temperature", out) : INVALID; }
int nvmlDeviceGetPowerUsage(void *device, unsigned *out) { return number32(device, "power", out); }
int nvmlDeviceGetEnforcedPowerLimit(void *device, unsigned *out) { return number32(device, "power_limit", out); }
int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *out) { return number64(device, "energy", out); }
int nvmlDeviceGetClockInfo(void *device, int type, unsigned *out) {
    return type == 1 ? number32(device, "clock_sm", out) : type == 2 ? number32(device, "clock_mem", out) : INVALID;
}

int nvmlDeviceGetPcieThroughput(void *device, int counter, unsigned *out) { return number32(device, counter == 0 ? "pcie_tx" : "pcie_rx", out); }
int nvmlDeviceGetTotalEccErrors(void *device, int kind, int volatility, unsigned long long *out) {
    return volatility == 0 ? number64(device, kind == 0 ? "ecc0" : "ecc1", out) : INVALID;
}

int nvmlDeviceGetEncoderUtilization(void *device, unsigned *out, unsigned *period) { *period = 167000; return number32(device, "encoder", out); }
int nvmlDeviceGetDecoderUtilization(void *device, unsigned *out, unsigned *period) { *period = 167000; return number32(device, "decoder", out); }
int nvmlDeviceGetFanSpeed(void *device, unsigned *out) { return number32(device, "fan", out); }
int nvmlDeviceGetCurrentClocksThrottleReasons(void *device, unsigned long long *out) { return number64(device, "throttle", out); }

// Writes one entry; length is that of the layout: 16, 24 or 32 bytes.
static void write_process(char *out, int length, unsigned pid, unsigned long long bytes) {
    unsigned none = 0xFFFFFFFFu;
    memset(out, 0, (size_t)length);
    memcpy(out, &pid, 4);
    memcpy(out + 8, &bytes, 8);
    if (length >= 24) { memcpy(out + 16, &none, 4); memcpy(out + 20, &none, 4); }
}

static int processes(void *device, const char *kind, unsigned *count, char *out, int length) {
    int subject = subject_of_handle(device);
    long call = 0;
    char key[32];
    snprintf(key, sizeof key, "list_%s", kind);
    int code = enter(subject, key, &call);
    if (code != OK) { return code; }
    unsigned room = *count, found = 0;
    for (int i = 0; i < rule_count; i++) {
        char which[16], bytes[24];
        unsigned pid = 0;
        if (rules[i].subject != subject || strcmp(rules[i].key, "process") != 0 || rules[i].from > call) { continue; }
        if (sscanf(rules[i].value, "%15s %u %23s", which, &pid, bytes) != 3 || strcmp(which, kind) != 0) { continue; }
        if (found < room && out) {
            write_process(out + (size_t)found * (size_t)length, length, pid, strcmp(bytes, "none") == 0 ? ~0ULL : strtoull(bytes, NULL, 10));
        }

        found++;
    }

    *count = found;
    return found > room ? TOO_SMALL : OK;
}

int nvmlDeviceGetComputeRunningProcesses(void *device, unsigned *count, void *out) { return processes(device, "compute", count, out, 16); }
int nvmlDeviceGetGraphicsRunningProcesses(void *device, unsigned *count, void *out) { return processes(device, "graphics", count, out, 16); }

typedef struct { unsigned pid; unsigned long long stamp; unsigned sm, memory, encoder, decoder; } process_sample;
int nvmlDeviceGetProcessUtilization(void *device, process_sample *out, unsigned *count, unsigned long long since) {
    int subject = subject_of_handle(device);
    long call = 0;
    int code = enter(subject, "process_busy", &call);
    if (code != OK) { return code; }
    unsigned found = 0, room = *count;
    for (int i = 0; i < rule_count; i++) {
        unsigned pid = 0, percent = 0;
        if (rules[i].subject != subject || strcmp(rules[i].key, "process_busy") != 0 || rules[i].from > call) { continue; }
        if (code_of(rules[i].value) != OK) { return code_of(rules[i].value); }
        if (sscanf(rules[i].value, "%u %u", &pid, &percent) != 2) { continue; }
        if (found < room) {
            process_sample sample = { pid, since + 1000 + found, percent, 0, 0, 0 };
            out[found] = sample;
        }

        found++;
    }

    *count = found;
    return found == 0 ? NOT_FOUND : found > room ? TOO_SMALL : OK;
}

#ifndef OLD_DRIVER
typedef struct { unsigned version; unsigned long long total, reserved, free, used; } memory_v2;
int nvmlDeviceGetMemoryInfo_v2(void *device, memory_v2 *out) {
    if (out->version != (sizeof *out | (2u << 24))) { return 25; }
    int code = number64(device, "memory", &out->used);
    if (code == OK) { code = number64(device, "memory_total", &out->total); }
    return code;
}

int nvmlDeviceGetCurrentClocksEventReasons(void *device, unsigned long long *out) { return number64(device, "throttle", out); }

#ifdef LONG_ENTRIES
enum { ENTRY = 32 };
#else
enum { ENTRY = 24 };
#endif
int nvmlDeviceGetComputeRunningProcesses_v2(void *device, unsigned *count, void *out) { return processes(device, "compute", count, out, 24); }
int nvmlDeviceGetGraphicsRunningProcesses_v2(void *device, unsigned *count, void *out) { return processes(device, "graphics", count, out, 24); }
int nvmlDeviceGetComputeRunningProcesses_v3(void *device, unsigned *count, void *out) { return processes(device, "compute", count, out, ENTRY); }
int nvmlDeviceGetGraphicsRunningProcesses_v3(void *device, unsigned *count, void *out) { return processes(device, "graphics", count, out, ENTRY); }

int nvmlDeviceGetMigMode(void *device, unsigned *now, unsigned *pending) { *pending = 0; return number32(device, "mig", now); }
int nvmlDeviceGetMaxMigDeviceCount(void *device, unsigned *out) { (void)device; *out = MOST_INSTANCES; return OK; }
int nvmlDeviceGetGpuInstanceId(void *device, unsigned *out) { return number32(device, "instance", out); }
int nvmlDeviceGetMigDeviceHandleByIndex(void *device, unsigned index, void **out) {
    int subject = subject_of_handle(device);
    if (subject == NOBODY || index >= MOST_INSTANCES) { return INVALID; }
    int instance = FIRST_DEVICE + MOST_DEVICES + (subject - FIRST_DEVICE) * MOST_INSTANCES + (int)index;
    const char *value = "";
    *out = &handles[instance];
    return answer(instance, "handle", &value) == OK ? OK : NOT_FOUND;
}

typedef struct { void *device; unsigned long long type, data; unsigned instance, compute; } event_data;
int nvmlEventSetCreate(void **out) { *out = handles; return OK; }
int nvmlEventSetFree(void *set) { (void)set; return OK; }
int nvmlDeviceRegisterEvents(void *device, unsigned long long types, void *set) {
    const char *value = "";
    (void)set;
    if (types != 8) { return INVALID; }
    int code = answer(subject_of_handle(device), "events", &value);
    return code;
}

int nvmlEventSetWait_v2(void *set, event_data *out, unsigned timeout) {
    (void)set;
    (void)timeout;
    long call = ++count_of(LIBRARY, "wait")->calls;
    for (int i = 0; i < rule_count; i++) {
        if (strcmp(rules[i].key, "xid") != 0 || rules[i].used || rules[i].from > call) { continue; }
        unsigned xid = 0, instance = 0xFFFFFFFFu;
        sscanf(rules[i].value, "%u %u", &xid, &instance);
        rules[i].used = 1;
        event_data taken = { &handles[rules[i].subject], 8, xid, instance, 0xFFFFFFFFu };
        *out = taken;
        return OK;
    }

    return TIMEOUT;
}
#endif
