import EvaluationIcon from '@mui/icons-material/ScienceOutlined';
import type { Evaluation } from '../api/types.ts';
import { EvaluationList } from './EvaluationList.tsx';
import { EvaluationShow } from './EvaluationShow.tsx';

export const evaluations = {
  list: EvaluationList,
  show: EvaluationShow,
  icon: EvaluationIcon,
  recordRepresentation: ({ name }: Evaluation) => name,
};
