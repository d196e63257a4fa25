import { Alert } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { MovedPart } from '../api/types.ts';

/** What was decided about a part's item since the proposal was drawn up. */
export function MovedMark({ moved: { baseVersion, latestVersion } }: { moved: MovedPart }) {
  const translate = useTranslate();
  const values = { base: baseVersion ?? 0, latest: latestVersion ?? 0 };
  const text =
    baseVersion === null
      ? translate('app.proposals.part_published', values)
      : baseVersion === latestVersion
        ? translate('app.proposals.part_decided', values)
        : translate('app.proposals.part_moved', values);
  return (
    <Alert severity="warning" sx={{ py: 0 }}>
      {text}
    </Alert>
  );
}
