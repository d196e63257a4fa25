import CloseIcon from '@mui/icons-material/Close';
import UploadIcon from '@mui/icons-material/UploadFileOutlined';
import {
  Alert,
  Box,
  Button,
  Checkbox,
  FormControlLabel,
  IconButton,
  LinearProgress,
  List,
  ListItem,
  ListItemText,
  Paper,
  TextField,
  Typography,
} from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useDataProvider, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { CoachDataProvider, UploadFile } from '../api/data-provider.ts';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { chosenFiles, droppedFiles, withFiles } from './dropped-files.ts';

const listed = 200;

/** The upload page: files and folders in, a run out. */
export function RunCreate() {
  const translate = useTranslate();
  const navigate = useNavigate();
  const problem = useProblemText();
  const api = useDataProvider<CoachDataProvider>();
  const [files, setFiles] = useState<readonly UploadFile[]>([]);
  const [label, setLabel] = useState('');
  const [verbatim, setVerbatim] = useState(false);
  const [dryRun, setDryRun] = useState(false);
  const defaultLabel = translate('app.runs.default_label', { name: files[0]?.name ?? '', smart_count: files.length });
  const upload = useMutation({
    mutationFn: () => api.upload(files, { label: label.trim() || defaultLabel, verbatim, dryRun }),
    onSuccess: (id) => navigate(`/ingest-runs/${encodeURIComponent(id)}/show`, { state: { _scrollToTop: true } }),
  });
  const refusal = upload.error ? problem(upload.error) : null;
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  return (
    <Box sx={{ maxWidth: 860, pt: 1.5, pb: 4, display: 'grid', gap: 2 }}>
      <PageTitle title={translate('app.runs.upload')} />
      <Box>
        <Typography variant="h5" component="h1">
          {translate('app.runs.upload')}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {translate('app.runs.formats')}
        </Typography>
      </Box>
      <DropZone onFiles={(more) => setFiles((before) => withFiles(before, more))} />
      {files.length > 0 && (
        <Paper sx={{ border: 1, borderColor: 'divider' }}>
          <Typography variant="subtitle2" component="h2" sx={{ m: 0, px: 2, pt: 1.5 }}>
            {translate('app.runs.chosen', { smart_count: files.length, size: sizeText(bytes) })}
          </Typography>
          <List dense sx={{ maxHeight: 260, overflow: 'auto' }}>
            {files.slice(0, listed).map(({ name, file }) => (
              <ListItem
                key={name}
                secondaryAction={
                  <IconButton
                    size="small"
                    edge="end"
                    aria-label={`${translate('ra.action.remove')} ${name}`}
                    onClick={() => setFiles(files.filter((one) => one.name !== name))}
                  >
                    <CloseIcon fontSize="small" />
                  </IconButton>
                }
              >
                <ListItemText primary={name} secondary={sizeText(file.size)} />
              </ListItem>
            ))}
          </List>
          {files.length > listed && (
            <Typography variant="caption" color="textSecondary" sx={{ px: 2, pb: 1, display: 'block' }}>
              {translate('app.runs.more_files', { n: files.length - listed })}
            </Typography>
          )}
        </Paper>
      )}
      <Box>
        <TextField
          fullWidth
          label={translate('app.runs.label')}
          value={label}
          onChange={(event) => setLabel(event.target.value)}
          slotProps={{ htmlInput: { maxLength: 200 } }}
        />
        <FormControlLabel
          control={<Checkbox checked={verbatim} onChange={(event) => setVerbatim(event.target.checked)} />}
          label={translate('app.runs.verbatim')}
        />
        <Box>
          <FormControlLabel
            control={<Checkbox checked={dryRun} onChange={(event) => setDryRun(event.target.checked)} />}
            label={translate('app.runs.dry_run')}
          />
        </Box>
      </Box>
      {refusal && (
        <Alert severity="error" sx={{ whiteSpace: 'pre-line' }}>
          {[refusal.title, refusal.hint].filter(Boolean).join('\n')}
        </Alert>
      )}
      {upload.isPending && <LinearProgress aria-label={translate('app.runs.uploading')} />}
      <Button
        variant="contained"
        size="large"
        disabled={files.length === 0 || upload.isPending}
        onClick={() => upload.mutate()}
        sx={{ justifySelf: 'start' }}
      >
        {translate(upload.isPending ? 'app.runs.uploading' : dryRun ? 'app.runs.start_dry_run' : 'app.runs.start')}
      </Button>
    </Box>
  );
}

function DropZone({ onFiles }: { onFiles: (files: readonly UploadFile[]) => void }) {
  const translate = useTranslate();
  const filePicker = useRef<HTMLInputElement>(null);
  const folderPicker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <Paper
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void droppedFiles(event.dataTransfer).then(onFiles);
      }}
      sx={{
        border: '2px dashed',
        borderColor: over ? 'primary.main' : '#b9c6cc',
        bgcolor: over ? 'primary.light' : 'background.paper',
        p: 4,
        textAlign: 'center',
      }}
    >
      <UploadIcon sx={{ fontSize: 40, color: 'primary.main' }} aria-hidden />
      <Typography sx={{ mb: 1.5 }}>{translate('app.runs.drop')}</Typography>
      <Box sx={{ display: 'flex', justifyContent: 'center', gap: 1 }}>
        <Button variant="outlined" onClick={() => filePicker.current?.click()}>
          {translate('app.runs.choose_files')}
        </Button>
        <Button variant="outlined" onClick={() => folderPicker.current?.click()}>
          {translate('app.runs.choose_folder')}
        </Button>
      </Box>
      <input
        ref={filePicker}
        hidden
        multiple
        type="file"
        data-testid="upload-files"
        onChange={(event) => event.target.files && onFiles(chosenFiles(event.target.files))}
      />
      <input
        ref={(element) => {
          folderPicker.current = element;
          // React knows no such attribute; without it the dialog chooses files.
          element?.setAttribute('webkitdirectory', '');
        }}
        hidden
        type="file"
        onChange={(event) => event.target.files && onFiles(chosenFiles(event.target.files))}
      />
    </Paper>
  );
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
