/* Stand-in for mscms.dll: Wine 8's own aborts in WcsCreateIccProfile, which Qt calls for every screen. For testing under
   Wine only; it never goes into what is shipped. It says that a screen has no colour profile. */
#define SAID __declspec(dllexport)

SAID void *__stdcall OpenColorProfileW(void *profile, unsigned access, unsigned share, unsigned creation) { return 0; }
SAID void *__stdcall OpenColorProfileA(void *profile, unsigned access, unsigned share, unsigned creation) { return 0; }
SAID int __stdcall CloseColorProfile(void *profile) { return 1; }
SAID void *__stdcall WcsCreateIccProfile(void *profile, unsigned options) { return 0; }
SAID int __stdcall GetColorProfileFromHandle(void *profile, void *bytes, unsigned *size) { return 0; }

int __stdcall DllMain(void *instance, unsigned reason, void *reserved) { return 1; }
