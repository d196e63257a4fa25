import ExposureIcon from '@mui/icons-material/VisibilityOutlined';
import { DataTable, TextInput, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { cardLevels, feedbackKinds } from '../../../graph-schema/index.ts';
import type { Exposure } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { When } from '../widgets/When.tsx';

const filters = [
  <TextInput key="callId" source="callId" alwaysOn />,
  <TextInput key="itemId" source="itemId" alwaysOn />,
];

/** Which version was on whose screen, from when to when. */
function ExposureList() {
  const labels = useLabels();
  const translate = useTranslate();
  return (
    <ListFrame filters={filters} sort={{ field: 'shownAt', order: 'DESC' }}>
      <DataTable<Exposure> rowClick={false} bulkActionButtons={false}>
        <DataTable.Col source="callId" disableSort render={(row: Exposure) => row.callId ?? '—'} />
        <DataTable.Col
          source="itemId"
          disableSort
          render={(row: Exposure) => (
            <Link to={`/items/${encodeURIComponent(row.itemId)}/show`}>
              {row.itemId} · {translate('app.version_n', { n: row.version })}
            </Link>
          )}
        />
        <DataTable.Col source="level" disableSort render={(row: Exposure) => labels.of(cardLevels, row.level)} />
        <DataTable.Col source="shownAt" render={(row: Exposure) => <When at={row.shownAt} exact />} />
        <DataTable.Col
          source="goneAt"
          disableSort
          render={(row: Exposure) => (row.goneAt ? <When at={row.goneAt} exact /> : '—')}
        />
        <DataTable.Col
          source="goneReason"
          disableSort
          render={(row: Exposure) =>
            row.goneReason ? translate(`app.gone.${row.goneReason}`, { _: row.goneReason }) : '—'
          }
        />
        <DataTable.Col
          source="feedback"
          disableSort
          render={(row: Exposure) => row.feedback.map((kind) => labels.of(feedbackKinds, kind)).join(' · ') || '—'}
        />
      </DataTable>
    </ListFrame>
  );
}

export const exposures = { list: ExposureList, icon: ExposureIcon };
