; The steps of the uninstaller.

Function un.onInit
  SetShellVarContext current
  Call un.begin_alone
  Call un.find_office
  Call un.wait_until_closed
FunctionEnd

; The folder used last, as hazard_desk/office_folder.py finds it; a note of it lies beside the program's settings.
Function un.find_office
  ReadEnvStr $0 "HAZARD_DESK_OFFICE"
  ${If} $0 == ""
    System::Call 'kernel32::CreateFileW(w "$LOCALAPPDATA\${ID}\last-office.txt", i 0x80000000, i 7, p 0, i 3, i 0, p 0) p .r1'
    ${If} $1 P<> -1
      System::Alloc 4096
      Pop $2
      System::Call 'kernel32::ReadFile(p r1, p r2, i 4096, *i .r3, p 0) i .r4'
      ${If} $3 > 0 ; UTF-8
        System::Call 'kernel32::MultiByteToWideChar(i 65001, i 0, p r2, i r3, w .r0, i ${NSIS_MAX_STRLEN}) i .r4'
        StrCpy $0 $0 $4 ; it has no end of its own
      ${EndIf}
      System::Call 'kernel32::CloseHandle(p r1)'
    ${EndIf}
  ${EndIf}
  ${If} $0 == ""
    StrCpy $0 "$DOCUMENTS\隐患台账"
  ${EndIf}
  StrCpy $2 $0
  Call un.without_line_end
  StrCpy $0 $2
  ${If} ${FileExists} "$0\office.db"
    StrCpy $OfficeWords "台账保留不动，仍在：$\r$\n$0"
    StrCpy $OfficeAdvice "企业、检查、隐患、附件和备份都在这个文件夹里；重新装上${NAME}就能接着用，也可以把整个文件夹拷到别的电脑上。"
  ${Else}
    StrCpy $OfficeWords "台账保留不动。上次用的台账文件夹现在不在这里：$\r$\n$0"
    StrCpy $OfficeAdvice "它可能在没有插上的盘里，或者已经移到别处；请先找到它再清理磁盘。"
  ${EndIf}
FunctionEnd

; Only what is still ours: she may have given the files to another program since.
Function un.remove_association
  ReadRegStr $0 HKCU "${CLASSES}\${PROGID}\shell\open\command" ""
  ${If} $0 == '"$INSTDIR\app\${PROGRAM}" "%1"'
    DeleteRegKey HKCU "${CLASSES}\${PROGID}"
    DeleteRegValue HKCU "${CLASSES}\${EXTENSION}\OpenWithProgids" "${PROGID}"
    ReadRegStr $0 HKCU "${CLASSES}\${EXTENSION}" ""
    ${If} $0 == "${PROGID}"
      DeleteRegValue HKCU "${CLASSES}\${EXTENSION}" ""
    ${EndIf}
    DeleteRegKey /ifnovalues HKCU "${CLASSES}\${EXTENSION}\OpenWithProgids"
    ReadRegStr $0 HKCU "${CLASSES}\${EXTENSION}" ""
    ${If} $0 == ""
      DeleteRegKey /ifempty HKCU "${CLASSES}\${EXTENSION}"
    ${EndIf}
    Call un.tell_shell
  ${EndIf}
FunctionEnd
