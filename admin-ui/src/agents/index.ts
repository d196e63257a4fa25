import AgentsIcon from '@mui/icons-material/BadgeOutlined';
import type { Agent } from '../api/types.ts';
import { AgentList } from './AgentList.tsx';
import { AgentShow } from './AgentShow.tsx';

export const agents = {
  list: AgentList,
  show: AgentShow,
  icon: AgentsIcon,
  recordRepresentation: (agent: Agent) => agent.displayName ?? agent.id,
};
