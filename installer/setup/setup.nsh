; The steps of the setup; hazard_desk.nsi says their order and what lies where.

; Renames, and waits up to five seconds for a virus scanner that looks at the folder. Errors flag: it could not.
!macro PatientRename FROM TO
  Push "${FROM}"
  Push "${TO}"
  Call rename_patiently
!macroend
!define PatientRename `!insertmacro PatientRename`

Function rename_patiently
  Exch $1
  Exch
  Exch $0
  Push $2
  StrCpy $2 0
  ${Do}
    ClearErrors
    Rename "$0" "$1"
    ${IfNot} ${Errors}
      ${ExitDo}
    ${EndIf}
    IntOp $2 $2 + 1
    ${If} $2 >= 20
      SetErrors
      ${ExitDo}
    ${EndIf}
    Sleep 250
  ${Loop}
  Pop $2
  Pop $0
  Pop $1
FunctionEnd

Function .onInit
  SetShellVarContext current
  StrCpy $Unharmed "电脑上的程序和台账都没有动。"
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    ${Refuse} 10 "这台电脑的 Windows 太旧，${NAME}没有安装。$\r$\n$Unharmed$\r$\n${NAME}需要 64 位的 Windows 10（1809，内部版本 17763）或更新的 Windows。请换一台电脑安装，或请管电脑的同事升级 Windows。"
  ${EndIf}
  Call begin_alone
  Call find_installed
  Call judge_version
  ${If} $Problem != ""
    ${Refuse} 12 "$Problem"
  ${EndIf}
  ${If} $Installed != ""
    Call wait_until_closed
    StrCpy $Greeting "将把${NAME} $Installed 换成 ${VERSION}。$\r$\n$\r$\n台账不会动：文件夹、附件、备份和设置都留在原处。新版本第一次打开台账时会先做一份备份。$\r$\n$\r$\n点“下一步”开始。"
    ${If} $Installed == "${VERSION}"
      StrCpy $Greeting "${NAME} ${VERSION} 已经装着，将重新装一遍程序文件。$\r$\n$\r$\n台账不会动：文件夹、附件、备份和设置都留在原处。$\r$\n$\r$\n点“下一步”开始。"
    ${EndIf}
  ${Else}
    StrCpy $Greeting "${NAME}是乡镇安全生产隐患台账程序，不连网，台账只存放在这台电脑上。$\r$\n$\r$\n安装只需一分钟，不需要管理员。$\r$\n$\r$\n点“下一步”继续。"
  ${EndIf}
FunctionEnd

; An upgrade goes where the program is; without /D= $INSTDIR is still the folder of InstallDir.
Function find_installed
  ReadRegStr $0 HKCU "Software\${ID}" "InstallDir"
  ${If} $0 == ""
    Return
  ${EndIf}
  ${IfNot} ${FileExists} "$0\app\*.*"
  ${AndIfNot} ${FileExists} "$0\app.old\*.*"
    Return ; deleted by hand, or on a drive that is not there
  ${EndIf}
  ${If} $INSTDIR == "$LOCALAPPDATA\Programs\${ID}"
    StrCpy $INSTDIR $0
  ${ElseIf} $INSTDIR != $0
    ${Refuse} 15 "${NAME}已经装在 $0，没有再装到 $INSTDIR。$\r$\n$Unharmed$\r$\n不写 /D= 就会在原处升级；要换文件夹，请先卸载再装（台账会留下）。"
  ${EndIf}
FunctionEnd

; Leaves in $Problem why what lies in $INSTDIR can't be replaced, or nothing. The registry may know nothing of it, on a
; drive that was kept when Windows was installed anew.
Function judge_version
  StrCpy $Problem ""
  StrCpy $Fresh 1
  Call mend
  Call read_installed_version
  ${If} $Installed != ""
    StrCpy $Fresh 0
    ${VersionCompare} "$Installed" "${VERSION}" $0
    ${If} $0 = 1
      StrCpy $Problem "电脑上装着较新的${NAME} $Installed，没有换成较旧的 ${VERSION}。$\r$\n$Unharmed较新的版本打开过的台账，较旧的版本读不了。$\r$\n请继续使用 $Installed。"
    ${EndIf}
  ${EndIf}
FunctionEnd

; What a setup left that was killed, or whose power was cut: see the head of this file.
Function mend
  ${IfNot} ${FileExists} "$INSTDIR\app\*.*"
  ${AndIf} ${FileExists} "$INSTDIR\app.old\${LIST}"
    ${PatientRename} "$INSTDIR\app.old" "$INSTDIR\app"
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\app.new\${LIST}"
    RMDir /r "$INSTDIR\app.new"
  ${EndIf}
  RMDir "$INSTDIR\app.new" ; killed before its first file
