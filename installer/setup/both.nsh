; What the setup and the uninstaller both do.

; Says why not, in three parts, and ends with this code. In silence the code alone tells.
!macro Refuse CODE TEXT
  SetErrorLevel ${CODE}
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  Quit
!macroend
!define Refuse `!insertmacro Refuse`

!macro Common
; One at a time. The handle is never closed: Windows does it when we end, however that comes.
Function ${UN}begin_alone
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "${AT_WORK}") p .r0 ?e'
  Pop $1
  ${If} $1 = 183
  ${OrIf} $1 = 5
    ${Refuse} 16 "${NAME}的另一个安装或卸载程序正在进行，这一个没有开始。$\r$\n程序和台账都没有动。$\r$\n请等那一个做完，再试一次。"
  ${EndIf}
FunctionEnd

; Takes a file's path from the stack, gives back 1 where somebody runs it or holds it open.
Function ${UN}is_held
  Exch $0
  Push $1
  ${If} ${FileExists} "$0"
    System::Call 'kernel32::CreateFileW(w r0, i 0x40000000, i 7, p 0, i 3, i 0, p 0) p .r1 ?e'
    Pop $0
    ${If} $1 P<> -1
      System::Call 'kernel32::CloseHandle(p r1)'
      StrCpy $0 0
    ${ElseIf} $0 = 32
    ${OrIf} $0 = 33
    ${OrIf} $0 = 1224
      StrCpy $0 1
    ${Else} ; no permission is another matter: renaming will tell
      StrCpy $0 0
    ${EndIf}
  ${Else}
    StrCpy $0 0
  ${EndIf}
  Pop $1
  Exch $0
FunctionEnd

; Asks to close the program for as long as it runs: 重试, or 取消 which ends this.
Function ${UN}wait_until_closed
  ${Do}
    System::Call 'kernel32::OpenMutexW(i 0x100000, i 0, w "${RUNNING}") p .r0 ?e'
    Pop $1
    ${If} $0 P<> 0
      System::Call 'kernel32::CloseHandle(p r0)'
      StrCpy $2 1
    ${ElseIf} $1 = 5 ; there, but opened as an administrator
      StrCpy $2 1
    ${Else}
      Push "$INSTDIR\app\${PROGRAM}"
      Call ${UN}is_held
      Pop $2
      ${If} $2 = 0
        Push "$INSTDIR\app\${COMMAND_LINE}"
        Call ${UN}is_held
        Pop $2
      ${EndIf}
    ${EndIf}
    ${If} $2 = 0
      Return
    ${EndIf}
    SetErrorLevel 11
    ${If} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME}正在运行，先要关闭它。$\r$\n程序和台账都还没有动，正在填写的内容也没有动。$\r$\n请在${NAME}里保存并关闭窗口，再点“重试”；现在不方便就点“取消”。" /SD IDCANCEL IDCANCEL`
      !if "${UN}" == ""
        ${If} $Unpacking = 1
          Call give_up_folders
        ${EndIf}
      !endif
      Quit
    ${EndIf}
    SetErrorLevel -1 ; none yet
  ${Loop}
FunctionEnd

; Takes a folder from the stack and deletes in it what its list names; the list itself last. Gives back how many files
; would not go ($Failed names one); a folder without a list is left alone.
Function ${UN}delete_listed
  Exch $0 ; the folder
  Push $1 ; the list
  Push $2 ; a line of it
  Push $3 ; of it
  Push $4 ; how many would not go
  StrCpy $4 0
  ${If} ${FileExists} "$0\${LIST}"
    ClearErrors
    FileOpen $1 "$0\${LIST}" r
    ${IfNot} ${Errors}
      FileReadUTF16LE $1 $2 ; the version
      ${Do}
        ClearErrors
        FileReadUTF16LE $1 $2
        ${If} ${Errors}
          ${ExitDo}
        ${EndIf}
        Call ${UN}without_line_end
        StrCpy $3 $2 2
        ${If} $3 == "/ "
          StrCpy $2 $2 "" 2
          RMDir "$0\$2" ; only when nothing of others is in it
        ${Else}
          StrCpy $2 $2 "" 20
          ${If} $2 != ""
          ${AndIf} ${FileExists} "$0\$2"
            ClearErrors
            Delete "$0\$2"
            ${If} ${Errors}
              IntOp $4 $4 + 1
              StrCpy $Failed $2
            ${EndIf}
          ${EndIf}
        ${EndIf}
      ${Loop}
      FileClose $1
      ${If} $4 = 0
        Delete "$0\${LIST}"
        RMDir "$0"
      ${EndIf}
    ${EndIf}
  ${EndIf}
  ClearErrors
  StrCpy $0 $4
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Exch $0
FunctionEnd

; Takes the line end from $2.
Function ${UN}without_line_end
  Push $0
  ${Do}
    StrCpy $0 $2 1 -1
    ${If} $0 == "$\r"
    ${OrIf} $0 == "$\n"
      StrCpy $2 $2 -1
    ${Else}
      ${ExitDo}
    ${EndIf}
  ${Loop}
  Pop $0
FunctionEnd

Function ${UN}tell_shell
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
FunctionEnd
!macroend

!define UN ""
!insertmacro Common
!undef UN
!define UN "un."
!insertmacro Common
!undef UN

