@echo off
rem Runs the command line of makebeliv, and builds it first if it is missing or older than its
rem sources. Needs a JDK 17 or newer and, for building, Maven 3.8 or newer. See: makebeliv --help
setlocal
set "MAKEBELIV_HOME=%~dp0"
set "MAKEBELIV_APP=%~dp0makebeliv-examples\target\app"
set "MAKEBELIV_JAVA=java"
if defined JAVA_HOME set "MAKEBELIV_JAVA=%JAVA_HOME%\bin\java"

if not exist "%MAKEBELIV_APP%\makebeliv.jar" goto build
if not exist "%MAKEBELIV_APP%\built" goto build
rem Exit code 3: a source is newer than the build. A deleted source changes its folder.
powershell -NoProfile -NonInteractive -Command "$built = (Get-Item -LiteralPath ($env:MAKEBELIV_APP + '\built')).LastWriteTimeUtc; Set-Location -LiteralPath $env:MAKEBELIV_HOME; if (Get-Item -Path pom.xml, makebeliv-*\pom.xml, makebeliv-*\src\main | ForEach-Object { $_; if ($_.PSIsContainer) { Get-ChildItem -LiteralPath $_.FullName -Recurse } } | Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1) { exit 3 }"
if %errorlevel% equ 3 goto build
goto start

:build
where mvn >nul 2>nul
if errorlevel 1 (
  echo makebeliv: Maven is needed to build it; install Maven 3.8 or newer, or put mvn on the PATH. 1>&2
  exit /b 1
)
echo makebeliv: building it; the first time this also fetches libraries ... 1>&2
if not exist "%MAKEBELIV_APP%" mkdir "%MAKEBELIV_APP%"
rem Dated before the build: a source saved while it runs is newer.
type nul > "%MAKEBELIV_APP%\building"
pushd "%MAKEBELIV_HOME%"
call mvn -q -B -pl makebeliv-examples -am package -P "!checks" -Dmaven.test.skip=true -Djacoco.skip=true -Dcompiler.warnings=-nowarn -Denforcer.skip=true 1>&2
if errorlevel 1 (
  popd
  echo makebeliv: the build failed; the messages above say why. 1>&2
  exit /b 1
)
popd
move /y "%MAKEBELIV_APP%\building" "%MAKEBELIV_APP%\built" >nul

:start
rem More decoders, or voices, can be added by the usual CLASSPATH. JACK is reached by native code.
set "MAKEBELIV_JARS=%MAKEBELIV_APP%\makebeliv.jar"
if defined CLASSPATH set "MAKEBELIV_JARS=%MAKEBELIV_JARS%;%CLASSPATH%"
"%MAKEBELIV_JAVA%" --enable-native-access=ALL-UNNAMED -cp "%MAKEBELIV_JARS%" io.makebeliv.examples.Makebeliv %*
exit /b %errorlevel%
