import { CreateButton, DataTable, SelectInput, TopToolbar, usePermissions, useTranslate } from 'react-admin';
import { changesetStatuses } from '../../../graph-schema/index.ts';
import type { Permissions } from '../access/permissions.ts';
import type { Changeset } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { Actor } from '../widgets/Actor.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { SearchFilter } from '../widgets/SearchFilter.tsx';
import { When } from '../widgets/When.tsx';
import { ChangesetStatusChip } from './ChangesetStatusChip.tsx';
import { useZonedTime } from './use-zoned-time.ts';

/** Changes that go live together, the last changed first. */
export function ChangesetList() {
  const labels = useLabels();
  const translate = useTranslate();
  const zoned = useZonedTime();
  const filters = [
    <SearchFilter key="q" source="q" alwaysOn />,
    <SelectInput key="status" source="status" alwaysOn choices={labels.choices(changesetStatuses)} />,
  ];
  return (
    <ListFrame filters={filters} actions={<Actions />} sort={{ field: 'updatedAt', order: 'DESC' }}>
      <DataTable<Changeset> rowClick="show" bulkActionButtons={false}>
        <DataTable.Col
          source="title"
          render={(changeset: Changeset) => <RowLink id={changeset.id}>{changeset.title}</RowLink>}
        />
        <DataTable.Col source="target" disableSort render={(changeset: Changeset) => changeset.target?.label ?? '—'} />
        <DataTable.Col
          source="status"
          disableSort
          render={(changeset: Changeset) => <ChangesetStatusChip status={changeset.status} />}
        />
        <DataTable.Col
          source="itemsCount"
          disableSort
          render={(changeset: Changeset) =>
            changeset.undecidedCount > 0
              ? translate('app.changesets.undecided_of', { n: changeset.undecidedCount, total: changeset.itemsCount })
              : changeset.itemsCount
          }
        />
        <DataTable.Col
          source="effectiveAt"
          render={(changeset: Changeset) =>
            zoned(changeset.effectiveAt, changeset.zone) ?? translate('app.changesets.at_once')
          }
        />
        <DataTable.Col
          source="createdByName"
          disableSort
          render={(changeset: Changeset) => <Actor name={changeset.createdByName} />}
        />
        <DataTable.Col source="updatedAt" render={(changeset: Changeset) => <When at={changeset.updatedAt} />} />
      </DataTable>
    </ListFrame>
  );
}

function Actions() {
  const { permissions = [] } = usePermissions<Permissions>();
  const may = permissions.includes('changesets:write') && permissions.includes('ingest:run');
  return <TopToolbar>{may && <CreateButton label="app.changesets.new" variant="contained" />}</TopToolbar>;
}
