import AttestationIcon from '@mui/icons-material/RecordVoiceOverOutlined';
import { guarded } from '../access/guarded.tsx';
import type { Attestation } from '../api/types.ts';
import { AttestationCreate } from './AttestationCreate.tsx';
import { AttestationList } from './AttestationList.tsx';
import { AttestationShow } from './AttestationShow.tsx';

export const attestations = {
  list: AttestationList,
  show: AttestationShow,
  create: guarded('attestations:write', AttestationCreate),
  icon: AttestationIcon,
  recordRepresentation: (attestation: Attestation) => attestation.title,
};
