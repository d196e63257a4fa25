import AgreementIcon from '@mui/icons-material/BalanceOutlined';
import AnnotateIcon from '@mui/icons-material/BorderColorOutlined';
import AdjudicateIcon from '@mui/icons-material/GavelOutlined';
import { guarded } from '../access/guarded.tsx';
import { AdjudicationList } from './AdjudicationList.tsx';
import { AdjudicationShow } from './AdjudicationShow.tsx';
import { AgreementPage } from './AgreementPage.tsx';
import { AnnotatePage } from './AnnotatePage.tsx';

export const annotations = { list: guarded('annotations:write', AnnotatePage), icon: AnnotateIcon };
export const annotationTasks = { list: AdjudicationList, show: AdjudicationShow, icon: AdjudicateIcon };
export const agreement = { list: guarded('annotations:measure', AgreementPage), icon: AgreementIcon };
