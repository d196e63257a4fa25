import { DataTable, SelectInput } from 'react-admin';
import { languages, sourceTypes } from '../../../graph-schema/index.ts';
import type { Source } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { SearchFilter } from '../widgets/SearchFilter.tsx';
import { When } from '../widgets/When.tsx';

/** What the service has read: calls and documents, each with its latest revision. */
export function SourceList() {
  const labels = useLabels();
  const filters = [
    <SearchFilter key="q" source="q" alwaysOn />,
    <SelectInput key="type" source="type" alwaysOn choices={labels.choices(sourceTypes)} />,
  ];
  return (
    <ListFrame filters={filters} sort={{ field: 'createdAt', order: 'DESC' }}>
      <DataTable<Source> rowClick="show" bulkActionButtons={false}>
        <DataTable.Col
          source="title"
          render={(source: Source) => (
            <RowLink id={source.id}>
              <PassageText text={source.title} />
            </RowLink>
          )}
        />
        <DataTable.Col source="type" disableSort render={(source: Source) => labels.of(sourceTypes, source.type)} />
        <DataTable.Col
          source="language"
          disableSort
          render={(source: Source) => (source.language ? labels.of(languages, source.language) : '—')}
        />
        <DataTable.Col source="author" disableSort render={(source: Source) => source.author?.name ?? '—'} />
        <DataTable.NumberCol source="segments" disableSort />
        <DataTable.NumberCol source="revision" disableSort />
        <DataTable.Col source="createdAt" render={(source: Source) => <When at={source.createdAt} />} />
      </DataTable>
    </ListFrame>
  );
}
