import CollectionsIcon from '@mui/icons-material/TuneOutlined';
import { guarded } from '../access/guarded.tsx';
import { CollectionsPage } from './CollectionsPage.tsx';

export const collections = { list: guarded('collections:read', CollectionsPage), icon: CollectionsIcon };