FunctionEnd

; The list says it for the program that lies there, whatever became of the registry.
Function read_installed_version
  StrCpy $Installed ""
  ReadRegStr $0 HKCU "Software\${ID}" "InstallDir"
  ${If} $0 == $INSTDIR
  ${AndIf} ${FileExists} "$INSTDIR\app\*.*"
    ReadRegStr $Installed HKCU "${UNINSTALL_KEY}" "DisplayVersion"
  ${EndIf}
  ClearErrors
  FileOpen $1 "$INSTDIR\app\${LIST}" r
  ${IfNot} ${Errors}
    FileReadUTF16LE $1 $2
    FileClose $1
    Call without_line_end
    StrCpy $0 $2 11
    ${If} $0 == "${ID} "
      StrCpy $Installed $2 "" 11
    ${EndIf}
  ${EndIf}
  ClearErrors
FunctionEnd

Function skip_folder_of_an_upgrade
  ${If} $Installed != ""
    Abort
  ${EndIf}
FunctionEnd

Function check_chosen_folder
  Call judge_folder
  ${If} $Problem == ""
    Call judge_version
  ${EndIf}
  ${If} $Problem != ""
    MessageBox MB_OK|MB_ICONEXCLAMATION "$Problem"
    StrCpy $Installed "" ; or this page would not come again
    Abort
  ${EndIf}
FunctionEnd

; Leaves in $Problem why the program can't lie in $INSTDIR, or nothing.
Function judge_folder
  StrCpy $Problem ""
  StrLen $0 "$INSTDIR\app.new\"
  IntOp $0 $0 + ${LONGEST}
  ${If} $0 > 259
    StrCpy $Problem "文件夹的路径太长，${NAME}没有安装。$\r$\n电脑上的程序和台账都没有动。$\r$\n请换一个层数少、名字短的文件夹：$INSTDIR"
    Return
  ${EndIf}
  ; In a folder of our own others' files are put aside (`put_aside`): after an uninstall hers may be all that is in it.
  ReadRegStr $0 HKCU "Software\${ID}" "InstallDir"
  ${If} $0 == $INSTDIR
  ${OrIf} $INSTDIR == "$LOCALAPPDATA\Programs\${ID}"
    Return
  ${EndIf}
  Push "app"
  Call judge_taken
  Push "app.old"
  Call judge_taken
  Push "app.new"
  Call judge_taken
FunctionEnd

; Takes a name from the stack: what lies under it in $INSTDIR must be ours, or empty.
Function judge_taken
  Exch $0
  Push $1
  Push $2
  ${If} ${FileExists} "$INSTDIR\$0"
  ${AndIfNot} ${FileExists} "$INSTDIR\$0\${LIST}"
    FindFirst $1 $2 "$INSTDIR\$0\*.*"
    ${Do}
      ${If} $2 != "."
      ${AndIf} $2 != ".."
        ${ExitDo}
      ${EndIf}
      FindNext $1 $2
    ${Loop}
    FindClose $1
    ${If} $2 != ""
    ${OrIfNot} ${FileExists} "$INSTDIR\$0\*.*"
      StrCpy $Problem "$INSTDIR 里已经有别的文件叫“$0”，${NAME}没有安装。$\r$\n这些文件没有动，台账也没有动。$\r$\n请换一个文件夹，或者先把“$0”移到别处。"
    ${EndIf}
    ClearErrors
  ${EndIf}
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

; What a refusal from here on means for her.
Function say_what_stays
  ${If} $Fresh = 1
    StrCpy $Unharmed "电脑上没有留下装了一半的程序，台账没有动。"
  ${Else}
    StrCpy $Unharmed "原来的${NAME} $Installed 还在，可以照常使用；台账没有动。"
  ${EndIf}
FunctionEnd

; Both programs lie there for a moment, so there must be room for the new one beside the old; and NSIS unpacks everything
; into a file in %TEMP% first.
Function check_room
  StrCpy $3 ${NEEDED_KB}
  StrCpy $0 $INSTDIR 2
  StrCpy $1 $TEMP 2
  ${If} $0 == $1
    System::Int64Op ${NEEDED_KB} + ${SIZE_KB}
    Pop $3
  ${Else}
    Push $3
    StrCpy $3 ${SIZE_KB}
    StrCpy $0 $TEMP
    Call check_room_at
    Pop $3
  ${EndIf}
  StrCpy $0 $INSTDIR
  ${DoUntil} ${FileExists} "$0\*.*"
    Push $0
    Call parent_of
    Pop $0
    ${If} $0 == ""
      Return ; unpacking will tell
    ${EndIf}
  ${Loop}
  Call check_room_at
