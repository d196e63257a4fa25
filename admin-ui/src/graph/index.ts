import GraphIcon from '@mui/icons-material/HubOutlined';
import { guarded } from '../access/guarded.tsx';
import { GraphPage } from './GraphPage.tsx';

export const graph = { list: guarded('items:read', GraphPage), icon: GraphIcon };
