import { DataTable, SelectInput } from 'react-admin';
import { itemKinds, versionStates } from '../../../graph-schema/index.ts';
import type { Item } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { Actor } from '../widgets/Actor.tsx';
import { KindChip } from '../widgets/KindChip.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { SearchFilter } from '../widgets/SearchFilter.tsx';
import { ApprovalChip, VersionStateChip } from '../widgets/StateChip.tsx';
import { When } from '../widgets/When.tsx';

/** What was published, each in the state of its present version. */
export function ItemList() {
  const labels = useLabels();
  const filters = [
    <SearchFilter key="q" source="q" alwaysOn />,
    <SelectInput key="kind" source="kind" alwaysOn choices={itemKinds.map((id) => ({ id, name: labels.kind(id) }))} />,
    <SelectInput key="state" source="state" alwaysOn choices={labels.choices(versionStates)} />,
  ];
  return (
    <ListFrame filters={filters} sort={{ field: 'decidedAt', order: 'DESC' }}>
      <DataTable<Item> rowClick="show" bulkActionButtons={false}>
        <DataTable.Col source="kind" render={(item: Item) => <KindChip kind={item.kind} />} />
        <DataTable.Col
          source="label"
          render={(item: Item) => (
            <span data-testid="item-row" data-item-id={item.id}>
              <RowLink id={item.id}>{item.label}</RowLink>
            </span>
          )}
        />
        <DataTable.Col source="state" disableSort render={(item: Item) => <VersionStateChip state={item.state} />} />
        <DataTable.NumberCol source="version" disableSort />
        <DataTable.Col
          source="approval"
          disableSort
          render={(item: Item) => <ApprovalChip approval={item.approval} />}
        />
        <DataTable.Col
          source="decidedByName"
          disableSort
          render={(item: Item) => <Actor name={item.decidedByName} />}
        />
        <DataTable.Col source="decidedAt" render={(item: Item) => <When at={item.decidedAt} />} />
      </DataTable>
    </ListFrame>
  );
}
