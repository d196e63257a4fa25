import { useEffect, useRef, useState } from 'react';
import { followEvents } from '../api/event-stream.ts';
import { useHttp } from '../api/http-context.ts';
import type { MiningRun } from '../api/types.ts';

/** The mining as it goes on; the record as it was read once it is over or paused. */
export function useMiningProgress(run: MiningRun, onDone: () => void): MiningRun {
  const http = useHttp();
  const [latest, setLatest] = useState(run);
  const done = useRef(onDone);
  done.current = onDone;
  const going = run.status === 'queued' || run.status === 'running';
  useEffect(() => {
    if (!going) return;
    return followEvents(http, {
      path: `mining-runs/${encodeURIComponent(run.id)}/events`,
      onState: (state) => state === 'closed' && done.current(),
      isLast: (event) => event.type === 'done',
      onEvent: (event) => {
        if (event.type === 'progress') setLatest(event.data as MiningRun);
      },
    });
  }, [http, run.id, going]);
  return going ? latest : run;
}
