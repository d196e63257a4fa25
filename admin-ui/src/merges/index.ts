import MergeIcon from '@mui/icons-material/CallMergeOutlined';
import type { Merge } from '../api/types.ts';
import { MergeList } from './MergeList.tsx';
import { MergeShow } from './MergeShow.tsx';

export const merges = {
  list: MergeList,
  show: MergeShow,
  icon: MergeIcon,
  recordRepresentation: (merge: Merge) => merge.aliasName,
};
