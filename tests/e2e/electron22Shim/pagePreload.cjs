/** Runs in the sandboxed page before the program's own preload script: Electron 22 keeps a file's path on the file. */
'use strict';
require('electron').webUtils = { getPathForFile: (file) => file.path };
