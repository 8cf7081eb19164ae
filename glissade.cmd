@echo off
rem Runs the tool, and first builds it in Release if a source file is newer than the last build: glissade train
setlocal
set "root=%~dp0"
set "project=%root%src\Glissade.Cli"
set "tool=%project%\bin\tool"

where dotnet >nul 2>nul
if errorlevel 1 (
    echo error: there is no .NET on this machine 1>&2
    echo   where: the program 'dotnet' is not on the PATH 1>&2
    echo   expected: the .NET SDK 10 1>&2
    echo   try: get it from https://dotnet.microsoft.com/download/dotnet/10.0 1>&2
    exit /b 2
)

rem robocopy only lists (/L): name, time and length of every source file, to be compared with the list of the last build. PowerShell would take longer to start than all of this may.
if not exist "%tool%\Glissade.Cli.dll" goto :build
if not exist "%tool%\sources.txt" goto :build
call :sources "%TEMP%\glissade-sources-%RANDOM%%RANDOM%.txt"
fc /b "%list%" "%tool%\sources.txt" >nul 2>nul
if errorlevel 1 (
    del "%list%" 2>nul
    goto :build
)
del "%list%" 2>nul
goto :run

:build
echo building... 1>&2
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
set MSBUILDDISABLENODEREUSE=1
set DOTNET_CLI_USE_MSBUILD_SERVER=0
if not exist "%project%\bin" mkdir "%project%\bin"
set "log=%project%\bin\tool.log"
call :sources "%project%\bin\tool.sources.txt"
set "machine=x64"
if /i "%PROCESSOR_ARCHITECTURE%"=="ARM64" set "machine=arm64"
dotnet publish "%project%" --configuration Release --runtime win-%machine% --no-self-contained -p:PublishReadyToRun=true --output "%tool%" --verbosity quiet --nologo >"%log%" 2>&1
if not errorlevel 1 goto :built
dotnet publish "%project%" --configuration Release --output "%tool%" --verbosity quiet --nologo >"%log%" 2>&1
if not errorlevel 1 goto :built
type "%log%" 1>&2
echo error: the tool could not be built; what the compiler says stands above 1>&2
exit /b 1

:built
move /y "%project%\bin\tool.sources.txt" "%tool%\sources.txt" >nul

:run
dotnet "%tool%\Glissade.Cli.dll" %*
exit /b %ERRORLEVEL%

:sources
rem Name, time and length of every source file, into the file %1.
set "list=%~1"
robocopy "%root%src" "%TEMP%\glissade-nothing" /L /E /XD bin obj /NJH /NJS /NDL /NC /FP /TS /R:0 /W:0 >"%list%" 2>nul
for %%F in ("%root%Directory.Build.props" "%root%Directory.Packages.props" "%root%global.json") do echo %%~tF %%~zF %%F>>"%list%"
exit /b 0
