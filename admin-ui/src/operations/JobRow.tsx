import { Box, LinearProgress, TableCell, TableRow } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Job, JobStatus } from '../api/types.ts';
import { ToneChip } from '../widgets/StateChip.tsx';
import { When } from '../widgets/When.tsx';
import { ErrorText } from './ErrorText.tsx';
import { ReplayButton } from './ReplayButton.tsx';
import type { Replay } from './use-replay.ts';

const tones = {
  waiting: 'quiet',
  running: 'info',
  set_aside: 'bad',
  done: 'good',
} as const satisfies Record<JobStatus, string>;

export function JobRow({ job, replay }: { job: Job; replay: Replay<number> }) {
  const translate = useTranslate();
  return (
    <TableRow data-testid="job-row" data-job-id={job.id} data-status={job.status}>
      <TableCell align="right" sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {job.id}
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        {translate(`app.operations.queue.${job.queue}`, { _: job.queue })}
      </TableCell>
      <TableCell>
        <Status job={job} />
      </TableCell>
      <TableCell align="right" sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {job.attempts}
        {job.replays > 0 && (
          <Box component="div" sx={{ color: 'text.secondary', fontSize: '.85em', whiteSpace: 'nowrap' }}>
            {translate('app.operations.jobs.replays', { smart_count: job.replays })}
          </Box>
        )}
      </TableCell>
      <TableCell sx={{ width: '40%' }}>
        {job.error === null ? '—' : <ErrorText text={job.error} muted={job.status !== 'set_aside'} />}
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <When at={job.createdAt} exact />
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>{job.finishedAt ? <When at={job.finishedAt} exact /> : '—'}</TableCell>
      {replay.may && (
        <TableCell align="right">
          {job.status === 'set_aside' && (
            <ReplayButton of={`#${job.id}`} going={replay.going === job.id} onReplay={() => replay.start(job.id)} />
          )}
        </TableCell>
      )}
    </TableRow>
  );
}

function Status({ job }: { job: Job }) {
  const translate = useTranslate();
  const label = translate(`app.operations.jobs.status.${job.status}`);
  if (job.status !== 'running') return <ToneChip tone={tones[job.status]} label={label} />;
  return (
    <Box sx={{ display: 'grid', gap: 0.5, width: 110 }}>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center' }}>
        <ToneChip tone={tones.running} label={label} />
        <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums', fontSize: '.9em' }}>
          {job.progress}%
        </Box>
      </Box>
      <LinearProgress
        variant="determinate"
        value={job.progress}
        aria-label={translate('app.operations.jobs.progress', { n: job.id })}
      />
    </Box>
  );
}
