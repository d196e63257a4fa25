import { Alert, Box } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { createGraphPicture, type GraphPicture } from './graph-picture.ts';
import type { ShownGraph } from './shown-graph.ts';

interface GraphCanvasProps {
  readonly graph: ShownGraph;
  readonly chosen: string;
  /** Drawn so that they stand out; empty: all alike. */
  readonly marked: ReadonlySet<string>;
  onChoose(id: string): void;
  onOpen(id: string): void;
}

const pan = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const;

/** The picture; the list beside it holds the same for whoever cannot see or point at it. */
export default function GraphCanvas({ graph, chosen, marked, onChoose, onOpen }: GraphCanvasProps) {
  const translate = useTranslate();
  const place = useRef<HTMLDivElement>(null);
  const [picture, setPicture] = useState<GraphPicture | null>(null);
  const [failed, setFailed] = useState(false);
  const acts = useRef({ onChoose, onOpen });
  acts.current = { onChoose, onOpen };

  useEffect(() => {
    if (!place.current) return;
    try {
      const made = createGraphPicture(place.current, {
        choose: (id) => acts.current.onChoose(id),
        open: (id) => acts.current.onOpen(id),
      });
      setPicture(made);
      return () => made.close();
    } catch {
      // No WebGL in this browser: the list beside it still has everything.
      setFailed(true);
    }
  }, []);
  useEffect(() => picture?.show(graph), [picture, graph]);
  useEffect(() => picture?.mark(chosen, marked), [picture, chosen, marked]);

  if (failed) return <Alert severity="info">{translate('app.graph.no_picture')}</Alert>;
  return (
    <Box
      ref={place}
      role="application"
      aria-label={translate('app.graph.picture', { items: graph.nodes.size, relations: graph.edges.size })}
      tabIndex={0}
      data-testid="graph-picture"
      data-nodes={graph.nodes.size}
      onKeyDown={(event) => {
        const step = pan[event.key as keyof typeof pan];
        if (step) picture?.pan(step[0], step[1]);
        else if (event.key === '+' || event.key === '=') picture?.zoom(1 / 1.4);
        else if (event.key === '-') picture?.zoom(1.4);
        else if (event.key === '0') picture?.fit();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      sx={{ position: 'absolute', inset: 0, bgcolor: '#fff', '& canvas': { outline: 'none' } }}
    />
  );
}
