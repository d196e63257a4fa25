import { useTranslate } from 'react-admin';
import { usePercent } from '../agents/use-points.ts';
import type { Merge } from '../api/types.ts';

/** Says why two items were taken for one. */
export function useMergeReason(): (merge: Pick<Merge, 'reason' | 'similarity'>) => string {
  const translate = useTranslate();
  const percent = usePercent();
  return ({ reason, similarity }) => translate(`app.merges.reason.${reason}`, { share: percent(similarity) });
}
