import Alert from '@mui/material/Alert';

/** A refusal inside of a dialog. */
export function DialogProblem({ problem }: { problem: { title: string; hint?: string | undefined } | null }) {
  if (problem === null) return null;
  return (
    <Alert severity="error" sx={{ mt: 1.5, whiteSpace: 'pre-line' }}>
      {[problem.title, problem.hint].filter(Boolean).join('\n')}
    </Alert>
  );
}
