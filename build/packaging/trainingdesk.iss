; Inno Setup 6: an installer for one user, without administrator rights. Compile on Windows after build/packaging/trainingdesk.spec was run
; there:  iscc /DSource=dist\trainingdesk build\packaging\trainingdesk.iss
#ifndef Source
  #define Source "..\..\dist\trainingdesk"
#endif
[Setup]
AppId={{5B1B7C1E-6D0B-4C56-9B3A-0F5B7B5C9A41}
AppName=县职业技能培训工作台
AppVersion=0.1.0
DefaultDirName={localappdata}\Programs\TrainingDesk
DefaultGroupName=县职业技能培训工作台
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
OutputBaseFilename=trainingdesk-0.1.0-setup
Compression=lzma2
SolidCompression=yes
LicenseFile=..\..\LICENSE
UninstallDisplayIcon={app}\trainingdesk.exe
; The data of the desk lie under {localappdata}\TrainingDesk and are left where they are.
[Languages]
Name: "zh"; MessagesFile: "compiler:Languages\ChineseSimplified.isl"
Name: "en"; MessagesFile: "compiler:Default.isl"
[Files]
Source: "{#Source}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion
[Icons]
Name: "{group}\县职业技能培训工作台"; Filename: "{app}\trainingdesk.exe"
Name: "{userdesktop}\县职业技能培训工作台"; Filename: "{app}\trainingdesk.exe"
[Run]
Filename: "{app}\trainingdesk.exe"; Description: "{cm:LaunchProgram,县职业技能培训工作台}"; Flags: nowait postinstall skipifsilent
