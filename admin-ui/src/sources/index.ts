import SourceIcon from '@mui/icons-material/ForumOutlined';
import type { Source } from '../api/types.ts';
import { SourceList } from './SourceList.tsx';
import { SourceShow } from './SourceShow.tsx';

export const sources = {
  list: SourceList,
  show: SourceShow,
  icon: SourceIcon,
  recordRepresentation: (source: Source) => source.title,
};
