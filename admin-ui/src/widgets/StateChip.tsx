import { Chip } from '@mui/material';
import {
  type Approval,
  approvals,
  type ProposalStatus,
  proposalStatuses,
  type VersionState,
  versionStates,
} from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';

type Tone = 'good' | 'wait' | 'bad' | 'quiet' | 'info';

const tones: Readonly<Record<Tone, { bgcolor: string; color: string }>> = {
  good: { bgcolor: 'success.light', color: 'success.dark' },
  wait: { bgcolor: 'warning.light', color: 'warning.dark' },
  bad: { bgcolor: 'error.light', color: 'error.dark' },
  info: { bgcolor: 'info.light', color: 'info.main' },
  quiet: { bgcolor: '#eceff1', color: 'text.secondary' },
};

const proposalTones: Readonly<Record<ProposalStatus, Tone>> = {
  draft: 'quiet',
  in_review: 'info',
  changes_requested: 'wait',
  approved: 'good',
  rejected: 'bad',
  withdrawn: 'quiet',
};
const versionTones: Readonly<Record<VersionState, Tone>> = {
  scheduled: 'info',
  in_force: 'good',
  suspended: 'wait',
  superseded: 'quiet',
  expired: 'quiet',
  retracted: 'bad',
  erased: 'bad',
};
const approvalTones: Readonly<Record<Approval, Tone>> = { expert: 'good', auto: 'wait', system: 'info' };

export function ToneChip({ tone, label }: { tone: Tone; label: string }) {
  return <Chip size="small" label={label} sx={{ height: 21, fontSize: '.77rem', ...tones[tone] }} />;
}

export function ProposalStatusChip({ status }: { status: ProposalStatus }) {
  return <ToneChip tone={proposalTones[status] ?? 'quiet'} label={useLabels().of(proposalStatuses, status)} />;
}

export function VersionStateChip({ state }: { state: VersionState }) {
  return <ToneChip tone={versionTones[state] ?? 'quiet'} label={useLabels().of(versionStates, state)} />;
}

/** How it came into force: by experts, by the gates, or by a named system decision. */
export function ApprovalChip({ approval }: { approval: Approval }) {
  return <ToneChip tone={approvalTones[approval] ?? 'quiet'} label={useLabels().of(approvals, approval)} />;
}
