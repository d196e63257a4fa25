import {
  Box,
  Button,
  MenuItem,
  Pagination,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  TextField,
} from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { itemKinds } from '../../../graph-schema/index.ts';
import type { Permissions } from '../access/permissions.ts';
import type { HealthRow } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { useTimes } from '../i18n/use-times.ts';
import { VersionActions } from '../items/VersionActions.tsx';
import { KindChip } from '../widgets/KindChip.tsx';
import { ApprovalChip } from '../widgets/StateChip.tsx';
import { ErrorMessage, LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { type QueueName, queuePage, useHealthApi } from './health-api.ts';
import { VerifiedMark } from './VerifiedMark.tsx';
import { VerifyButton } from './VerifyButton.tsx';

/** One queue, the most pressing first; each row opens the item and offers what mends it. */
export function HealthQueue({ name, onChanged }: { name: QueueName; onChanged: () => void }) {
  const api = useHealthApi();
  const translate = useTranslate();
  const labels = useLabels();
  const [page, setPage] = useState(1);
  const [kind, setKind] = useState('');
  const rows = useQuery({
    queryKey: ['health', 'queue', name, page, kind],
    queryFn: () => api.queue(name, page, kind),
    placeholderData: keepPreviousData,
  });
  if (rows.isPending) return <LoadingMessage />;
  if (rows.error) return <ErrorMessage error={rows.error} onRetry={() => void rows.refetch()} />;
  const changed = () => {
    void rows.refetch();
    onChanged();
  };
  const pages = Math.ceil(rows.data.total / queuePage);
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <TextField
        select
        size="small"
        margin="none"
        label={translate('resources.items.fields.kind')}
        value={kind}
        onChange={(event) => {
          setKind(event.target.value);
          setPage(1);
        }}
        sx={{ minWidth: 180, justifySelf: 'start' }}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      >
        <MenuItem value="">{translate('app.health.all_kinds')}</MenuItem>
        {itemKinds.map((id) => (
          <MenuItem key={id} value={id}>
            {labels.kind(id)}
          </MenuItem>
        ))}
      </TextField>
      {rows.data.items.length === 0 ? (
        <StateMessage title={translate('app.health.empty')} />
      ) : (
        <QueueTable rows={rows.data.items} onChanged={changed} />
      )}
      {pages > 1 && (
        <Pagination count={pages} page={page} onChange={(_, next) => setPage(next)} sx={{ justifySelf: 'center' }} />
      )}
    </Box>
  );
}

function QueueTable({ rows, onChanged }: { rows: readonly HealthRow[]; onChanged: () => void }) {
  const translate = useTranslate();
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Table size="small">
        <TableHead>
          <TableRow>
            {(['item', 'verified', 'ends', 'calls', 'feedback', 'fix'] as const).map((column) => (
              <TableCell key={column}>{translate(`app.health.column.${column}`)}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <QueueRow key={row.id} row={row} onChanged={onChanged} />
          ))}
        </TableBody>
      </Table>
    </Box>
  );
}

function QueueRow({ row, onChanged }: { row: HealthRow; onChanged: () => void }) {
  const translate = useTranslate();
  const times = useTimes();
  const { permissions = [] } = usePermissions<Permissions>();
  const path = `/items/${encodeURIComponent(row.id)}/show`;
  return (
    <TableRow hover data-testid="health-row" data-item-id={row.id}>
      <TableCell sx={{ minWidth: 240 }}>
        <Box sx={{ display: 'flex', gap: 0.75, alignItems: 'center', flexWrap: 'wrap' }}>
          <KindChip kind={row.kind} />
          <Link to={path}>{row.label}</Link>
          {row.approval !== 'expert' && <ApprovalChip approval={row.approval} />}
        </Box>
        {row.conflictsWith.map(({ itemId, label }) => (
          <Box key={itemId} sx={{ fontSize: '.82rem', color: 'error.dark' }}>
            {translate('app.health.against')} <Link to={`/items/${encodeURIComponent(itemId)}/show`}>{label}</Link>
          </Box>
        ))}
      </TableCell>
      <TableCell>
        <VerifiedMark item={row} />
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        {row.validTo ? times.dayOf(row.validTo) : translate('app.health.open_end')}
      </TableCell>
      <TableCell align="right">{row.calls}</TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
        {row.used} / {row.dismissed} / {row.wrong}
      </TableCell>
      <TableCell>
        <Box sx={{ display: 'flex', gap: 0.75, flexWrap: 'nowrap' }}>
          <VerifyButton item={row} onDone={onChanged} />
          {permissions.includes('proposals:write') && (
            <Button size="small" component={Link} to={`${path}?change=yes`}>
              {translate('app.health.change')}
            </Button>
          )}
          <VersionActions
            itemId={row.id}
            version={row.version}
            state="in_force"
            label={row.label}
            onDecided={onChanged}
          />
        </Box>
      </TableCell>
    </TableRow>
  );
}
