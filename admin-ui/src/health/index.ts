import HealthIcon from '@mui/icons-material/MonitorHeartOutlined';
import { guarded } from '../access/guarded.tsx';
import { HealthPage } from './HealthPage.tsx';

export const health = { list: guarded('items:read', HealthPage), icon: HealthIcon };
