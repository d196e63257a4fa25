import { useTranslate } from 'react-admin';
import { usePercent } from '../agents/use-points.ts';
import type { FlowCounts } from './step-flow.ts';

/** Says how many calls went so and how they ended: 23 of 45 calls, 82% solved. Empty where nothing was counted. */
export function useCountText(): (counts: FlowCounts, total?: number | null) => string {
  const translate = useTranslate();
  const percent = usePercent();
  return ({ calls, share, solvedShare }, total = null) => {
    const parts: string[] = [];
    if (calls === null && share !== null) parts.push(translate('app.flow.share', { share: percent(share) }));
    if (calls !== null)
      parts.push(
        // Calls of unknown end are in neither number, so that none can exceed the other; if it does, it was counted elsewhere.
        total !== null && total >= calls
          ? translate('app.flow.calls_of', { calls, total })
          : translate('app.flow.calls', { smart_count: calls }),
      );
    if (solvedShare !== null && calls !== 0) parts.push(translate('app.flow.solved', { share: percent(solvedShare) }));
    return parts.join(translate('app.flow.comma'));
  };
}
