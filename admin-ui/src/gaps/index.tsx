import GapIcon from '@mui/icons-material/HelpCenterOutlined';
import { DataTable } from 'react-admin';
import { languages } from '../../../graph-schema/index.ts';
import type { Gap } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { When } from '../widgets/When.tsx';
import { GapActions } from './GapActions.tsx';

/** Questions that nothing in force answered. */
function GapList() {
  const labels = useLabels();
  return (
    <ListFrame sort={{ field: 'createdAt', order: 'DESC' }}>
      <DataTable<Gap> rowClick={false} bulkActionButtons={false}>
        <DataTable.Col
          source="question"
          disableSort
          sx={{ maxWidth: 620 }}
          render={(gap: Gap) => <PassageText text={gap.question} />}
        />
        <DataTable.Col
          source="language"
          disableSort
          render={(gap: Gap) => (gap.language ? labels.of(languages, gap.language) : '—')}
        />
        <DataTable.Col source="callId" disableSort render={(gap: Gap) => gap.callId ?? '—'} />
        <DataTable.Col source="createdAt" render={(gap: Gap) => <When at={gap.createdAt} />} />
        <DataTable.Col source="fix" disableSort render={(gap: Gap) => <GapActions question={gap.question} />} />
      </DataTable>
    </ListFrame>
  );
}

export const gaps = { list: GapList, icon: GapIcon };
