import { Box, Link } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';

const shortUnits = 160;

/** What the service says that something failed of, as it says it; a long text is shown whole on demand. */
export function ErrorText({ text, muted = false }: { text: string; muted?: boolean }) {
  const translate = useTranslate();
  const [whole, setWhole] = useState(false);
  const line = text.replace(/\s+/g, ' ').trim();
  const long = line.length > shortUnits;
  return (
    <Box
      lang="en"
      sx={{
        fontSize: '.92em',
        overflowWrap: 'anywhere',
        whiteSpace: whole ? 'pre-wrap' : 'normal',
        color: muted ? 'text.secondary' : 'error.dark',
      }}
    >
      {whole ? text : long ? `${line.slice(0, shortUnits).trimEnd()}…` : line}{' '}
      {long && (
        <Link component="button" type="button" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {translate(whole ? 'app.operations.less' : 'app.operations.whole')}
        </Link>
      )}
    </Box>
  );
}
