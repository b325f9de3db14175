/* A pulled plug: what was written and named since the last fsync is taken back (power_loss.c). */

#include <fcntl.h>
#include <sys/types.h>

/* Begin to keep what is needed to take back; `some` leaves part of it standing, drawn from `seed`. */
void power_begin(const char *graveyard, unsigned seed, int some);
int power_is_watched(void);

/* Said before a call; `power_ended` of its result forgets what came to nothing. */
void power_writing(int file, off_t at, size_t size);
void power_cutting(int file, off_t length);
void power_emptying(int folder, const char *path);
void power_creating(int folder, const char *path);
void power_removing(int folder, const char *path);
void power_renaming(int from, const char *old, int to, const char *new);
long power_ended(long result);

/* Remove an empty folder so that it can come back. */
int power_rmdir(int folder, const char *path);

/* Said after an fsync that succeeded. */
long power_flushed(int file, long result);

/* Take back what never came down to the disk. */
void power_pull(void);
