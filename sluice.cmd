@echo off
rem Runs sluice from this clone; the build does nothing when nothing has changed.
setlocal
where dotnet >nul 2>nul || (echo sluice is built with the .NET 10 SDK, which is not on the PATH: see https://dotnet.microsoft.com/download 1>&2 & exit /b 3)
set "SLUICE_LOG=%TEMP%\sluice-build-%RANDOM%.log"
dotnet build "%~dp0src\Sluice.Cli" --configuration Release --verbosity quiet --nologo >"%SLUICE_LOG%" 2>&1 || (type "%SLUICE_LOG%" 1>&2 & exit /b 3)
del "%SLUICE_LOG%" >nul 2>nul
dotnet "%~dp0src\Sluice.Cli\bin\Release\net10.0\Sluice.Cli.dll" %*
exit /b %ERRORLEVEL%
