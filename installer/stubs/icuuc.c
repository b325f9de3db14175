/* Stand-in for the icuuc.dll of Windows 10, which Wine 8 lacks and Qt6Core.dll asks for. For building and testing under
   Wine only; it never goes into what is shipped. No converter can be opened, so Qt falls back to its own codecs. */
#define U_FILE_ACCESS_ERROR 4
#define SAID __declspec(dllexport)

SAID void *ucnv_open(const char *name, int *error)
{
    if (error)
        *error = U_FILE_ACCESS_ERROR;
    return 0;
}

SAID const char *ucnv_getName(void *converter, int *error)
{
    if (error)
        *error = U_FILE_ACCESS_ERROR;
    return 0;
}

SAID const char *ucnv_getStandardName(const char *name, const char *standard, int *error)
{
    if (error)
        *error = U_FILE_ACCESS_ERROR;
    return 0;
}

SAID const char *ucnv_getAvailableName(int number) { return 0; }
SAID int ucnv_countAvailable(void) { return 0; }
SAID signed char ucnv_getMaxCharSize(void *converter) { return 1; }
SAID int ucnv_toUCountPending(void *converter, int *error) { return 0; }
SAID int ucnv_fromUCountPending(void *converter, int *error) { return 0; }
SAID void ucnv_close(void *converter) {}
SAID void ucnv_reset(void *converter) {}
SAID void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
SAID void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
SAID void ucnv_getToUCallBack(void) {}
SAID void ucnv_getFromUCallBack(void) {}
SAID void ucnv_setToUCallBack(void) {}
SAID void ucnv_setFromUCallBack(void) {}
SAID void ucnv_cbToUWriteUChars(void) {}
SAID void ucnv_cbFromUWriteUChars(void) {}
SAID void ucnv_toUnicode(void) {}
SAID void ucnv_fromUnicode(void) {}

int __stdcall DllMain(void *instance, unsigned reason, void *reserved) { return 1; }
