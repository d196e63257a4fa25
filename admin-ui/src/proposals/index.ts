import ReviewIcon from '@mui/icons-material/RuleOutlined';
import { guarded } from '../access/guarded.tsx';
import type { Proposal } from '../api/types.ts';
import { ProposalCreate } from './ProposalCreate.tsx';
import { ProposalList } from './ProposalList.tsx';
import { ProposalShow } from './ProposalShow.tsx';

export const proposals = {
  list: ProposalList,
  show: ProposalShow,
  create: guarded('proposals:write', ProposalCreate),
  icon: ReviewIcon,
  recordRepresentation: (proposal: Proposal) => proposal.title,
};
