#!/usr/bin/env node
/** Entry of the program. Imports nothing before the Node version is known to be new enough. @module */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 13)) {
  const { runProgram } = await import('./program.ts');
  await runProgram(process.argv);
} else {
  process.stderr.write(`causeway: want Node.js 22.13 or later, got ${process.versions.node}\n`);
  process.exitCode = 69;
}
