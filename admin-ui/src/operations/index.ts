import OperationsIcon from '@mui/icons-material/MonitorHeartOutlined';
import { OperationsPage } from './OperationsPage.tsx';

export const operations = { list: OperationsPage, icon: OperationsIcon };
