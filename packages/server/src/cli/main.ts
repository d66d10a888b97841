/** The program: `fabula <command>`. Exit codes: 0 done, 1 failed, 2 not understood. */
import { runCommand } from './run-command.ts';

process.exitCode = await runCommand(process.argv.slice(2), {
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
});
