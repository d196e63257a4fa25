import { Box, Paper, Typography } from '@mui/material';
import type { MovedPart, ProposalPart } from '../api/types.ts';
import { EdgeSentence } from './EdgeSentence.tsx';
import type { ProposalEdit } from './use-proposal-edit.ts';

interface RelationListProps {
  readonly title: string;
  readonly edges: readonly ProposalPart[];
  /** By the part's place. */
  readonly moved: ReadonlyMap<number, MovedPart>;
  readonly edit: ProposalEdit;
}

/** Relations of a proposal as sentences; nothing where there are none. */
export function RelationList({ title, edges, moved, edit }: RelationListProps) {
  if (edges.length === 0) return null;
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2 }}>
      <Typography variant="subtitle2" component="h2" sx={{ m: 0, mb: 1 }}>
        {title}
      </Typography>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {edges.map((part) => (
          <EdgeSentence
            key={part.ordinal}
            part={part}
            total={null}
            moved={moved.get(part.ordinal) ?? null}
            editable={edit.allowed}
            saving={edit.saving}
            onPatch={edit.save}
          />
        ))}
      </Box>
    </Paper>
  );
}
