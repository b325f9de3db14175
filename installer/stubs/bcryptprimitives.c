/* Stand-in for the bcryptprimitives.dll of Windows 10, which Wine 8 lacks and programs made with Rust ask for random bytes.
   For testing under Wine only; it never goes into what is shipped. */
#define SAID __declspec(dllexport)

/* RtlGenRandom of advapi32, by the name it is exported under. */
unsigned char __stdcall SystemFunction036(void *buffer, unsigned long length);

SAID int __stdcall ProcessPrng(unsigned char *data, unsigned long long length)
{
    while (length) {
        unsigned long part = length > 0x10000000 ? 0x10000000 : (unsigned long)length;
        if (!SystemFunction036(data, part))
            return 0;
        data += part;
        length -= part;
    }
    return 1;
}

int __stdcall DllMain(void *instance, unsigned reason, void *reserved) { return 1; }
