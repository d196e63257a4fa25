import { useEffect, useRef, useState } from 'react';
import { followEvents } from '../api/event-stream.ts';
import { useHttp } from '../api/http-context.ts';
import type { IngestRun } from '../api/types.ts';

/** The run as it goes on; the record as it was read once it is over. */
export function useRunProgress(run: IngestRun, onDone: () => void): IngestRun {
  const http = useHttp();
  const [latest, setLatest] = useState(run);
  const done = useRef(onDone);
  done.current = onDone;
  const going = run.status === 'queued' || run.status === 'running';
  useEffect(() => {
    if (!going) return;
    return followEvents(http, {
      path: `ingest-runs/${encodeURIComponent(run.id)}/events`,
      onState: (state) => state === 'closed' && done.current(),
      isLast: (event) => event.type === 'done',
      onEvent: (event) => {
        if (event.type === 'progress') setLatest(event.data as IngestRun);
      },
    });
  }, [http, run.id, going]);
  return going ? latest : run;
}
