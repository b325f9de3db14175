; The Windows installer of Hazard Desk (隐患台), for one user and without an administrator. `make_setup.py` compiles it.
;
; What lies where:  $INSTDIR\app            the program; HazardDesk.files.txt in it lists every file with its checksum
;                   $INSTDIR\Uninstall.exe
;                   $INSTDIR\app.new        while it unpacks; the old program still works
;                   $INSTDIR\app.old        while it swaps, and until the old one's files are gone
; An upgrade unpacks beside the old program, checks every file as it lies on the disk, then swaps by two renames. Killed
; before them the old program is whole; between them the next setup (its first step, whatever it decides then) gives the
; old one its name back; after them the new one is whole. What the list does not name was put there by somebody else and
; stays, through upgrades and through the uninstaller.
;
; Silent: setup.exe /S [/D=C:\folder with spaces, without quotes, last]
;         Uninstall.exe /S   goes on as a copy of itself in %TEMP% and tells no code; with _?=C:\its folder (last, without
;         quotes) it stays, tells its code, and leaves itself behind
; Exit codes of both:
;    0  done
;    1  cancelled by the person before it
;    2  stopped for none of the reasons below
;   10  this Windows is older than Windows 10 1809 (build 17763), or no 64-bit Windows
;   11  the program runs, or something holds its files open
;   12  a newer version is installed
;   13  too little room on the disk
;   14  files could not be written, or are not as they were packed; what was there before is there again, or will be
;       by the next setup's first step
;   15  the folder can't be taken: other files under our names, no permission, path too long, or installed elsewhere
;   16  another setup or uninstaller of this program is at work
;   17  the new program is there and starts, but its uninstaller, an entry or the registration could not be written

!addincludedir "${GENERATED}"
!include "made.nsh" ; TARGET, VERSION, VERSION_OF_FOUR, COMPRESSOR, NEEDED_KB, SIZE_KB, LONGEST, ICON, MANUAL, UnpackFiles

Target ${TARGET}
Unicode true
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user
SetCompressor /SOLID ${COMPRESSOR}
!if ${COMPRESSOR} == lzma
  SetCompressorDictSize 32
!endif
; The files' own times would make another setup of the same files.
SetDateSave off
CRCCheck on
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow

!define ID "HazardDesk"
!define NAME "隐患台"
!define PUBLISHER "Hazard Desk"
!define PROGRAM "HazardDesk.exe"
!define COMMAND_LINE "hazard-desk.exe"
!define LIST "HazardDesk.files.txt"
!define RUNNING "Local\HazardDesk-running"
!define AT_WORK "Local\HazardDesk-setup"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define EXTENSION ".hazdesk"
!define PROGID "HazardDesk.Archive"
!define CLASSES "Software\Classes"

Name "${NAME}"
Caption "${NAME} ${VERSION} 安装"
UninstallCaption "卸载 ${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${ID}"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION_OF_FOUR}"
VIFileVersion "${VERSION_OF_FOUR}"
VIAddVersionKey /LANG=2052 ProductName "${NAME}"
VIAddVersionKey /LANG=2052 FileDescription "${NAME} 安装程序"
VIAddVersionKey /LANG=2052 FileVersion "${VERSION}"
VIAddVersionKey /LANG=2052 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=2052 CompanyName "${PUBLISHER}"
VIAddVersionKey /LANG=2052 LegalCopyright "${PUBLISHER}"

!include MUI2.nsh
!include x64.nsh
!include WinVer.nsh
!include WordFunc.nsh
!include LogicLib.nsh

