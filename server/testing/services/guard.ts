import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { killTree } from './process-tree.ts';

// Outlives whoever started it by a moment: when its input ends, it ends the servers that were not stopped and
// deletes their folders. Each line says what is to be ended so far: {"folder": ..., "pid": ... | null}, or
// {"folder": ..., "gone": true}.
const watched = new Map<string, number | null>();

// Ctrl-C reaches a whole terminal; the guard ends when its input does.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

for await (const line of createInterface(process.stdin)) {
  const said = JSON.parse(line) as { folder: string; pid?: number | null; gone?: boolean };
  if (said.gone === true) watched.delete(said.folder);
  else watched.set(said.folder, said.pid ?? null);
}
for (const [folder, pid] of watched) {
  if (pid !== null) await killTree(pid);
  rmSync(folder, { recursive: true, force: true });
}
