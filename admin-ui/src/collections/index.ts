import CollectionsIcon from '@mui/icons-material/TuneOutlined';
import { CollectionsPage } from './CollectionsPage.tsx';

export const collections = { list: CollectionsPage, icon: CollectionsIcon };
