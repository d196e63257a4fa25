import HealthIcon from '@mui/icons-material/MonitorHeartOutlined';
import { HealthPage } from './HealthPage.tsx';

export const health = { list: HealthPage, icon: HealthIcon };
