import { Box } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Item } from '../api/types.ts';
import { Actor } from './Actor.tsx';
import { ApprovalChip } from './StateChip.tsx';
import { When } from './When.tsx';

type Approved = Pick<Item, 'approval' | 'version' | 'decidedByName' | 'decidedAt'>;

/** Who stands behind what is shown, how, in which version and since when. */
export function ApprovedBy({ of: { approval, version, decidedByName, decidedAt } }: { of: Approved }) {
  const translate = useTranslate();
  return (
    <Box
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        gap: 1,
        mt: 0.5,
        alignItems: 'center',
        color: 'text.secondary',
        fontSize: '.88rem',
      }}
    >
      <ApprovalChip approval={approval} />
      <span>{translate('app.version_n', { n: version })}</span>
      <Actor name={decidedByName} />
      <When at={decidedAt} exact />
    </Box>
  );
}
