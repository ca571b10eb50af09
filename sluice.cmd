@echo off
rem Runs sluice from this clone; the build does nothing when nothing has changed.
setlocal
where dotnet >nul 2>nul || (echo sluice is built with the .NET 10 SDK, which is not on the PATH: see https://dotnet.microsoft.com/download 1>&2 & exit /b 3)
set "SLUICE_LOG=%TEMP%\sluice-build-%RANDOM%.log"
set DOTNET_TieredPGO=0
rem The SDK is the one of this clone's global.json, which is looked for from the current directory.
pushd "%~dp0" || exit /b 3
dotnet build src\Sluice.Cli --configuration Release --verbosity quiet --nologo -nodeReuse:false -p:UseSharedCompilation=false -p:QuickBuild=true >"%SLUICE_LOG%" 2>&1 || (popd & type "%SLUICE_LOG%" 1>&2 & exit /b 3)
popd
del "%SLUICE_LOG%" >nul 2>nul
set DOTNET_TieredPGO=
dotnet "%~dp0src\Sluice.Cli\bin\Release\net10.0\Sluice.Cli.dll" %*
exit /b %ERRORLEVEL%
