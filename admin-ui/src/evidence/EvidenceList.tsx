import { Box, Button, Chip, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { evidenceKinds } from '../../../graph-schema/index.ts';
import type { EvidenceQuote } from '../api/types.ts';
import { clock } from '../i18n/times.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { SourceDrawer } from '../sources/SourceDrawer.tsx';

const shownAtFirst = 2;

/** The words behind a statement, in their context, each a way into its source. */
export function EvidenceList({ evidence }: { evidence: readonly EvidenceQuote[] }) {
  const translate = useTranslate();
  const [all, setAll] = useState(false);
  const [opened, setOpened] = useState<EvidenceQuote | null>(null);
  if (evidence.length === 0) {
    return (
      <Typography variant="body2" sx={{ color: 'warning.dark' }}>
        {translate('app.evidence.none')}
      </Typography>
    );
  }
  const shown = all ? evidence : evidence.slice(0, shownAtFirst);
  return (
    <Box sx={{ display: 'grid', gap: 0.75 }}>
      {shown.map((quote) => (
        <Quote key={`${quote.segmentId}:${quote.start}:${quote.end}`} quote={quote} onOpen={() => setOpened(quote)} />
      ))}
      {evidence.length > shownAtFirst && (
        <Button size="small" sx={{ justifySelf: 'start', py: 0 }} onClick={() => setAll(!all)}>
          {all
            ? translate('app.evidence.fewer')
            : translate('app.evidence.more', { n: evidence.length - shownAtFirst })}
        </Button>
      )}
      {opened && (
        <SourceDrawer
          sourceId={opened.sourceId}
          title={opened.sourceTitle}
          span={{ segmentId: opened.segmentId, start: opened.start, end: opened.end }}
          onClose={() => setOpened(null)}
        />
      )}
    </Box>
  );
}

function Quote({ quote, onOpen }: { quote: EvidenceQuote; onOpen: () => void }) {
  const labels = useLabels();
  const translate = useTranslate();
  const before = quote.before.trimStart();
  const time = quote.startMs === null ? '' : clock(quote.startMs);
  // A turn of a call is often located by its time, and a document's first section by its title.
  const place = [...new Set([quote.sourceTitle, quote.locator, time])].filter((part) => part !== '');
  return (
    <Box sx={{ borderLeft: 3, borderColor: '#e5c873', pl: 1.25 }}>
      <Typography
        component="blockquote"
        variant="body2"
        sx={{ m: 0, lineHeight: 1.6, color: 'text.secondary', overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}
      >
        <PassageText
          text={`${before}${quote.quote}${quote.after.trimEnd()}`}
          mark={{ start: before.length, end: before.length + quote.quote.length }}
        />
      </Typography>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.75, mt: 0.25 }}>
        {quote.kind !== 'states' && (
          <Chip size="small" label={labels.of(evidenceKinds, quote.kind)} sx={{ height: 19, fontSize: '.72rem' }} />
        )}
        <Button
          size="small"
          onClick={onOpen}
          title={translate('app.evidence.open_source')}
          sx={{ py: 0, px: 0.5, fontSize: '.79rem', fontWeight: 500, textAlign: 'left', whiteSpace: 'normal' }}
        >
          {place.join(' · ')}
        </Button>
      </Box>
    </Box>
  );
}
