import AuditIcon from '@mui/icons-material/FactCheckOutlined';
import { DataTable } from 'react-admin';
import type { AuditEntry } from '../api/types.ts';
import { Actor } from '../widgets/Actor.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { When } from '../widgets/When.tsx';

/** The chained log: who did what to which record; never content. */
function AuditList() {
  return (
    <ListFrame sort={{ field: 'seq', order: 'DESC' }}>
      <DataTable<AuditEntry> rowClick={false} bulkActionButtons={false}>
        <DataTable.NumberCol source="seq" />
        <DataTable.Col source="at" disableSort render={(entry: AuditEntry) => <When at={entry.at} exact />} />
        <DataTable.Col source="actor" disableSort render={(entry: AuditEntry) => <Actor name={entry.actorName} />} />
        <DataTable.Col source="action" disableSort />
        <DataTable.Col source="subject" disableSort />
        <DataTable.Col
          source="position"
          disableSort
          render={(entry: AuditEntry) => (entry.position === null ? '—' : `#${entry.position}`)}
        />
        <DataTable.Col
          source="hash"
          disableSort
          render={(entry: AuditEntry) => <code title={entry.hash}>{entry.hash.slice(0, 12)}</code>}
        />
      </DataTable>
    </ListFrame>
  );
}

export const audit = { list: AuditList, icon: AuditIcon };
