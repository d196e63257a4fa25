import { Box } from '@mui/material';
import { Fragment, type ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import { highlight } from '../theme.ts';
import { type Mark, piecesUpTo, type TextPiece, textPieces } from './text-pieces.ts';

interface PassageTextProps {
  readonly text: string;
  readonly mark?: Mark | null;
  /** Shows only the beginning, as far as it has been said. */
  readonly upTo?: number;
  /** Where this text begins in the stored one, when it is only a stretch of it. */
  readonly from?: number;
}

/** Words of a source: what was taken out is named in the reader's language, and one span may be marked. */
export function PassageText({ text, mark = null, upTo = text.length, from = 0 }: PassageTextProps) {
  const pieces = piecesUpTo(textPieces(text, mark), upTo);
  return pieces.map((piece) => (
    <Fragment key={piece.start}>{marked(piece, <Piece piece={piece} from={from} />)}</Fragment>
  ));
}

function marked(piece: TextPiece, content: ReactNode): ReactNode {
  if (!piece.marked) return content;
  return (
    <mark data-testid="span" style={{ backgroundColor: highlight, color: '#2b2410', padding: '1px 0' }}>
      {content}
    </mark>
  );
}

/** Carries where it stands in the stored text, so that what is selected on the page can be found there. */
function Piece({ piece, from }: { piece: TextPiece; from: number }) {
  const translate = useTranslate();
  const place = { 'data-from': from + piece.start, 'data-to': from + piece.end };
  if (piece.placeholder === null) return <span {...place}>{piece.text}</span>;
  return (
    <Box
      component="span"
      {...place}
      title={translate('app.placeholder.hint')}
      sx={{
        display: 'inline-block',
        textIndent: 0,
        px: 0.75,
        mx: '1px',
        borderRadius: 5,
        bgcolor: '#d3dde1',
        color: '#37464d',
        fontSize: '.82em',
        fontWeight: 500,
        lineHeight: 1.45,
        whiteSpace: 'nowrap',
      }}
    >
      {translate(`app.placeholder.${piece.placeholder}`)}
    </Box>
  );
}
