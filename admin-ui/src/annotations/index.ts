import AgreementIcon from '@mui/icons-material/BalanceOutlined';
import AnnotateIcon from '@mui/icons-material/BorderColorOutlined';
import AdjudicateIcon from '@mui/icons-material/GavelOutlined';
import { AdjudicationList } from './AdjudicationList.tsx';
import { AdjudicationShow } from './AdjudicationShow.tsx';
import { AgreementPage } from './AgreementPage.tsx';
import { AnnotatePage } from './AnnotatePage.tsx';

export const annotations = { list: AnnotatePage, icon: AnnotateIcon };
export const annotationTasks = { list: AdjudicationList, show: AdjudicationShow, icon: AdjudicateIcon };
export const agreement = { list: AgreementPage, icon: AgreementIcon };
