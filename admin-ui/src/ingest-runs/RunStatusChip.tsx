import { useTranslate } from 'react-admin';
import type { RunFile, RunStatus } from '../api/types.ts';
import { ToneChip } from '../widgets/StateChip.tsx';

const runTones = {
  queued: 'quiet',
  running: 'info',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'quiet',
} as const satisfies Record<RunStatus, string>;
const fileTones = {
  pending: 'quiet',
  new: 'good',
  changed: 'info',
  unchanged: 'quiet',
  failed: 'bad',
  skipped: 'wait',
} as const satisfies Record<RunFile['status'], string>;

export function RunStatusChip({ status }: { status: RunStatus }) {
  const translate = useTranslate();
  return <ToneChip tone={runTones[status]} label={translate(`app.runs.status.${status}`)} />;
}

/** Says that nothing of a run is stored. */
export function DryRunChip() {
  return <ToneChip tone="wait" label={useTranslate()('app.runs.dry_run_chip')} />;
}

export function FileStatusChip({ status }: { status: RunFile['status'] }) {
  const translate = useTranslate();
  return <ToneChip tone={fileTones[status]} label={translate(`app.runs.file_status.${status}`)} />;
}
