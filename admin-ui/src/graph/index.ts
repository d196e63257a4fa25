import GraphIcon from '@mui/icons-material/HubOutlined';
import { GraphPage } from './GraphPage.tsx';

export const graph = { list: GraphPage, icon: GraphIcon };
