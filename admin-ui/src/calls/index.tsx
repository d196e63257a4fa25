import CallIcon from '@mui/icons-material/SupportAgentOutlined';
import { DataTable, useTranslate } from 'react-admin';
import { outcomes } from '../../../graph-schema/index.ts';
import type { Call } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { ToneChip } from '../widgets/StateChip.tsx';
import { When } from '../widgets/When.tsx';

const exposuresOf = (callId: string) => `/exposures?filter=${encodeURIComponent(JSON.stringify({ callId }))}`;

/** Calls as supervisors see them: which are open, how the others ended. */
function CallList() {
  const labels = useLabels();
  const translate = useTranslate();
  return (
    <ListFrame sort={{ field: 'createdAt', order: 'DESC' }}>
      <DataTable<Call> rowClick={(id) => exposuresOf(String(id))} bulkActionButtons={false}>
        <DataTable.Col
          source="id"
          disableSort
          render={(call: Call) => (
            <RowLink id={call.id} to={exposuresOf(call.id)}>
              {call.id}
            </RowLink>
          )}
        />
        <DataTable.Col source="externalRef" disableSort render={(call: Call) => call.externalRef ?? '—'} />
        <DataTable.Col source="agentId" disableSort render={(call: Call) => call.agentId ?? '—'} />
        <DataTable.Col
          source="status"
          disableSort
          render={(call: Call) => (
            <ToneChip tone={call.status === 'open' ? 'good' : 'quiet'} label={translate(`app.calls.${call.status}`)} />
          )}
        />
        <DataTable.Col
          source="outcome"
          disableSort
          render={(call: Call) => (call.outcome ? labels.of(outcomes, call.outcome) : '—')}
        />
        <DataTable.Col source="createdAt" render={(call: Call) => <When at={call.createdAt} />} />
      </DataTable>
    </ListFrame>
  );
}

export const calls = { list: CallList, icon: CallIcon };
