@echo off
rem Runs Bactrian from this folder: a release as it is; sources are built when they never were. After a
rem change of sources run mvnw.cmd package.
rem usage: bactrian COMMAND ...      (bactrian --help)
rem   env: JAVA_HOME or java on the PATH (17 or newer), unless runtime\ is there; BACTRIAN_OPTS, options for Java
setlocal
set "HOME_DIR=%~dp0"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%HOME_DIR%runtime\bin\java.exe" set "JAVA=%HOME_DIR%runtime\bin\java.exe"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo bactrian: No Java found. Install a JDK, 17 or newer, or set JAVA_HOME to one. 1>&2
  exit /b 1
)
set "MAJOR=0"
for /f "tokens=3" %%v in ('"%JAVA%" -version 2^>^&1 ^| findstr /i " version "') do (
  for /f "delims=.-+ tokens=1" %%m in ("%%~v") do set "MAJOR=%%m"
)
if %MAJOR% LSS 17 (
  echo bactrian: %JAVA% is Java %MAJOR%. Bactrian needs 17 or newer: set JAVA_HOME to one. 1>&2
  exit /b 1
)
set "CLASSES=%HOME_DIR%target\classes;%HOME_DIR%target\lib\*"
if exist "%HOME_DIR%app" set "CLASSES=%HOME_DIR%app\*"
if exist "%HOME_DIR%app" goto run
if exist "%HOME_DIR%target\classes" if exist "%HOME_DIR%target\lib" goto run
echo Building Bactrian (first time: downloads libraries)... 1>&2
pushd "%HOME_DIR%"
call mvnw.cmd -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true package 1>&2
if errorlevel 1 (
  popd
  echo bactrian: The build failed; the lines above say why. The first one needs the Internet. 1>&2
  exit /b 1
)
popd
:run
set "FAST=-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
if "%~1"=="run" set "FAST="
"%JAVA%" -Xshare:auto -XX:+ExitOnOutOfMemoryError %FAST% %BACTRIAN_OPTS% -cp "%CLASSES%;%HOME_DIR%lib\*" io.bactrian.cli.Main %*
rem `run` itself never ends with 3: Java does, when its memory is full
set "CODE=%errorlevel%"
if "%~1"=="run" if "%CODE%"=="3" set "CODE=70"
exit /b %CODE%
