/* A pulled plug. A killed process leaves the system's cache as it is; without power that is gone, too.

   So the bytes that a write covers are kept until the file is flushed, and what was created, renamed and
   removed until its folder is. When the plug is pulled, all of that is taken back, newest first, or some of
   it: then of two things done to the same file, or under the same name, the later one never outlives the
   earlier. What was replaced or removed waits in a graveyard on the same disk. */

#define _GNU_SOURCE
#include "power_loss.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum what { DATA, CREATED, REMOVED, RENAMED };

/* A file or folder by itself, whatever it is called: held open, so that its number isn't given anew. */
struct thing {
    dev_t device;
    ino_t number;
    int open;
};

struct entry {
    enum what what;
    int lasts, taken_back;
    int file;                     /* DATA: the file; else the inode that was named, or -1 */
    off_t at, size_before;        /* DATA */
    char *bytes;                  /* DATA: what stood there */
    size_t length;
    int folder, former_folder;    /* names: where it is, and where it was */
    char name[NAME_MAX + 1], former[NAME_MAX + 1];
    int grave;                    /* the number under which the replaced or removed one waits, or -1 */
};

static struct {
    int on, graveyard, graves, some;
    unsigned seed;
    struct thing *things;
    int thing_count, thing_room;
    struct entry *entries;
    int count, room, begun;       /* begun: the first entry of the call that is under way */
} log_ = {.graveyard = -1};

#define SYS(...) syscall(__VA_ARGS__)

