import AuditIcon from '@mui/icons-material/FactCheckOutlined';
import { AuditList } from './AuditList.tsx';

export const audit = { list: AuditList, icon: AuditIcon };
