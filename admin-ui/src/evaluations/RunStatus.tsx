import { useTranslate } from 'react-admin';
import type { EvaluationRun } from '../api/types.ts';
import { ToneChip } from '../widgets/StateChip.tsx';

type Status = EvaluationRun['status'];
const tones = { queued: 'quiet', running: 'info', done: 'good', failed: 'bad', cancelled: 'quiet' } as const;

export function RunStatus({ status }: { status: string }) {
  const translate = useTranslate();
  const known = Object.hasOwn(tones, status) ? (status as Status) : 'queued';
  return <ToneChip tone={tones[known]} label={translate(`app.evaluations.status.${known}`)} />;
}

export const hasEnded = (run: EvaluationRun | undefined) =>
  run !== undefined && run.status !== 'queued' && run.status !== 'running';
