import RunIcon from '@mui/icons-material/DriveFolderUploadOutlined';
import { guarded } from '../access/guarded.tsx';
import type { IngestRun } from '../api/types.ts';
import { RunCreate } from './RunCreate.tsx';
import { RunList } from './RunList.tsx';
import { RunShow } from './RunShow.tsx';

export const ingestRuns = {
  list: RunList,
  show: RunShow,
  create: guarded('ingest:run', RunCreate),
  icon: RunIcon,
  recordRepresentation: (run: IngestRun) => run.label,
};