Var Installed ; the version that is installed, or nothing
Var Unharmed ; what a refusal means for her program and her data, in words
Var Greeting ; what she reads first
Var Problem ; why a folder can't be taken, in words
Var Failed ; the file that was not written or not deleted, by its name in the folder
Var OfficeWords ; where her office folder lies, in words
Var OfficeAdvice ; and what she can do with it
Var Fresh ; 1 where nothing was installed before
Var Unpacking ; 1 from when app.new is ours to the swap
Var Unwritten ; what could not be written after the swap, in words

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${GENERATED}${SLASH}side.bmp"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${GENERATED}${SLASH}side.bmp"
!define MUI_ABORTWARNING
!define MUI_ABORTWARNING_TEXT "要停止安装吗？$\r$\n原来的程序和台账都不会动。"

!define MUI_WELCOMEPAGE_TITLE "安装${NAME} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "$Greeting"
!insertmacro MUI_PAGE_WELCOME

!define MUI_PAGE_HEADER_TEXT "装到哪里"
!define MUI_PAGE_HEADER_SUBTEXT "一般不用改。程序只装给当前用户，不需要管理员。"
!define MUI_DIRECTORYPAGE_TEXT_TOP "程序将装在下面的文件夹里。台账不放在这里：第一次打开${NAME}时再选台账文件夹。"
!define MUI_DIRECTORYPAGE_TEXT_DESTINATION "程序文件夹"
!define MUI_PAGE_CUSTOMFUNCTION_PRE skip_folder_of_an_upgrade
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE check_chosen_folder
!insertmacro MUI_PAGE_DIRECTORY

!define MUI_INSTFILESPAGE_ABORTHEADER_TEXT "安装没有完成"
!define MUI_INSTFILESPAGE_ABORTHEADER_SUBTEXT "台账没有动；原来装着的版本仍可使用。"
!insertmacro MUI_PAGE_INSTFILES

!define MUI_FINISHPAGE_TITLE "${NAME} ${VERSION} 已装好"
!define MUI_FINISHPAGE_TEXT "桌面和开始菜单里都有${NAME}。$\r$\n$\r$\n以后不用时，可在 Windows 的“设置 → 应用”里卸载；台账文件夹会留下。"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION open_program
!define MUI_FINISHPAGE_RUN_TEXT "现在打开${NAME}"
!insertmacro MUI_PAGE_FINISH

!define MUI_PAGE_HEADER_TEXT "卸载 ${NAME}"
!define MUI_PAGE_HEADER_SUBTEXT "只删除程序，不删除台账。"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$OfficeWords"
!define MUI_UNCONFIRMPAGE_TEXT_LOCATION "程序文件夹："
!insertmacro MUI_UNPAGE_CONFIRM
!define MUI_UNINSTFILESPAGE_ABORTHEADER_TEXT "卸载没有完成"
!define MUI_UNINSTFILESPAGE_ABORTHEADER_SUBTEXT "台账没有动。"
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "${NAME}已卸载"
!define MUI_FINISHPAGE_TEXT "$OfficeWords$\r$\n$\r$\n$OfficeAdvice"
!insertmacro MUI_UNPAGE_FINISH

!insertmacro MUI_LANGUAGE "SimpChinese"
SetFont /LANG=${LANG_SIMPCHINESE} "Microsoft YaHei UI" 9

!addincludedir "${STEPS}"
!include "both.nsh"
!include "setup.nsh"
!include "uninstaller.nsh"

