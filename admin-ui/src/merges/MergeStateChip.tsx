import { Chip } from '@mui/material';
import { useTranslate } from 'react-admin';

/** Whether two items are one now, or were taken apart. */
export function MergeStateChip({ apart }: { apart: boolean }) {
  const translate = useTranslate();
  return (
    <Chip
      size="small"
      variant={apart ? 'outlined' : 'filled'}
      label={translate(apart ? 'app.merges.apart' : 'app.merges.joined')}
      sx={{ height: 21, fontSize: '.77rem' }}
    />
  );
}
