"""Why the system refused a file, in Chinese: what Python says of it is English on every system."""

from __future__ import annotations

import errno
import sys

_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超过了磁盘限额",
    errno.EFBIG: "文件太大，磁盘放不下",
    errno.EACCES: "没有权限，或文件正在别的程序里打开",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "找不到这个位置",
    errno.EEXIST: "已经有同名的文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EIO: "磁盘读写出错",
    errno.ENODEV: "磁盘或U盘已不在",
    errno.EBUSY: "正在被别的程序使用",
    errno.ENAMETOOLONG: "名称太长",
    errno.EXDEV: "两边不在同一块磁盘上",
    errno.EINVAL: "名称里有不能用的字符",
}
_LONGEST_FOLDER = 247
"""Of a folder's path on a Windows that nobody has told to take longer ones; a file's may have 12 more."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def in_words(error: OSError) -> str:
    """Return why, in a few words without a full stop."""
    long = len(str(error.filename or "")) > _LONGEST_FOLDER
    if sys.platform == "win32" and error.errno == errno.ENOENT and long:  # there: "not found"
        return "路径太长，请换一个层数少、名称短的文件夹"
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def is_full(error: OSError) -> bool:
    """Say whether a file could not be written because there was no room for it."""
    return error.errno in _NO_ROOM
