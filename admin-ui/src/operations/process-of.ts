/** Whose guidance a projection is, by its name `state:HOST:PID:RUN`; null when it is no process's own. */
export function processOf(projection: string): { readonly host: string; readonly pid: string } | null {
  const [, host, pid] = /^state:(.+):(\d+):[^:]+$/.exec(projection) ?? [];
  return host === undefined || pid === undefined ? null : { host, pid };
}
