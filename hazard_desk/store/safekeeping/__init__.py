"""What keeps an office alive: backups, archives, a second place, restoring, salvaging."""
