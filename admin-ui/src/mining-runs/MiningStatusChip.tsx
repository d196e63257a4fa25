import { useTranslate } from 'react-admin';
import type { MiningRun } from '../api/types.ts';
import { ToneChip } from '../widgets/StateChip.tsx';

const tones = {
  queued: 'quiet',
  running: 'info',
  paused: 'wait',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'quiet',
} as const satisfies Record<MiningRun['status'], string>;

export function MiningStatusChip({ status }: { status: MiningRun['status'] }) {
  const translate = useTranslate();
  return <ToneChip tone={tones[status]} label={translate(`app.mining_runs.status.${status}`)} />;
}
