@echo off
rem The same check on Windows, by the bash that comes with Git. WSL's bash is another system with another .NET, so it is not searched for.
setlocal
for %%B in ("%ProgramFiles%\Git\bin\bash.exe" "%LocalAppData%\Programs\Git\bin\bash.exe") do (
    if exist %%B (
        %%B "%~dp0check" %*
        goto :end
    )
)
echo check needs Git for Windows: get it from https://git-scm.com/download/win, or run the steps that the file check lists. 1>&2
exit /b 2
:end
exit /b %ERRORLEVEL%
