import ReplayIcon from '@mui/icons-material/Replay';
import { Button } from '@mui/material';
import { useTranslate } from 'react-admin';

interface ReplayButtonProps {
  /** What is replayed, for whoever only hears the button. */
  readonly of: string;
  readonly going: boolean;
  readonly onReplay: () => void;
}

export function ReplayButton({ of, going, onReplay }: ReplayButtonProps) {
  const translate = useTranslate();
  const label = translate('app.operations.replay');
  return (
    <Button
      size="small"
      variant="outlined"
      startIcon={<ReplayIcon />}
      aria-label={`${label} ${of}`}
      data-testid="replay-button"
      // A disabled button would lose the keyboard's place.
      aria-disabled={going}
      onClick={() => going || onReplay()}
      sx={{ py: 0.125, opacity: going ? 0.5 : 1 }}
    >
      {label}
    </Button>
  );
}