FunctionEnd

; $0 is a folder, $3 how many KB it must have room for.
Function check_room_at
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$0\", *l .r1, p 0, p 0) i .r2'
  ${If} $2 <> 0
    System::Int64Op $1 / 1024
    Pop $1
    System::Int64Op $1 < $3
    Pop $2
    ${If} $2 = 1
      System::Int64Op $1 / 1024
      Pop $1
      System::Int64Op $3 / 1024
      Pop $3
      StrCpy $0 $0 2
      Call give_up_folders
      ${Refuse} 13 "$0 盘的空间不够，${NAME}没有安装：需要 $3 MB，只剩 $1 MB。$\r$\n$Unharmed$\r$\n请清理回收站和不用的文件，再运行一次安装程序；或者换一个盘安装。"
    ${EndIf}
  ${EndIf}
FunctionEnd

; Takes a path, gives back the folder it lies in, or nothing.
Function parent_of
  Exch $0
  Push $1
  Push $2
  StrLen $2 $0
  ${Do}
    IntOp $2 $2 - 1
    ${If} $2 <= 0
      StrCpy $0 ""
      ${ExitDo}
    ${EndIf}
    StrCpy $1 $0 1 $2
    ${If} $1 == "\"
      StrCpy $0 $0 $2
      ${ExitDo}
    ${EndIf}
  ${Loop}
  Pop $2
  Pop $1
  Exch $0
FunctionEnd

; Leaves nothing half done: the unpacked files, and folders that are empty.
Function give_up_folders
  SetOutPath "$TEMP"
  ${If} $Unpacking = 1
    RMDir /r "$INSTDIR\app.new"
  ${Else}
    RMDir "$INSTDIR\app.new"
  ${EndIf}
  ${If} $Fresh = 1
    RMDir "$INSTDIR"
  ${EndIf}
  ClearErrors
FunctionEnd

; NSIS ends by itself when a file can't be written; what was there before has not been touched by then.
Function .onInstFailed
  Call give_up_folders
  SetErrorLevel 14
  MessageBox MB_OK|MB_ICONSTOP "有文件写不进去，${NAME} ${VERSION} 没有装上。$\r$\n$Unharmed$\r$\n多半是磁盘满了，或者杀毒软件（360、火绒等）拦住了它。请腾出空间或在杀毒软件里选“信任”，再运行一次安装程序。" /SD IDOK
FunctionEnd

; Reads back every file that was unpacked: size and checksum, and has Windows put it onto the disk. Leaves in $Failed the
; first that is missing or another.
Function verify_unpacked
  StrCpy $Failed "${LIST}"
  ClearErrors
  FileOpen $1 "$INSTDIR\app.new\${LIST}" r
  ${If} ${Errors}
    Return
  ${EndIf}
  StrCpy $Failed ""
  FileReadUTF16LE $1 $2
  ${Do}
    ClearErrors
    FileReadUTF16LE $1 $2
    ${If} ${Errors}
      ${ExitDo}
    ${EndIf}
    Call without_line_end
    StrCpy $3 $2 2
    ${If} $3 != "/ "
      Call verify_one
      ${If} ${Errors}
        StrCpy $Failed $2 "" 20
        ${ExitDo}
      ${EndIf}
    ${EndIf}
  ${Loop}
  FileClose $1
  ClearErrors
FunctionEnd

