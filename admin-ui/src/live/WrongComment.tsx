import { Box, Button, Popover, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';

interface WrongCommentProps {
  /** The button that was pressed; null: closed. */
  readonly at: HTMLElement | null;
  readonly onClose: () => void;
  readonly onSay: (comment: string) => void;
}

const longest = 1_000;

/** Asks what is wrong with a card, when that was said already; whoever has no time presses Escape. */
export function WrongComment({ at, onClose, onSay }: WrongCommentProps) {
  const translate = useTranslate();
  const [comment, setComment] = useState('');
  const close = () => {
    setComment('');
    onClose();
  };
  return (
    <Popover
      open={at !== null}
      anchorEl={at}
      onClose={close}
      anchorOrigin={{ vertical: 'top', horizontal: 'right' }}
      transformOrigin={{ vertical: 'bottom', horizontal: 'right' }}
    >
      <Box
        component="form"
        sx={{ p: 2, width: 340, display: 'grid', gap: 1 }}
        onSubmit={(event: React.FormEvent) => {
          event.preventDefault();
          if (comment.trim() !== '') onSay(comment.trim());
          close();
        }}
      >
        <Typography variant="subtitle2" component="label" htmlFor="wrong-comment">
          {translate('app.live.feedback.what_is_wrong')}
        </Typography>
        <TextField
          id="wrong-comment"
          autoFocus
          multiline
          minRows={2}
          maxRows={6}
          size="small"
          value={comment}
          onChange={(event) => setComment(event.target.value)}
          slotProps={{ htmlInput: { maxLength: longest, 'data-testid': 'wrong-comment' } }}
        />
        <Box sx={{ display: 'flex', justifyContent: 'flex-end', gap: 1 }}>
          <Button size="small" onClick={close}>
            {translate('app.live.feedback.no_comment')}
          </Button>
          <Button size="small" type="submit" variant="contained" disabled={comment.trim() === ''}>
            {translate('app.live.feedback.say')}
          </Button>
        </Box>
      </Box>
    </Popover>
  );
}
