import { Box } from '@mui/material';
import { DataTable } from 'react-admin';
import type { Merge } from '../api/types.ts';
import { Actor } from '../widgets/Actor.tsx';
import { KindChip } from '../widgets/KindChip.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { When } from '../widgets/When.tsx';
import { MergeStateChip } from './MergeStateChip.tsx';
import { useMergeReason } from './use-merge-reason.ts';

/** Items of documents that were taken for one, the latest first. */
export function MergeList() {
  const reasonOf = useMergeReason();
  return (
    <ListFrame sort={{ field: 'mergedAt', order: 'DESC' }}>
      <DataTable<Merge> rowClick="show" bulkActionButtons={false}>
        <DataTable.Col
          source="aliasName"
          disableSort
          render={(merge: Merge) => (
            <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
              <KindChip kind={merge.kind} />
              <RowLink id={merge.id}>{merge.aliasName}</RowLink>
            </Box>
          )}
        />
        <DataTable.Col source="canonicalName" disableSort />
        <DataTable.Col source="reason" disableSort render={(merge: Merge) => reasonOf(merge)} />
        <DataTable.Col
          source="undoneAt"
          disableSort
          render={(merge: Merge) => <MergeStateChip apart={merge.undoneAt !== null} />}
        />
        <DataTable.Col
          source="mergedByName"
          disableSort
          render={(merge: Merge) => <Actor name={merge.mergedByName} />}
        />
        <DataTable.Col source="mergedAt" render={(merge: Merge) => <When at={merge.mergedAt} />} />
      </DataTable>
    </ListFrame>
  );
}