; $2 is a line: checksum in eight hexadecimal digits, size in ten decimal ones, path. Errors flag: not as packed.
Function verify_one
  Push $1
  StrCpy $3 $2 8
  StrCpy $4 $2 10 9
  StrCpy $5 $2 "" 20
  System::Call 'kernel32::CreateFileW(w "$INSTDIR\app.new\$5", i 0xC0000000, i 7, p 0, i 3, i 0, p 0) p .r6'
  ${If} $6 P<> -1
    System::Call 'kernel32::FlushFileBuffers(p r6)'
  ${Else} ; a scanner reads it just now
    System::Call 'kernel32::CreateFileW(w "$INSTDIR\app.new\$5", i 0x80000000, i 7, p 0, i 3, i 0, p 0) p .r6'
  ${EndIf}
  StrCpy $1 "missing"
  ${If} $6 P<> -1
    System::Call 'kernel32::GetFileSizeEx(p r6, *l .r7)'
    IntFmt $1 "%010d" $7
    ${If} $1 == $4
      StrCpy $1 "00000000"
      ${If} $7 <> 0
        System::Call 'kernel32::CreateFileMappingW(p r6, p 0, i 2, i 0, i 0, p 0) p .r8'
        System::Call 'kernel32::MapViewOfFile(p r8, i 4, i 0, i 0, p 0) p .r9'
        ${If} $9 P<> 0
          System::Call 'ntdll::RtlComputeCrc32(i 0, p r9, i r7) i .r1'
          IntFmt $1 "%08X" $1
          System::Call 'kernel32::UnmapViewOfFile(p r9)'
        ${Else}
          StrCpy $1 "unread"
        ${EndIf}
        System::Call 'kernel32::CloseHandle(p r8)'
      ${EndIf}
    ${Else}
      StrCpy $1 "another size"
    ${EndIf}
    System::Call 'kernel32::CloseHandle(p r6)'
  ${EndIf}
  ClearErrors
  ${If} $1 != $3
    SetErrors
  ${EndIf}
  Pop $1
FunctionEnd

; The old program's files go, and what others put among them comes to the same place in the new one.
Function clear_old
  ${IfNot} ${FileExists} "$INSTDIR\app.old\*.*"
    Return
  ${EndIf}
  ${IfNot} ${FileExists} "$INSTDIR\app.old\${LIST}"
    Push "app.old" ; without a list nobody can tell whose these files are
    Call put_aside
    Return
  ${EndIf}
  Push "$INSTDIR\app.old"
  Call delete_listed
  Pop $0
  ${If} $0 = 0 ; else the next setup tries again
  ${AndIf} ${FileExists} "$INSTDIR\app.old\*.*"
    Push ""
    Call bring_back
  ${EndIf}
  ClearErrors
FunctionEnd

; Takes a name from the stack and gives what lies under it in $INSTDIR another one; an empty folder just goes.
Function put_aside
  Exch $1
  RMDir "$INSTDIR\$1"
  ${If} ${FileExists} "$INSTDIR\$1"
    StrCpy $0 1
    ${DoWhile} ${FileExists} "$INSTDIR\原来的程序文件$0"
      IntOp $0 $0 + 1
    ${Loop}
    ${PatientRename} "$INSTDIR\$1" "$INSTDIR\原来的程序文件$0"
  ${EndIf}
  ClearErrors
  Pop $1
FunctionEnd

; Takes a folder within app.old from the stack ("" or "\sub") and moves what is in it.
Function bring_back
  Exch $0
  Push $1
  Push $2
  CreateDirectory "$INSTDIR\app$0"
  FindFirst $1 $2 "$INSTDIR\app.old$0\*.*"
  ${DoWhile} $2 != ""
    ${If} $2 != "."
    ${AndIf} $2 != ".."
      ${If} ${FileExists} "$INSTDIR\app.old$0\$2\*.*"
      ${AndIf} ${FileExists} "$INSTDIR\app$0\$2\*.*"
        Push "$0\$2"
        Call bring_back
      ${ElseIf} ${FileExists} "$INSTDIR\app$0\$2"
        Rename "$INSTDIR\app.old$0\$2" "$INSTDIR\app$0\$2.old"
      ${Else}
        Rename "$INSTDIR\app.old$0\$2" "$INSTDIR\app$0\$2"
      ${EndIf}
    ${EndIf}
    FindNext $1 $2
  ${Loop}
  FindClose $1
  RMDir "$INSTDIR\app.old$0"
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

