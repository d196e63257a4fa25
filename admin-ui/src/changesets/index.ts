import ChangesetIcon from '@mui/icons-material/PublishedWithChangesOutlined';
import { guarded } from '../access/guarded.tsx';
import type { Changeset } from '../api/types.ts';
import { ChangesetCreate } from './ChangesetCreate.tsx';
import { ChangesetList } from './ChangesetList.tsx';
import { ChangesetShow } from './ChangesetShow.tsx';

export const changesets = {
  list: ChangesetList,
  show: ChangesetShow,
  create: guarded('changesets:write', ChangesetCreate),
  icon: ChangesetIcon,
  recordRepresentation: (changeset: Changeset) => changeset.title,
};
