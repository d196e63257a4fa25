import AttestIcon from '@mui/icons-material/RecordVoiceOverOutlined';
import SearchIcon from '@mui/icons-material/SearchOutlined';
import { Box, Button } from '@mui/material';
import { usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Permissions } from '../access/permissions.ts';

const wordsSearched = 20;
const longestTitle = 300;

/** What can be done about a question that nothing answers: say how one answers it, or look for what does. */
export function GapActions({ question }: { question: string }) {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  const filter = JSON.stringify({ q: question.slice(0, wordsSearched) });
  return (
    <Box sx={{ display: 'flex', gap: 0.5, whiteSpace: 'nowrap' }}>
      {permissions.includes('attestations:write') && (
        <Button
          size="small"
          component={Link}
          to={`/attestations/create?${new URLSearchParams({ title: question.slice(0, longestTitle) })}`}
          startIcon={<AttestIcon />}
          data-testid="answer-gap"
        >
          {translate('app.gaps.answer')}
        </Button>
      )}
      {permissions.includes('items:read') && (
        <Button
          size="small"
          component={Link}
          to={`/items?filter=${encodeURIComponent(filter)}`}
          startIcon={<SearchIcon />}
        >
          {translate('app.gaps.look')}
        </Button>
      )}
    </Box>
  );
}