; app.new becomes app; what was app becomes app.old. Any failure puts the old one back.
Function swap
  ${Do}
    Call wait_until_closed
    ${IfNot} ${FileExists} "$INSTDIR\app\*.*"
      ${ExitDo}
    ${EndIf}
    ${PatientRename} "$INSTDIR\app" "$INSTDIR\app.old"
    ${IfNot} ${Errors}
      ${ExitDo}
    ${EndIf}
    SetErrorLevel 11
    ${If} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "有程序正打开着${NAME}文件夹里的东西（例如使用手册），还不能换上新版本。$\r$\n$Unharmed$\r$\n请关闭使用手册，以及打开着 $INSTDIR\app 的窗口，再点“重试”。" /SD IDCANCEL IDCANCEL`
      Call give_up_folders
      Quit
    ${EndIf}
    SetErrorLevel -1
  ${Loop}
  ${PatientRename} "$INSTDIR\app.new" "$INSTDIR\app"
  ${If} ${Errors}
    ${If} ${FileExists} "$INSTDIR\app.old\*.*"
      ${PatientRename} "$INSTDIR\app.old" "$INSTDIR\app"
      ${If} ${Errors}
        Call give_up_folders
        ${Refuse} 14 "程序的文件夹被别的程序（多半是杀毒软件）占住，新版本没有换上，原来的${NAME} $Installed 也暂时打不开。$\r$\n它的文件都还在（$INSTDIR\app.old），台账没有动。$\r$\n请过几分钟再运行一次安装程序，它会先恢复原来的版本。"
      ${EndIf}
    ${EndIf}
    Call give_up_folders
    ${Refuse} 14 "新版本的文件夹被别的程序（多半是杀毒软件）占住，没有换上。$\r$\n$Unharmed$\r$\n请过几分钟再运行一次安装程序。"
  ${EndIf}
FunctionEnd

; Keeps in $Unwritten what failed, where something did.
!macro Note WHAT
  Push "${WHAT}"
  Call note_unwritten
!macroend
!define Note `!insertmacro Note`

Function note_unwritten
  Exch $0
  ${If} ${Errors}
    ${If} $Unwritten == ""
      StrCpy $Unwritten $0
    ${Else}
      StrCpy $Unwritten "$Unwritten、$0"
    ${EndIf}
  ${EndIf}
  ClearErrors
  Pop $0
FunctionEnd

Function write_shortcuts
  SetOutPath "$DOCUMENTS" ; the working folder of the shortcuts: nothing is to be kept among the program's files
  ClearErrors ; a folder on a drive that is not there is no harm
  CreateDirectory "$SMPROGRAMS\${NAME}"
  CreateShortCut "$SMPROGRAMS\${NAME}\${NAME}.lnk" "$INSTDIR\app\${PROGRAM}" "" "$INSTDIR\app\${PROGRAM}" 0 SW_SHOWNORMAL "" "乡镇安全生产隐患台账"
  Delete "$SMPROGRAMS\${NAME}\使用手册.lnk"
  !if "${MANUAL}" != ""
    CreateShortCut "$SMPROGRAMS\${NAME}\使用手册.lnk" "$INSTDIR\app\${MANUAL}" "" "" 0 SW_SHOWNORMAL "" "${NAME} 使用手册（PDF，可打印）"
  !endif
  CreateShortCut "$SMPROGRAMS\${NAME}\卸载 ${NAME}.lnk" "$INSTDIR\Uninstall.exe"
  ${Note} "开始菜单里的${NAME}"
  ; One that she has thrown away stays away; in a Windows that does not know the program yet there was none.
  ReadRegStr $0 HKCU "Software\${ID}" "InstallDir"
  ClearErrors
  ${If} $Fresh = 1
  ${OrIf} $0 != $INSTDIR
  ${OrIf} ${FileExists} "$DESKTOP\${NAME}.lnk"
    CreateShortCut "$DESKTOP\${NAME}.lnk" "$INSTDIR\app\${PROGRAM}" "" "$INSTDIR\app\${PROGRAM}" 0 SW_SHOWNORMAL "" "乡镇安全生产隐患台账"
  ${EndIf}
  ${Note} "桌面上的${NAME}"
  SetOutPath "$INSTDIR"
FunctionEnd

Function write_registry
  WriteRegStr HKCU "Software\${ID}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\app\${PROGRAM},0"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
FunctionEnd

; A 台账包 opens in the program by double click.
Function write_association
  WriteRegStr HKCU "${CLASSES}\${PROGID}" "" "${NAME}台账包"
  WriteRegStr HKCU "${CLASSES}\${PROGID}\DefaultIcon" "" "$INSTDIR\app\${PROGRAM},0"
  WriteRegStr HKCU "${CLASSES}\${PROGID}\shell\open\command" "" '"$INSTDIR\app\${PROGRAM}" "%1"'
  WriteRegStr HKCU "${CLASSES}\${EXTENSION}\OpenWithProgids" "${PROGID}" ""
  WriteRegStr HKCU "${CLASSES}\${EXTENSION}" "" "${PROGID}"
  ${Note} "台账包的打开方式"
  Call tell_shell
FunctionEnd

Function open_program
  SetOutPath "$DOCUMENTS"
  Exec '"$INSTDIR\app\${PROGRAM}"'
FunctionEnd

