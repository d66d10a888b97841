// `npm start` runs us below a shell below npm. A signal to npm ends the shell, which does not pass it on, and a killed npm
// ends nothing: the server would go on without anybody who knows of it. So it looks whether they are still there.
import { execFile } from 'node:child_process';

const lookEveryMs = 200;

/** Sends this process a SIGTERM when the npm or the shell that started it is gone. Does nothing when npm did not. */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const shell = process.ppid;
  let npm = shell;
  execFile('ps', ['-o', 'ppid=', '-p', String(shell)], (error, parent) => {
    if (error === null && Number(parent) > 1) npm = Number(parent);
  });
  const timer = setInterval(() => {
    if (process.ppid === shell && isThere(npm)) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, lookEveryMs);
  timer.unref();
  // A signal that reached us as well (Ctrl-C reaches all three) must not be followed by a second one: that means "at once".
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      clearInterval(timer);
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}

function isThere(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
