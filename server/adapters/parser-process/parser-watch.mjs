// A thread of its own, which goes on while the parser hangs in a loop: ends the process when it needs more memory than
// it may, or when the process that started it is gone.
import { workerData } from 'node:worker_threads';

const { limit, parent } = workerData;
const megabytes = new Int32Array(limit);
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  // A signal that nobody else sends tells the parent why.
  if (process.memoryUsage.rss() / 1_048_576 > Atomics.load(megabytes, 0)) process.kill(process.pid, 'SIGUSR2');
}, 50);
