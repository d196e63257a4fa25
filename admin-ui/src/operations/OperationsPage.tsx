import { Box } from '@mui/material';
import { useCanAccess, usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import { AccessDenied } from '../layout/failed-pages.tsx';
import { HeardOnly } from '../widgets/HeardOnly.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { LoadingMessage } from '../widgets/StateMessage.tsx';
import { Jobs } from './Jobs.tsx';
import { Processes } from './Processes.tsx';
import { SetAsideDecisions } from './SetAsideDecisions.tsx';

/** What runs, what work waits or is stuck, and the way to have it tried again. */
export function OperationsPage() {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  const { canAccess, isPending } = useCanAccess({ resource: 'operations', action: 'list' });
  const title = translate('resources.operations.name', { smart_count: 2 });
  if (isPending) return <LoadingMessage />;
  if (!canAccess) return <AccessDenied />;
  return (
    <Box sx={{ pt: 1.5, pb: 4, display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2.5 }}>
      <PageTitle title={title} />
      <HeardOnly>{title}</HeardOnly>
      {permissions.includes('replicas:read') && <Processes />}
      <SetAsideDecisions />
      <Jobs />
    </Box>
  );
}
