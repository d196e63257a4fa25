import MiningIcon from '@mui/icons-material/HubOutlined';
import type { MiningRun } from '../api/types.ts';
import { MiningRunList } from './MiningRunList.tsx';
import { MiningRunShow } from './MiningRunShow.tsx';

export const miningRuns = {
  list: MiningRunList,
  show: MiningRunShow,
  icon: MiningIcon,
  recordRepresentation: (run: MiningRun) => run.id,
};
