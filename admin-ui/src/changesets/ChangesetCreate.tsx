import UploadIcon from '@mui/icons-material/UploadFileOutlined';
import { Alert, Autocomplete, Box, Button, LinearProgress, Paper, TextField, Typography } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { Item, Source } from '../api/types.ts';
import { KindChip } from '../widgets/KindChip.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { type ChangesetApi, useChangesetApi } from './changeset-api.ts';

/** Where a policy change begins: what is replaced, and by which document. */
export function ChangesetCreate() {
  const translate = useTranslate();
  const navigate = useNavigate();
  const problem = useProblemText();
  const api = useChangesetApi();
  const [target, setTarget] = useState<Item | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [source, setSource] = useState<Source | null>(null);
  const [stage, setStage] = useState<'uploading' | 'reading' | 'comparing'>('uploading');
  const start = useMutation({
    mutationFn: async () => {
      if (!target) throw new Error('nothing is chosen');
      const from = file ? { runId: await readUpload(api, file, setStage) } : { sourceId: source?.id ?? '' };
      setStage('comparing');
      const title = translate('app.changesets.default_title', { name: target.label });
      return api.compare(await api.create(title), { targetId: target.id, ...from });
    },
    onSuccess: ({ id }) => navigate(`/changesets/${encodeURIComponent(id)}/show`, { state: { _scrollToTop: true } }),
  });
  const refusal = start.error ? problem(start.error) : null;
  const ready = target !== null && (file !== null || source !== null);
  return (
    <Box sx={{ maxWidth: 860, pt: 1.5, pb: 4, display: 'grid', gap: 2 }}>
      <PageTitle title={translate('app.changesets.new')} />
      <Box>
        <Typography variant="h5" component="h1">
          {translate('app.changesets.new')}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {translate('app.changesets.intro')}
        </Typography>
      </Box>
      <Numbered n={1} title={translate('app.changesets.which')}>
        <TargetChoice api={api} value={target} onChange={setTarget} />
      </Numbered>
      <Numbered n={2} title={translate('app.changesets.document')}>
        <FileChoice
          file={file}
          onFile={(chosen) => {
            setFile(chosen);
            setSource(null);
          }}
        />
        <DocumentChoice
          api={api}
          value={source}
          onChange={(chosen) => {
            setSource(chosen);
            if (chosen) setFile(null);
          }}
        />
      </Numbered>
      {refusal && (
        <Alert severity="error" sx={{ whiteSpace: 'pre-line' }}>
          {[refusal.title, refusal.hint].filter(Boolean).join('\n')}
        </Alert>
      )}
      {start.isPending && (
        <Box role="status">
          <Typography variant="body2" sx={{ mb: 0.5 }}>
            {translate(`app.changesets.stage.${stage}`)}
          </Typography>
          <LinearProgress aria-label={translate(`app.changesets.stage.${stage}`)} />
        </Box>
      )}
      <Button
        variant="contained"
        size="large"
        disabled={!ready || start.isPending}
        onClick={() => start.mutate()}
        data-testid="compare-button"
        sx={{ justifySelf: 'start' }}
      >
        {translate('app.changesets.compare')}
      </Button>
    </Box>
  );
}

const pollMs = 700;

/** The run that read the file, once it is over. */
async function readUpload(
  api: ChangesetApi,
  file: File,
  onStage: (stage: 'uploading' | 'reading') => void,
): Promise<string> {
  onStage('uploading');
  let run = await api.upload(file);
  onStage('reading');
  while (run.status === 'queued' || run.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    run = await api.run(run.id);
  }
  return run.id;
}

function Numbered({ n, title, children }: { n: number; title: string; children: React.ReactNode }) {
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2, display: 'grid', gap: 1.5 }}>
      <Typography variant="subtitle1" component="h2" sx={{ fontWeight: 600 }}>
        {n}. {title}
      </Typography>
      {children}
    </Paper>
  );
}

interface ChoiceProps<T> {
  readonly api: ChangesetApi;
  readonly value: T | null;
  readonly onChange: (value: T | null) => void;
}

function TargetChoice({ api, value, onChange }: ChoiceProps<Item>) {
  const translate = useTranslate();
  const [words, setWords] = useState('');
  const { data = [], isFetching } = useQuery({
    queryKey: ['changeset-targets', words],
    queryFn: () => api.targets(words),
  });
  return (
    <Autocomplete
      options={[...data]}
      loading={isFetching}
      value={value}
      getOptionLabel={(item) => item.label ?? item.id}
      getOptionKey={(item) => item.id}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      filterOptions={(all) => all}
      onInputChange={(_event, text, reason) => reason !== 'selectOption' && setWords(text)}
      onChange={(_event, item) => onChange(item)}
      noOptionsText={translate('app.changesets.no_target')}
      renderOption={({ key, ...props }, item) => (
        <Box component="li" key={key} {...props} sx={{ display: 'flex', gap: 1 }}>
          <KindChip kind={item.kind} />
          {item.label}
        </Box>
      )}
      renderInput={(params) => <TextField {...params} label={translate('app.changesets.target')} />}
    />
  );
}

function DocumentChoice({ api, value, onChange }: ChoiceProps<Source>) {
  const translate = useTranslate();
  const [words, setWords] = useState('');
  const { data = [], isFetching } = useQuery({
    queryKey: ['changeset-documents', words],
    queryFn: () => api.documents(words),
  });
  return (
    <Autocomplete
      options={[...data]}
      loading={isFetching}
      value={value}
      getOptionLabel={(source) => source.title}
      getOptionKey={(source) => source.id}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      filterOptions={(all) => all}
      onInputChange={(_event, text, reason) => reason !== 'selectOption' && setWords(text)}
      onChange={(_event, source) => onChange(source)}
      renderInput={(params) => <TextField {...params} label={translate('app.changesets.or_uploaded')} />}
    />
  );
}

function FileChoice({ file, onFile }: { file: File | null; onFile: (file: File | null) => void }) {
  const translate = useTranslate();
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <Box
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFile(event.dataTransfer.files[0] ?? null);
      }}
      sx={{
        border: '2px dashed',
        borderColor: over ? 'primary.main' : '#b9c6cc',
        borderRadius: 1,
        p: 2.5,
        display: 'flex',
        gap: 2,
        alignItems: 'center',
        justifyContent: 'center',
      }}
    >
      <UploadIcon sx={{ fontSize: 34, color: 'primary.main' }} aria-hidden />
      <Typography variant="body2">{file?.name ?? translate('app.changesets.drop')}</Typography>
      <Button variant="outlined" onClick={() => picker.current?.click()}>
        {translate('app.changesets.choose_file')}
      </Button>
      <input
        ref={picker}
        hidden
        type="file"
        data-testid="policy-file"
        onChange={(event) => onFile(event.target.files?.[0] ?? null)}
      />
    </Box>
  );
}