void power_begin(const char *graveyard, unsigned seed, int some) {
    log_.on = 0;
    log_.graveyard = (int)SYS(SYS_openat, AT_FDCWD, graveyard, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    log_.count = log_.begun = log_.graves = 0;
    log_.some = some;
    log_.seed = seed;
    log_.on = log_.graveyard >= 0;
}

int power_is_watched(void) { return log_.on; }

static void *grown(void *old, int count, int *room, size_t size) {
    if (count < *room) return old;
    *room = *room ? 2 * *room : 256;
    return realloc(old, (size_t)*room * size);
}

static int known(const struct stat *found) {
    for (int i = 0; i < log_.thing_count; i++)
        if (log_.things[i].number == found->st_ino && log_.things[i].device == found->st_dev) return i;
    return -1;
}

/* Return the number of what is open at `handle`, which is kept open or closed. */
static int thing_of(int handle) {
    struct stat found;
    if (handle < 0) return -1;
    if (SYS(SYS_newfstatat, handle, "", &found, AT_EMPTY_PATH) != 0) {
        SYS(SYS_close, handle);
        return -1;
    }
    int at = known(&found);
    if (at >= 0) {
        SYS(SYS_close, handle);
        return at;
    }
    log_.things = grown(log_.things, log_.thing_count, &log_.thing_room, sizeof *log_.things);
    log_.things[log_.thing_count] = (struct thing){found.st_dev, found.st_ino, handle};
    return log_.thing_count++;
}

/* Never close a second handle of a file with bytes: that would drop the process's locks on it. */
static int file_of(int file) {
    struct stat found;
    char link[64];
    if (fstat(file, &found) != 0 || !S_ISREG(found.st_mode)) return -1;
    int at = known(&found);
    if (at >= 0) return at;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    return thing_of((int)SYS(SYS_openat, AT_FDCWD, link, O_RDWR | O_CLOEXEC, 0));
}

static struct entry *added(enum what what) {
    log_.entries = grown(log_.entries, log_.count, &log_.room, sizeof *log_.entries);
    struct entry *one = &log_.entries[log_.count++];
    memset(one, 0, sizeof *one);
    one->what = what;
    one->file = one->folder = one->former_folder = one->grave = -1;
    return one;
}

long power_ended(long result) {
    int error = errno;
    if (result < 0) log_.count = log_.begun;
    log_.begun = log_.count;
    errno = error;
    return result;
}

/* ---- bytes ------------------------------------------------------------------------------------------ */

static void keep(int file, off_t at, size_t size) {
    struct stat found;
    if (file < 0 || fstat(log_.things[file].open, &found) != 0) return;
    struct entry *one = added(DATA);
    one->file = file;
    one->at = at;
    one->size_before = found.st_size;
    if (at >= found.st_size) return;
    if ((off_t)size > found.st_size - at) size = (size_t)(found.st_size - at);
    one->bytes = malloc(size);
    ssize_t read = SYS(SYS_pread64, log_.things[file].open, one->bytes, size, at);
    one->length = read < 0 ? 0 : (size_t)read;
}

void power_writing(int file, off_t at, size_t size) {
    struct stat found;
    if (!log_.on) return;
    if (at < 0) {
        int flags = (int)SYS(SYS_fcntl, file, F_GETFL, 0);
        at = (flags & O_APPEND) && fstat(file, &found) == 0 ? found.st_size : lseek(file, 0, SEEK_CUR);
    }
    keep(file_of(file), at, size);
}

void power_cutting(int file, off_t length) {
    if (log_.on) keep(file_of(file), length, SSIZE_MAX);
}

void power_emptying(int folder, const char *path) {
    struct stat found;
    if (!log_.on || SYS(SYS_newfstatat, folder, path, &found, 0) != 0) return;
    int at = known(&found);
    if (at < 0) at = thing_of((int)SYS(SYS_openat, folder, path, O_RDWR | O_CLOEXEC, 0));
    keep(at, 0, SSIZE_MAX);
}

/* ---- names ------------------------------------------------------------------------------------------ */

static int folder_of(int folder, const char *path, char *name) {
    char above[PATH_MAX];
    name[0] = '\0';
    if ((size_t)snprintf(above, sizeof above, "%s", path) >= sizeof above) return -1;
    size_t end = strlen(above);
    while (end > 1 && above[end - 1] == '/') above[--end] = '\0';
    char *slash = strrchr(above, '/');
    const char *last = slash ? slash + 1 : above;
    if (strlen(last) > NAME_MAX) return -1;
    strcpy(name, last);
    if (slash == NULL) strcpy(above, ".");
    else slash[slash == above ? 1 : 0] = '\0';
    return thing_of((int)SYS(SYS_openat, folder, above, O_PATH | O_DIRECTORY | O_CLOEXEC, 0));
}

static int inode_of(int folder, const char *path) {
    struct stat found;
    if (SYS(SYS_newfstatat, folder, path, &found, AT_SYMLINK_NOFOLLOW) != 0) return -1;
    int at = known(&found);
    if (at >= 0 || !S_ISDIR(found.st_mode)) return at;
    return thing_of((int)SYS(SYS_openat, folder, path, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0));
}

/* Give what has this name a second one in the graveyard; -1 where nothing has it. */
static int buried(int folder, const char *path) {
    char number[32];
    snprintf(number, sizeof number, "%d", log_.graves);
    if (SYS(SYS_linkat, folder, path, log_.graveyard, number, 0) != 0) return -1;
    return log_.graves++;
}

void power_creating(int folder, const char *path) {
    if (!log_.on) return;
    struct entry *one = added(CREATED);
    one->folder = folder_of(folder, path, one->name);
}

void power_removing(int folder, const char *path) {
    if (!log_.on) return;
    int file = inode_of(folder, path), grave = buried(folder, path);
    if (grave < 0) return;
    struct entry *one = added(REMOVED);
    one->file = file;
    one->grave = grave;
    one->folder = folder_of(folder, path, one->name);
}

void power_renaming(int from, const char *old, int to, const char *new) {
    if (!log_.on) return;
    int file = inode_of(from, old), grave = buried(to, new);
    struct entry *one = added(RENAMED);
    one->file = file;
    one->grave = grave;
    one->folder = folder_of(to, new, one->name);
    one->former_folder = folder_of(from, old, one->former);
}

int power_rmdir(int folder, const char *path) {
    char number[32];
    int handle = (int)SYS(SYS_openat, folder, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    DIR *listing = handle < 0 ? NULL : fdopendir(handle);
    if (listing == NULL) return -1;
    int within = 0;
    while (readdir(listing)) within++;
    closedir(listing);
    if (within > 2) {
        errno = ENOTEMPTY;
        return -1;
    }
    int file = inode_of(folder, path);
    snprintf(number, sizeof number, "%d", log_.graves);
    struct entry *one = added(REMOVED);
    one->file = file;
    one->folder = folder_of(folder, path, one->name);
    if (SYS(SYS_renameat, folder, path, log_.graveyard, number) != 0) return -1;
    one->grave = log_.graves++;
    return 0;
}

/* ---- down to the disk ------------------------------------------------------------------------------- */

long power_flushed(int file, long result) {
    struct stat found;
    int error = errno;
    if (log_.on && result == 0 && fstat(file, &found) == 0) {
        int at = known(&found);
        for (int i = 0; at >= 0 && i < log_.count; i++) {
            struct entry *one = &log_.entries[i];
            /* Every file system that is in use moves a name from folder to folder in one. */
            if (one->what == DATA ? one->file == at : one->folder == at || one->former_folder == at)
                one->lasts = 1;
        }
    }
    errno = error;
    return result;
}

/* ---- pulled ----------------------------------------------------------------------------------------- */

static int drawn(void) {
    log_.seed = log_.seed * 1103515245u + 12345u;
    return (int)(log_.seed >> 16 & 0x7fff);
}

static int same_name(int folder, const char *name, const struct entry *other) {
    return folder >= 0 && ((folder == other->folder && strcmp(name, other->name) == 0) ||
                           (folder == other->former_folder && strcmp(name, other->former) == 0));
}

static int comes_after(const struct entry *later, const struct entry *one) {
    if ((one->what == DATA) != (later->what == DATA)) return 0;
    if (one->file >= 0 && one->file == later->file) return 1;
    return one->what != DATA && (same_name(one->folder, one->name, later) ||
                                 same_name(one->former_folder, one->former, later));
}

static void draw(void) {
    int of_ten = 1 + drawn() % 9;
    for (int i = 0; i < log_.count; i++) {
        struct entry *one = &log_.entries[i];
        if (one->lasts) continue;
        one->taken_back = !log_.some || drawn() % 10 < of_ten;
        for (int j = 0; j < i && !one->taken_back; j++)
            one->taken_back = log_.entries[j].taken_back && comes_after(one, &log_.entries[j]);
    }
}

static void take_back(struct entry *one) {
    char number[32];
    if (one->what == DATA) {
        int file = log_.things[one->file].open;
        if (SYS(SYS_ftruncate, file, one->size_before) == 0 && one->length)
            if (SYS(SYS_pwrite64, file, one->bytes, one->length, one->at) < 0) abort();
        return;
    }
    if (one->folder < 0) return;
    int folder = log_.things[one->folder].open;
    if (one->what == CREATED) {
        snprintf(number, sizeof number, "%d", log_.graves++);
        SYS(SYS_renameat, folder, one->name, log_.graveyard, number);
    } else if (one->what == RENAMED) {
        SYS(SYS_renameat, folder, one->name, log_.things[one->former_folder].open, one->former);
    }
    if (one->grave >= 0) {
        snprintf(number, sizeof number, "%d", one->grave);
        SYS(SYS_renameat, log_.graveyard, number, folder, one->name);
    }
}

void power_pull(void) {
    if (!log_.on) return;
    log_.on = 0;
    log_.count = log_.begun;
    draw();
    for (int i = log_.count - 1; i >= 0; i--)
        if (log_.entries[i].taken_back) take_back(&log_.entries[i]);
}
