import { useCallback, useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import { annotationLabelsSchema } from '../../../graph-schema/index.ts';
import { Problem } from '../api/http-client.ts';
import { type Annotation, useAnnotationsApi } from './annotations-api.ts';
import type { Labels } from './label-edit.ts';

/** `moved`: it was saved elsewhere meanwhile. `refused`: as it is it cannot be saved. */
export type SaveState = 'saved' | 'waiting' | 'saving' | 'offline' | 'moved' | 'refused';

const keyOf = (id: string) => `coach.annotation.${id}`;
const pauseMs = 600;
const againMs = 3_000;

const keptSchema = z.object({ etag: z.int(), labels: annotationLabelsSchema });

/** Labels that this browser holds and the service may not have, and what they were made of; null: none, or none that can be read. */
export function keptLabels(id: string): { readonly etag: number; readonly labels: Labels } | null {
  try {
    const kept = localStorage.getItem(keyOf(id));
    return kept === null ? null : keptSchema.parse(JSON.parse(kept));
  } catch {
    return null;
  }
}

/**
 * Saves labels a moment after each change, one request at a time. Until the service has them they stay in the browser, so that
 * neither a closed tab nor a lost network loses any; a failed save is tried again until it goes through.
 */
export function useAutosave(annotation: Annotation, labels: Labels) {
  const api = useAnnotationsApi();
  const { id } = annotation;
  const [state, setState] = useState<SaveState>('saved');
  const [error, setError] = useState<unknown>(null);
  const etag = useRef(keptLabels(annotation.id)?.etag ?? annotation.etag);
  const stored = useRef<Labels>(annotation.labels);
  const latest = useRef(labels);
  const running = useRef<Promise<boolean> | null>(null);
  latest.current = labels;

  const saveOnce = useCallback(async (): Promise<boolean> => {
    const sent = latest.current;
    if (sent === stored.current) return true;
    setState('saving');
    try {
      etag.current = await api.save(id, etag.current, sent).then(
        (saved) => saved.etag,
        async (failure) => {
          if (!(failure instanceof Problem) || failure.status !== 412) throw failure;
          // The service may have these very labels from a request whose answer was lost.
          const there = await api.read(id);
          if (!saysTheSame(there.labels, sent)) throw failure;
          return there.etag;
        },
      );
      stored.current = sent;
      setError(null);
      if (latest.current === sent) localStorage.removeItem(keyOf(id));
      setState(latest.current === sent ? 'saved' : 'waiting');
      return latest.current === sent;
    } catch (failure) {
      const status = failure instanceof Problem ? failure.status : 0;
      setError(failure);
      setState(status === 412 || status === 409 ? 'moved' : status === 422 ? 'refused' : 'offline');
      return false;
    }
  }, [api, id]);

  /** Whether the service has all of it now. */
  const flush = useCallback(async (): Promise<boolean> => {
    if (running.current) await running.current;
    const run = saveOnce();
    running.current = run;
    const done = await run;
    if (running.current === run) running.current = null;
    return done;
  }, [saveOnce]);

  useEffect(() => {
    if (labels === stored.current) return;
    localStorage.setItem(keyOf(id), JSON.stringify({ etag: etag.current, labels }));
    setState((before) => (before === 'saved' ? 'waiting' : before));
    const timer = setTimeout(() => void flush(), pauseMs);
    return () => clearTimeout(timer);
  }, [labels, id, flush]);

  useEffect(() => {
    if (state !== 'offline' && state !== 'waiting') return;
    const again = () => void flush();
    const timer = setInterval(again, againMs);
    window.addEventListener('online', again);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', again);
    };
  }, [state, flush]);

  /** Saves over what was saved elsewhere. */
  const overwrite = useCallback(async () => {
    etag.current = (await api.read(id)).etag;
    await flush();
  }, [api, id, flush]);

  const forget = useCallback(() => localStorage.removeItem(keyOf(id)), [id]);
  return { state, error, flush, overwrite, forget, currentEtag: () => etag.current };
}

function saysTheSame(a: Labels, b: Labels): boolean {
  const said = (labels: Labels) =>
    labels.map(({ id, kind, value, note, spans }) => [
      id,
      kind,
      value,
      note,
      spans.map(({ segmentId, start, end }) => [segmentId, start, end]),
    ]);
  return JSON.stringify(said(a)) === JSON.stringify(said(b));
}
