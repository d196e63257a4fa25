import { useEffect, useRef, useState } from 'react';
import { followEvents } from './event-stream.ts';
import { useHttp } from './http-context.ts';

/** A run as it goes on; the record as it was read once it is over or paused. */
export function useRunProgress<R extends { readonly id: string; readonly status: string }>(
  resource: 'ingest-runs' | 'mining-runs',
  run: R,
  onDone: () => void,
): R {
  const http = useHttp();
  const [latest, setLatest] = useState(run);
  const done = useRef(onDone);
  done.current = onDone;
  const going = run.status === 'queued' || run.status === 'running';
  useEffect(() => {
    if (!going) return;
    return followEvents(http, {
      path: `${resource}/${encodeURIComponent(run.id)}/events`,
      onState: (state) => state === 'closed' && done.current(),
      isLast: (event) => event.type === 'done',
      onEvent: (event) => {
        if (event.type === 'progress') setLatest(event.data as R);
      },
    });
  }, [http, resource, run.id, going]);
  return going ? latest : run;
}
