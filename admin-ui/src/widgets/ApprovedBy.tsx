import { Box } from '@mui/material';
import { useTranslate } from 'react-admin';
import { roles } from '../../../graph-schema/index.ts';
import type { Item } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { Actor } from './Actor.tsx';
import { ApprovalChip } from './StateChip.tsx';
import { When } from './When.tsx';

type Approved = Pick<Item, 'approval' | 'approvedBy' | 'version' | 'decidedByName' | 'decidedAt'>;

/** Who stands behind what is shown, how, in which version and since when. */
export function ApprovedBy({ of: { approval, approvedBy, version, decidedByName, decidedAt } }: { of: Approved }) {
  const translate = useTranslate();
  const labels = useLabels();
  const names = (approvedBy ?? []).map(({ byName, role }) =>
    translate('app.approver', { name: byName, role: labels.of(roles, role) }),
  );
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
      {names.length === 0 ? (
        <Actor name={decidedByName} />
      ) : (
        <span data-testid="approvers">{translate('app.approved_by', { names: names.join(translate('app.and')) })}</span>
      )}
      <When at={decidedAt} exact />
    </Box>
  );
}
