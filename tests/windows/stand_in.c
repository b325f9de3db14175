/* Stands in for the program in the tests of its setup, and for whoever gets in a setup's way.

   HazardDesk.exe                without words, as a shortcut starts it: notes `started.txt` in the working folder, goes
   HazardDesk.exe mark           holds the mark of the running program
   HazardDesk.exe mark-when PATH waits until this file or folder is there, then holds the mark
   HazardDesk.exe run            only runs
   HazardDesk.exe hold PATH      waits until this file or folder is there, then holds it so that nobody can rename it
   It says "ready" when it does so, and goes after two minutes if nobody ends it. */
#include <windows.h>

static void say_ready(void)
{
    DWORD written;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "ready\n", 6, &written, NULL);
}

int wmain(int count, wchar_t **words)
{
    if (count < 2) {
        CloseHandle(CreateFileW(L"started.txt", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
        return 0;
    }
    if (lstrcmpW(words[1], L"mark") == 0)
        CreateMutexW(NULL, FALSE, L"Local\\HazardDesk-running");
    if (lstrcmpW(words[1], L"mark-when") == 0) {
        say_ready(); /* it watches from now on */
        while (GetFileAttributesW(words[2]) == INVALID_FILE_ATTRIBUTES)
            Sleep(1);
        CreateMutexW(NULL, FALSE, L"Local\\HazardDesk-running");
    }
    if (lstrcmpW(words[1], L"hold") == 0) {
        HANDLE held;
        say_ready(); /* it watches from now on */
        while ((held = CreateFileW(words[2], GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                                   FILE_FLAG_BACKUP_SEMANTICS, NULL)) == INVALID_HANDLE_VALUE)
            Sleep(1);
    }
    say_ready();
    Sleep(120000);
    return 0;
}
