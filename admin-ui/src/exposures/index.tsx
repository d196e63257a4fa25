import ExposureIcon from '@mui/icons-material/VisibilityOutlined';
import { ScreensPage } from './ScreensPage.tsx';

export const exposures = { list: ScreensPage, icon: ExposureIcon };