Section "program"
  SetShellVarContext current
  Call judge_folder
  ${If} $Problem != ""
    ${Refuse} 15 "$Problem"
  ${EndIf}
  Call judge_version
  ${If} $Problem != ""
    ${Refuse} 12 "$Problem"
  ${EndIf}
  Call say_what_stays
  Call wait_until_closed
  ${If} ${FileExists} "$INSTDIR\app\*.*" ; else the old program may still lie under that name
    Call clear_old
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\app.new" ; not ours, or `mend` had taken it away
    Push "app.new"
    Call put_aside
    ${If} ${FileExists} "$INSTDIR\app.new"
      ${Refuse} 15 "$INSTDIR 里有别的文件叫“app.new”，正被别的程序占着，${NAME}没有安装。$\r$\n$Unharmed$\r$\n请把它移到别处，再运行一次安装程序。"
    ${EndIf}
  ${EndIf}
  Call check_room

  ClearErrors
  CreateDirectory "$INSTDIR\app.new"
  SetOutPath "$INSTDIR\app.new"
  ${If} ${Errors}
    Call give_up_folders
    ${Refuse} 15 "不能在 $INSTDIR 里建文件夹，${NAME}没有安装。$\r$\n$Unharmed$\r$\n请换一个自己可以写入的文件夹，一般用安装程序给出的那个。"
  ${EndIf}
  StrCpy $Unpacking 1
  DetailPrint "正在解开程序文件……"
  SetDetailsPrint none
  !insertmacro UnpackFiles
  SetDetailsPrint both
  DetailPrint "正在核对程序文件……"
  SetDetailsPrint none
  SetOutPath "$INSTDIR" ; a working folder can't be renamed
  Call verify_unpacked
  ${If} $Failed != ""
    Call give_up_folders
    ${Refuse} 14 "刚解开的文件少了或变了：$Failed。${NAME} ${VERSION} 没有装上。$\r$\n$Unharmed$\r$\n多半是杀毒软件（360、火绒等）把它隔离了。请在杀毒软件里恢复并选“信任”，再运行一次安装程序；还不行就重新拷贝一份安装程序。"
  ${EndIf}
  Call swap
  SetDetailsPrint both
  DetailPrint "正在登记……"
  SetDetailsPrint none

  ; From here on the new program is the one that starts.
  StrCpy $Unpacking 0
  ClearErrors
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  ${Note} "卸载程序"
  Call write_shortcuts
  Call write_registry
  ${Note} "“设置 → 应用”里的登记"
  Call write_association
  Call clear_old
  ${If} $Unwritten != ""
    ${Refuse} 17 "${NAME} ${VERSION} 的程序文件已装好，但没有写成：$Unwritten。$\r$\n程序可以用（$INSTDIR\app\${PROGRAM}），台账没有动。$\r$\n多半是杀毒软件（360、火绒等）拦住了它。请在杀毒软件里选“信任”，再运行一次安装程序。"
  ${EndIf}
  SetDetailsPrint both
  DetailPrint "已装好。"
  SetErrorLevel 0
SectionEnd

Section "Uninstall"
  SetShellVarContext current
  SetDetailsPrint none
  Call un.wait_until_closed
  SetOutPath "$TEMP"
  StrCpy $9 0
  Push "$INSTDIR\app"
  Call un.delete_listed
  Pop $0
  IntOp $9 $9 + $0
  Push "$INSTDIR\app.old"
  Call un.delete_listed
  Pop $0
  IntOp $9 $9 + $0
  Push "$INSTDIR\app.new"
  Call un.delete_listed
  Pop $0
  IntOp $9 $9 + $0
  ${If} $9 > 0
    ${Refuse} 14 "程序还没有卸完：有 $9 个文件正被别的程序打开着，例如 $Failed。$\r$\n台账没有动。$\r$\n请关闭使用手册和打开着 $INSTDIR 的窗口，再卸载一次。"
  ${EndIf}

  Delete "$SMPROGRAMS\${NAME}\${NAME}.lnk"
  Delete "$SMPROGRAMS\${NAME}\使用手册.lnk"
  Delete "$SMPROGRAMS\${NAME}\卸载 ${NAME}.lnk"
  RMDir "$SMPROGRAMS\${NAME}"
  Delete "$DESKTOP\${NAME}.lnk"
  Call un.remove_association
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "Software\${ID}"
  Delete "$INSTDIR\Uninstall.exe"
  RMDir "$INSTDIR" ; only when nothing of others is in it
  ${If} ${FileExists} "$INSTDIR\app\*.*"
    StrCpy $OfficeAdvice "$OfficeAdvice$\r$\n$\r$\n程序文件夹里有不是${NAME}装的文件，也没有删除：$\r$\n$INSTDIR"
  ${EndIf}
  SetErrorLevel 0
SectionEnd
