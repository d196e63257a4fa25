import { DataTable, SelectInput } from 'react-admin';
import { annotationTaskStatuses } from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { When } from '../widgets/When.tsx';
import type { AnnotationTaskRow } from './annotations-api.ts';

/** Calls on which two experts differ, those waiting longest first; and those that are settled. */
export function AdjudicationList() {
  const labels = useLabels();
  const choices = labels.choices(annotationTaskStatuses).filter(({ id }) => id !== 'open');
  return (
    <ListFrame
      filters={[<SelectInput key="status" source="status" choices={choices} alwaysOn />]}
      filterDefaultValues={{ status: 'disputed' }}
      sort={{ field: 'completedAt', order: 'ASC' }}
    >
      <DataTable<AnnotationTaskRow> rowClick="show" bulkActionButtons={false}>
        <DataTable.Col
          source="title"
          disableSort
          sx={{ maxWidth: 560 }}
          render={(task: AnnotationTaskRow) => <RowLink id={task.id}>{task.title}</RowLink>}
        />
        <DataTable.Col
          source="status"
          disableSort
          render={(task: AnnotationTaskRow) => labels.of(annotationTaskStatuses, task.status)}
        />
        <DataTable.NumberCol source="differences" disableSort />
        <DataTable.NumberCol source="experts" disableSort />
        <DataTable.Col
          source="completedAt"
          render={(task: AnnotationTaskRow) => (task.completedAt ? <When at={task.completedAt} /> : '—')}
        />
      </DataTable>
    </ListFrame>
  );
}
