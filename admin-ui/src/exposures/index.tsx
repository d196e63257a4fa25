import ExposureIcon from '@mui/icons-material/VisibilityOutlined';
import { guarded } from '../access/guarded.tsx';
import { ScreensPage } from './ScreensPage.tsx';

export const exposures = { list: guarded('exposures:read', ScreensPage), icon: ExposureIcon };
